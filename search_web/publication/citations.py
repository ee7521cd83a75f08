"""Citations of articles in the formats of reference managers, and as an Arabic footnote.

Each value is a single line without control characters, so that it cannot end a record.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

import rispy
from babel import Locale
from babel.lists import format_list
from pybtex.database import BibliographyData, Entry
from pybtex.database.output.bibtex import Writer

from indexer.model.article import Article
from indexer.model.fields import KEYWORDS, all_cited, cited
from indexer.text.paragraphs import fold_space
from search_web.centre import Face
from search_web.language.formatting import ARABIC
from search_web.publication.latex import as_latex
from search_web.publication.links import web_link

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
"""BibTeX's abbreviations of the months."""

VERBATIM = ("url", "date")
"""BibTeX fields that TeX reads verbatim; a note is printed as text, its short link too."""

LISTS = tuple(field.listed_as for field in KEYWORDS if field.listed_as)
"""Lists of values of an article."""

TEXTS = ("title", "summary", "notice", *(row.name for row in KEYWORDS if not row.listed_as))
"""Fields of an article that a citation holds on one line."""

UNKNOWN_CENTRE = Face()
"""A centre without a name: no publisher is cited."""

ENGLISH = Locale("en")
"""BibTeX names languages in English."""

SEVERAL_AUTHORS = " and "
"""Text between authors in BibTeX."""

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional controls; one that is not closed turns around what stands behind it."""

_NO_KEY = re.compile(r"[^a-tv-z0-9_-]")
"""Characters to escape in a key: BibTeX ignores case, and u begins an escape (see `_key`)."""


@dataclass(frozen=True, slots=True)
class Format:
    """A citation format.

    Attributes:
        write: Function that serializes articles.
        media_type: The media type of the file.
        suffix: The extension of the file's name.
    """

    write: Callable[[Sequence[Article], Face], str]
    media_type: str
    suffix: str


def bibtex(articles: Sequence[Article], face: Face = UNKNOWN_CENTRE) -> str:
    """Serialize articles as BibTeX entries."""
    entries = {}
    for article in map(_citable, articles):
        fields = {"title": article.title, "year": "", "month": "", "url": _address(article)}
        if article.date:
            fields |= {"year": str(article.date.year), "month": MONTHS[article.date.month - 1]}
            fields["date"] = article.date.isoformat()  # for biblatex, includes the day
        fields["author"] = "\n".join(all_cited(article, "author"))
        fields |= {
            "type": _genre(article),
            "publisher": citable(face.publisher(article)),
            "note": _short_link(article),
            "language": ENGLISH.languages.get(article.language, "").lower(),
        }
        kept = {name: value for name, value in fields.items() if value}
        entries[_key(article)] = Entry("misc", fields=kept)
    written: str = _BibtexWriter(encoding="UTF-8").to_string(BibliographyData(entries=entries))
    return written


class _BibtexWriter(Writer):  # type: ignore[misc]
    """A BibTeX writer that escapes LaTeX, except in the fields that TeX reads verbatim."""

    def _write_field(self, stream: TextIO, type: str, value: str) -> None:  # noqa: A002
        text = value if type in VERBATIM else as_latex(value)
        if type == "author":  # braces keep a name one, even if it contains "and"
            names = map(as_latex, value.split("\n"))
            text = SEVERAL_AUTHORS.join(f"{{{name}}}" for name in names)
        stream.write(f",\n    {type} = {{{text}}}")


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """A RIS writer without the number that rispy writes before each record."""

    def set_header(self, count: int) -> str:
        return ""


def ris(articles: Sequence[Article], face: Face = UNKNOWN_CENTRE) -> str:
    """Serialize articles as RIS records."""
    records = []
    for article in map(_citable, articles):
        series = cited(article, "series")
        record = {
            "type_of_reference": "RPRT",
            "title": article.title,
            "authors": all_cited(article, "author"),
            "year": str(article.date.year) if article.date else "",
            "date": article.date.isoformat().replace("-", "/") if article.date else "",
            "urls": [
                link.replace(";", "%3B")  # the separator of URLs in RIS
                for link in (_address(article), _short_link(article))
                if link
            ],
            "publisher": citable(face.publisher(article)),
            "keywords": [*filter(None, [series]), *article.tags],
            "language": article.language,
            "id": article.id,
        }
        records.append({name: value for name, value in record.items() if value})
    written: str = rispy.dumps(records, implementation=_RisWriter)
    return written


def csl_json(articles: Sequence[Article], face: Face = UNKNOWN_CENTRE) -> str:
    """Serialize articles as a CSL-JSON array."""
    return json.dumps(
        [csl_item(article, face) for article in articles],
        ensure_ascii=False,
        indent=2,
    )


def footnotes(articles: Sequence[Article], face: Face = UNKNOWN_CENTRE) -> str:
    """Return one Arabic footnote per article, each on a line."""
    return "\n".join(footnote(article, face) for article in articles)


def footnote(article: Article, face: Face = UNKNOWN_CENTRE) -> str:
    """Return authors, title, section, publisher, date and URL, as Arabic studies cite them."""
    article = _citable(article)
    parts = [
        format_list(all_cited(article, "author"), locale=ARABIC.locale),
        f"«{article.title}»",
        cited(article, "series"),
        citable(face.publisher(article)),
        ARABIC.date(article.date) if article.date else "",
        _short_link(article) or _address(article),
    ]
    return "، ".join(filter(None, parts)) + "."


FORMATS = {
    "bibtex": Format(bibtex, "application/x-bibtex", "bib"),
    "ris": Format(ris, "application/x-research-info-systems", "ris"),
    "csl-json": Format(csl_json, "application/vnd.citationstyles.csl+json", "json"),
    "text-ar": Format(footnotes, "text/plain", "txt"),
}
"""Citation formats by name."""


def _citable(article: Article) -> Article:
    """Return the article with each value on one line and without control characters."""
    lines: dict[str, Any] = {name: citable(getattr(article, name)) for name in TEXTS}
    lists: dict[str, Any] = {
        name: tuple(filter(None, map(citable, getattr(article, name)))) for name in LISTS
    }
    return replace(article, id=fold_space(article.id), **lists, **lines)


def citable(text: str) -> str:
    """Return a text on one line, without control characters and those that turn lines around."""
    return fold_space(_TURNING.sub("", text))


def csl_item(article: Article, face: Face) -> dict[str, Any]:
    """Return an article as an item of CSL-JSON."""
    article = _citable(article)
    item: dict[str, Any] = {
        "id": article.id,
        "type": "report",
        "title": article.title,
        "language": article.language,
        "URL": _address(article),
        "genre": _genre(article),
        "publisher": citable(face.publisher(article)),
        "note": _short_link(article),
    }
    item["author"] = [{"literal": name} for name in all_cited(article, "author")]
    if article.date:
        item["issued"] = {"date-parts": [_parts(article.date)]}
    return {name: value for name, value in item.items() if value}


def _genre(article: Article) -> str:
    return cited(article, "genre") or cited(article, "series")


def _parts(date: dt.date) -> list[int]:
    return [date.year, date.month, date.day]


def _address(article: Article) -> str:
    return web_link(article.url)


def _short_link(article: Article) -> str:
    return web_link(article.short_link)


def _key(article: Article) -> str:
    """Return a BibTeX key: an id whose forbidden characters are escaped as u, their code and _."""
    return "bahith-" + _NO_KEY.sub(lambda found: f"u{ord(found[0]):x}_", article.id)
