"""Documents that are packed parts: DOCX, ODT, EPUB."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers.expat import ExpatError

from lxml import etree

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.front_matter import (
    front_matter,
    honest_author,
    honest_title,
    title_of_name,
)
from indexer.sources.record import NO_TEXT, Found, Record, Refused
from indexer.text.authors import split_authors
from indexer.text.dates import parse_date
from indexer.text.html import clean_html
from indexer.text.language import language_of

MAX_BYTES = 128 * 1024 * 1024
"""Maximum size of a file in bytes."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Maximum size in bytes of the texts in a file, unpacked."""

_DAMAGED = "it is damaged: open it in its program and save it again, and index that"
PASSWORD = "a password protects it: save it without one, and index that"  # noqa: S105


class PackedDocument(NamedTuple):
    """A document.

    Attributes:
        html: Its text.
        title: The title in its metadata, or "".
        author: The author in its metadata, or "".
        created: When it was made, as the metadata write it, or "".
        language: The language that the metadata name, or "".
    """

    html: str
    title: str
    author: str
    created: str
    language: str = ""


class DamagedDocumentError(ValueError):
    """The file is not what it seems to be; the message tells staff why."""


def read_packed(
    file: Path,
    stream: BinaryIO,
    context: ReadingContext,
    document: Callable[[zipfile.ZipFile, bytes], PackedDocument],
) -> Iterator[Record]:
    """Yield the record of a document.

    Args:
        file: The file.
        stream: Its bytes.
        context: The context of the reading.
        document: Returns the document of its parts and bytes.

    Raises:
        UnreadableError: The file is too long.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError("it is a document of more than 128 MiB: divide it")
    read = partial(_record, data, file, context.name_of(file), document)
    yield context.record_of_file(file, WHOLE_FILE, data, read)


def _record(
    data: bytes, file: Path, name: str, document: Callable[[zipfile.ZipFile, bytes], PackedDocument]
) -> Record:
    """Return the article of a document, or Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise DamagedDocumentError("its parts are longer than 512 MiB: divide it")
            found = document(packed, data)
        return Found(_article(found, name), file, WHOLE_FILE)
    except (DamagedDocumentError, InvalidArticleError) as error:
        return Refused(file, WHOLE_FILE, str(error))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, ExpatError, KeyError, OSError, ValueError):
        return Refused(file, WHOLE_FILE, _DAMAGED)
    except RuntimeError:  # what zipfile raises for encrypted parts
        return Refused(file, WHOLE_FILE, PASSWORD)


def _article(document: PackedDocument, name: str) -> Article:
    """Return the article of a document.

    Args:
        document: The document.
        name: The name of its file.

    Raises:
        DamagedDocumentError: The document has no text.
        InvalidArticleError: It has no title, and its name is none.
    """
    body = clean_html(document.html)
    lines = body.text.split("\n") if body.text else []
    front = front_matter(lines, honest_title(document.title))
    if front.end >= len(lines):
        raise DamagedDocumentError(NO_TEXT)
    text = body.from_line(front.end)
    title = front.title or title_of_name(name)
    return Article(
        id=name,
        title=title,
        body=text.text,
        headings=text.headings,
        structure=text.structure,
        date=front.date or _day(document.created),
        language=language_of(f"{title}\n{text.text}", document.language or text.language),
        authors=split_authors(front.author or honest_author(document.author)),
    )


def _day(written: str) -> dt.date | None:
    """Return the date of a time in the metadata, or None."""
    return parse_date(written[:10])


def named_values(packed: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the metadata in a part of a document, by name."""
    if part not in packed.namelist():
        return {}
    root = etree.fromstring(packed.read(part), xml_parser())
    return {
        etree.QName(element).localname: element.text
        for element in root.iter(etree.Element)
        if element.text
    }


def xml_parser() -> etree.XMLParser:
    """Return a parser that opens nothing else."""
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
