"""Many articles as one file, written piece by piece: for spreadsheets and reference managers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.model.article import Article
from indexer.model.fields import all_cited, cited
from search_web.centre import Face
from search_web.publication.citations import FORMATS, citable, csl_item
from search_web.publication.links import web_link

COLUMNS = (
    "id",
    "title",
    "authors",
    "date",
    "section",
    "type",
    "tags",
    "language",
    "publisher",
    "url",
    "short_link",
    "summary",
)
"""Columns of a spreadsheet."""

BETWEEN = "; "
"""Text between several values of a cell."""

BYTE_ORDER_MARK = "\ufeff"
"""Excel recognizes UTF-8 only by it."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that spreadsheets compute (OWASP, "CSV Injection")."""

Write = Callable[[Iterable[Article], Face], Iterator[str]]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of files of many articles.

    Attributes:
        write: Function that yields the pieces of a file.
        media_type: The media type of the file.
        suffix: The extension of the file's name.
    """

    write: Write
    media_type: str
    suffix: str


def spreadsheet(articles: Iterable[Article], face: Face) -> Iterator[str]:
    """Yield the lines of a CSV file."""
    yield BYTE_ORDER_MARK + _row(COLUMNS)
    for article in articles:
        yield _row(
            (
                article.id,
                article.title,
                BETWEEN.join(all_cited(article, "author")),
                article.date.isoformat() if article.date else "",
                cited(article, "series"),
                cited(article, "genre"),
                BETWEEN.join(article.tags),
                article.language,
                face.publisher(article),
                web_link(article.url),
                web_link(article.short_link),
                article.summary,
            )
        )


def csl_array(articles: Iterable[Article], face: Face) -> Iterator[str]:
    """Yield the pieces of an array of CSL-JSON."""
    before = "["
    for article in articles:
        yield before + json.dumps(csl_item(article, face), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[" else "]\n"


def _each(name: str) -> Write:
    """Return a function that writes one article after the other in a citation format."""

    def write(articles: Iterable[Article], face: Face) -> Iterator[str]:
        for article in articles:
            yield FORMATS[name].write([article], face).rstrip("\n") + "\n\n"

    return write


def _row(cells: Sequence[str]) -> str:
    """Return a line of CSV, in which no cell is a formula."""
    line = io.StringIO()
    texts = map(citable, cells)
    csv.writer(line).writerow(f"'{one}" if one.startswith(_FORMULA) else one for one in texts)
    return line.getvalue()


def _as_cited(name: str, write: Write) -> FileFormat:
    form = FORMATS[name]
    return FileFormat(write, form.media_type, form.suffix)


FILE_FORMATS = {
    "csv": FileFormat(spreadsheet, "text/csv", "csv"),
    "ris": _as_cited("ris", _each("ris")),
    "bibtex": _as_cited("bibtex", _each("bibtex")),
    "csl-json": _as_cited("csl-json", csl_array),
}
"""Formats of files by name."""
