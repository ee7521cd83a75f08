"""Reader of Word documents (DOCX) and OpenDocument texts (ODT): an article a file."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import mammoth
from lxml import etree

from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.packed.document import (
    PASSWORD,
    DamagedDocumentError,
    PackedDocument,
    named_values,
    read_packed,
    xml_parser,
)
from indexer.sources.record import Record

_BLOCK_TAGS = {
    "list": "ul",
    "list-item": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
}
"""Tags of the HTML for blocks of an ODT that hold blocks."""

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='العنوان'] => h1:fresh
p[style-name='عنوان 1'] => h1:fresh
p[style-name='عنوان 2'] => h2:fresh
p[style-name='عنوان 3'] => h3:fresh
"""
"""Styles of mammoth besides its own: the names that an Arabic Word gives to headings."""


def read_docx(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of a Word document.

    Raises:
        UnreadableError: The file is too long.
    """
    return read_packed(file, stream, context, _docx)


def read_odt(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of an OpenDocument text.

    Raises:
        UnreadableError: The file is too long.
    """
    return read_packed(file, stream, context, _odt)


def _docx(packed: zipfile.ZipFile, data: bytes) -> PackedDocument:
    """Return the document of a DOCX; mammoth makes its HTML."""
    converted = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
    )
    said = named_values(packed, "docProps/core.xml")
    return PackedDocument(
        converted.value, said.get("title", ""), said.get("creator", ""), said.get("created", "")
    )


def _odt(packed: zipfile.ZipFile, data: bytes) -> PackedDocument:
    """Return the document of an ODT."""
    if b"manifest:encryption-data" in packed.read("META-INF/manifest.xml"):
        raise DamagedDocumentError(PASSWORD)
    said = named_values(packed, "meta.xml")
    content = etree.fromstring(packed.read("content.xml"), xml_parser())
    body = content.find(".//{*}body/{*}text")
    if body is None:
        raise DamagedDocumentError("it is an OpenDocument that is no text: only texts are indexed")
    notes: list[str] = []
    text = "".join(_blocks(body, notes))
    listed = "".join(f"<p>{number}. {note}</p>" for number, note in enumerate(notes, 1))
    return PackedDocument(
        text + listed,
        said.get("title", ""),
        said.get("initial-creator", "") or said.get("creator", ""),
        said.get("creation-date", ""),
    )


def _blocks(parent: etree._Element, notes: list[str]) -> Iterator[str]:
    """Yield the HTML of the blocks of an ODT; the texts of its notes are added to `notes`."""
    for element in parent.iterchildren(etree.Element):
        name = etree.QName(element).localname
        if name == "h":
            level = min(int(element.get(_outline(element), "1")), 6)
            yield f"<h{level}>{_inline(element, notes)}</h{level}>"
        elif name == "p":
            yield f"<p>{_inline(element, notes)}</p>"
        elif tag := _BLOCK_TAGS.get(name):
            yield f"<{tag}>{''.join(_blocks(element, notes))}</{tag}>"
        elif name in ("section", "list-header", "table-rows", "table-header-rows", "index-body"):
            yield from _blocks(element, notes)


def _outline(element: etree._Element) -> str:
    """Return the name of the attribute with the level of a heading."""
    return f"{{{etree.QName(element).namespace}}}outline-level"


def _inline(element: etree._Element, notes: list[str]) -> str:
    """Return the HTML of a paragraph's text."""
    parts = [html.escape(element.text or "")]
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name == "note":
            body = child.find("{*}note-body")
            held: list[str] = []
            inner = [_inline(p, held) for p in (body if body is not None else ()) if p.tag]
            notes.append(" ".join(inner))
            parts.append(f"<sup>{len(notes)}</sup>")
        elif name in ("s", "tab"):
            parts.append(" ")
        elif name == "line-break":
            parts.append("<br>")
        elif name not in ("annotation", "tracked-changes", "frame"):
            parts.append(_inline(child, notes))
        parts.append(html.escape(child.tail or ""))
    return "".join(parts)
