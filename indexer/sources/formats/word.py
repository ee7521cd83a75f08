"""Reader of Word documents (DOCX) and OpenDocument texts (ODT): an article a file."""

from __future__ import annotations

import datetime as dt
import html
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.front_matter import front_matter, honest_author, honest_title
from indexer.sources.record import NO_TEXT, Found, Record, Refused
from indexer.text.authors import split_authors
from indexer.text.dates import parse_date
from indexer.text.html import clean_html
from indexer.text.language import language_of

MAX_BYTES = 128 * 1024 * 1024
"""Maximum size of a file in bytes."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Maximum size in bytes of the texts in a file, unpacked."""

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='العنوان'] => h1:fresh
p[style-name='عنوان 1'] => h1:fresh
p[style-name='عنوان 2'] => h2:fresh
p[style-name='عنوان 3'] => h3:fresh
"""
"""Styles of mammoth besides its own: the names that an Arabic Word gives to headings."""

_DAMAGED = "it is damaged: open it in its program and save it again, and index that"
_PASSWORD = "a password protects it: save it without one, and index that"  # noqa: S105


class _Document(NamedTuple):
    """A document.

    Attributes:
        html: Its text.
        title: The title in its metadata, or "".
        author: The author in its metadata, or "".
        created: When it was made, as the metadata write it, or "".
    """

    html: str
    title: str
    author: str
    created: str


class _DamagedError(ValueError):
    """The file is not what it seems to be; the message tells staff why."""


def read_docx(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of a Word document.

    Raises:
        UnreadableError: The file is too long.
    """
    return _read(file, stream, context, _docx)


def read_odt(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of an OpenDocument text.

    Raises:
        UnreadableError: The file is too long.
    """
    return _read(file, stream, context, _odt)


def _read(
    file: Path,
    stream: BinaryIO,
    context: ReadingContext,
    document: Callable[[zipfile.ZipFile, bytes], _Document],
) -> Iterator[Record]:
    """Yield the record of a document."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError("it is a document of more than 128 MiB: divide it")
    read = partial(_record, data, file, document)
    yield context.record_of_file(file, WHOLE_FILE, data, read)


def _record(
    data: bytes, file: Path, document: Callable[[zipfile.ZipFile, bytes], _Document]
) -> Record:
    """Return the article of a document, or Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise _DamagedError("its parts are longer than 512 MiB: divide it")
            found = document(packed, data)
        return Found(_article(found, file), file, WHOLE_FILE)
    except (_DamagedError, InvalidArticleError) as error:
        return Refused(file, WHOLE_FILE, str(error))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, ExpatError, KeyError, OSError, ValueError):
        return Refused(file, WHOLE_FILE, _DAMAGED)
    except RuntimeError:  # what zipfile raises for encrypted parts
        return Refused(file, WHOLE_FILE, _PASSWORD)


def _article(document: _Document, file: Path) -> Article:
    """Return the article of a document.

    Raises:
        _DamagedError: The document has no text.
        InvalidArticleError: It has no title.
    """
    body = clean_html(document.html)
    lines = body.text.split("\n") if body.text else []
    front = front_matter(lines, honest_title(document.title))
    if front.end >= len(lines):
        raise _DamagedError(NO_TEXT)
    text = body.from_line(front.end)
    return Article(
        id=file.stem,
        title=front.title,
        body=text.text,
        headings=text.headings,
        structure=text.structure,
        date=front.date or _day(document.created),
        language=language_of(f"{front.title}\n{text.text}", text.language),
        authors=split_authors(front.author or honest_author(document.author)),
    )


def _day(written: str) -> dt.date | None:
    """Return the date of a time in the metadata, or None."""
    return parse_date(written[:10])


def _docx(packed: zipfile.ZipFile, data: bytes) -> _Document:
    """Return the document of a DOCX; mammoth makes its HTML."""
    converted = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
    )
    said = _said(packed, "docProps/core.xml")
    return _Document(
        converted.value, said.get("title", ""), said.get("creator", ""), said.get("created", "")
    )


def _odt(packed: zipfile.ZipFile, data: bytes) -> _Document:
    """Return the document of an ODT."""
    if b"manifest:encryption-data" in packed.read("META-INF/manifest.xml"):
        raise _DamagedError(_PASSWORD)
    said = _said(packed, "meta.xml")
    content = etree.fromstring(packed.read("content.xml"), _parser())
    body = content.find(".//{*}body/{*}text")
    if body is None:
        raise _DamagedError("it is an OpenDocument that is no text: only texts are indexed")
    notes: list[str] = []
    text = "".join(_blocks(body, notes))
    listed = "".join(f"<p>{number}. {note}</p>" for number, note in enumerate(notes, 1))
    return _Document(
        text + listed,
        said.get("title", ""),
        said.get("initial-creator", "") or said.get("creator", ""),
        said.get("creation-date", ""),
    )


def _said(packed: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the metadata in a part of a document, by name."""
    if part not in packed.namelist():
        return {}
    root = etree.fromstring(packed.read(part), _parser())
    return {
        etree.QName(element).localname: element.text
        for element in root.iter(etree.Element)
        if element.text
    }


def _parser() -> etree.XMLParser:
    """Return a parser that opens nothing else."""
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _blocks(parent: etree._Element, notes: list[str]) -> Iterator[str]:
    """Yield the HTML of the blocks of an ODT; the texts of its notes are added to `notes`."""
    for element in parent.iterchildren(etree.Element):
        name = etree.QName(element).localname
        if name == "h":
            level = min(int(element.get(_outline(element), "1")), 6)
            yield f"<h{level}>{_inline(element, notes)}</h{level}>"
        elif name == "p":
            yield f"<p>{_inline(element, notes)}</p>"
        elif name == "list":
            yield f"<ul>{''.join(_blocks(element, notes))}</ul>"
        elif name == "list-item":
            yield f"<li>{''.join(_blocks(element, notes))}</li>"
        elif name == "table":
            yield f"<table>{''.join(_blocks(element, notes))}</table>"
        elif name == "table-row":
            yield f"<tr>{''.join(_blocks(element, notes))}</tr>"
        elif name == "table-cell":
            yield f"<td>{''.join(_blocks(element, notes))}</td>"
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
