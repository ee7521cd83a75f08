"""Reader of books (EPUB): an article a book, its chapters in the order of reading."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.packed.document import (
    DamagedDocumentError,
    PackedDocument,
    read_packed,
    xml_parser,
)
from indexer.sources.record import Record

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_LOCKED = "its chapters are encrypted (DRM): index the file from which the book was made"
_NO_BOOK = "it is an EPUB without chapters: save it again in the program that made it"


def read_epub(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of a book.

    Raises:
        UnreadableError: The file is too long.
    """
    return read_packed(file, stream, context, _book)


def _book(packed: zipfile.ZipFile, _: bytes) -> PackedDocument:
    """Return the document of a book."""
    path = _attribute(_parsed(packed, _CONTAINER), "rootfile", "full-path")
    package = _parsed(packed, path)
    chapters = [_inside(path, href) for href in _chapters(package)]
    if not chapters:
        raise DamagedDocumentError(_NO_BOOK)
    if set(chapters) & _encrypted(packed):
        raise DamagedDocumentError(_LOCKED)
    return PackedDocument(
        html="".join(_body(packed.read(chapter)) for chapter in chapters),
        title=next(_said(package, "title"), ""),
        author="؛ ".join(_said(package, "creator")),
        created=next(_said(package, "date"), ""),
        language=next(_said(package, "language"), ""),
    )


def _parsed(packed: zipfile.ZipFile, part: str) -> etree._Element:
    """Return the root of a part in XML."""
    return etree.fromstring(packed.read(part), xml_parser())


def _attribute(root: etree._Element, tag: str, name: str) -> str:
    """Return an attribute of the first element with a tag."""
    found = next(root.iter(f"{{*}}{tag}"), None)
    return "" if found is None else found.get(name, "")


def _chapters(package: etree._Element) -> Iterator[str]:
    """Yield the addresses of the chapters in the order of reading, without the contents."""
    items = {item.get("id", ""): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or reference.get("linear") == "no":
            continue
        if "nav" not in item.get("properties", "").split():
            yield item.get("href", "")


def _inside(package: str, href: str) -> str:
    """Return the name of a part that the package names by an address."""
    address = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(package), address))


def _encrypted(packed: zipfile.ZipFile) -> set[str]:
    """Return the names of the encrypted parts; fonts often are."""
    if _ENCRYPTION not in packed.namelist():
        return set()
    found = _parsed(packed, _ENCRYPTION).iter("{*}CipherReference")
    return {unquote(one.get("URI", "")) for one in found}


def _said(package: etree._Element, name: str) -> Iterator[str]:
    """Yield the values of a name in the metadata."""
    for element in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"):
        if element.text and element.text.strip():
            yield element.text.strip()


def _body(chapter: bytes) -> str:
    """Return the HTML of a chapter's body."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    body = lxml_html.document_fromstring(chapter, parser=parser).find("body")
    return "" if body is None else etree.tostring(body, encoding="unicode", method="html")
