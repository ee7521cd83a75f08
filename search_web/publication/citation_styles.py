"""Citations as readers paste them: APA, Chicago and MLA, in the form of a report on the web.

The forms are of APA 7 (10.4), Chicago 18 (bibliography) and MLA 9, as plain text. Names stay as the
source has them: Arabic names are not inverted, and of others no source says which part is the
family's. Dates are in the language of the article. Why no CSL processor writes them is in
docs/decisions.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from babel.lists import format_list

from indexer.model.article import Article
from indexer.model.fields import all_cited
from search_web.centre import Face
from search_web.language.languages import LOCALES
from search_web.publication.citations import citable
from search_web.publication.links import web_link

NO_DATE = {"ar": "د.ت.", "en": "n.d."}
"""What APA writes for a missing date."""

QUOTES = {"ar": "«{title}»{stop}", "en": "“{title}{stop}”"}
"""A quoted title and its full stop: English sets that inside of the marks."""

COMMAS = {"ar": "،", "en": ","}

DAY_FIRST = "d MMMM y"
"""Pattern of a date of MLA, and of Arabic."""

MOST_OF_MLA = 2
"""MLA names so many authors, of more the first alone."""

MONTHS_OF_MLA = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
"""MLA's names of the months in English, which no locale of CLDR has."""

QUESTIONS = ("?", "!", "؟")
"""Ends of a title that stand instead of a full stop."""

SCHEMES = ("https://", "http://")
"""Beginnings of an address that MLA leaves out."""

OTHERS = {"ar": "وآخرون", "en": "et al."}


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a citation, on one line each.

    Attributes:
        code: Language of the words and dates of the citation, "ar" or "en".
        authors: Names of the authors.
        title: The title.
        publisher: The publisher, or "".
        date: The date, or None.
        address: The address to cite, or "".
    """

    code: str
    authors: Sequence[str]
    title: str
    publisher: str
    date: dt.date | None
    address: str

    @classmethod
    def of(cls, article: Article, face: Face) -> _Parts:
        """Return the parts of an article; texts of other languages are cited as in English."""
        return cls(
            code="ar" if article.language in ("ar", "") else "en",
            authors=[citable(name) for name in all_cited(article, "author")],
            title=citable(article.title),
            publisher=citable(face.publisher(article)),
            date=article.date,
            address=web_link(article.url) or web_link(article.short_link),
        )

    def day(self, english: str) -> str:
        """Return the date in words, or "".

        Args:
            english: Pattern of CLDR of the style for English; Arabic has one order in all.
        """
        pattern = english if self.code == "en" else DAY_FIRST
        return format_date(self.date, pattern, LOCALES[self.code]) if self.date else ""

    def names(self) -> str:
        """Return the names of all authors as a list."""
        first, *others = self.authors or [""]
        if self.code == "en" and len(others) == 1 and "," in first:
            return f"{first}, and {others[0]}"  # «Binder, Amy J., and Jeffrey L. Kidder»
        return format_list(self.authors, locale=LOCALES[self.code])

    def quoted(self) -> str:
        """Return the title in quotation marks, as a sentence."""
        stop = "" if self.title.endswith(QUESTIONS) else "."
        return QUOTES[self.code].format(title=self.title, stop=stop)

    def names_with_ampersand(self) -> str:
        """Return the names as APA lists them, in English with an ampersand before the last."""
        *others, last = self.authors or [""]
        if self.code == "ar" or not others:
            return self.names()
        return f"{', '.join(others)}, & {last}"


def apa(article: Article, face: Face) -> str:
    """Cite as APA: authors, date in brackets, title, publisher, address."""
    parts = _Parts.of(article, face)
    day = f"({parts.day('y, MMMM d') or NO_DATE[parts.code]})."
    if not parts.authors:
        return _sentences(parts.title, day, parts.publisher) + _after(parts.address)
    publisher = "" if parts.publisher in parts.authors else parts.publisher
    return _sentences(parts.names_with_ampersand(), day, parts.title, publisher) + _after(
        parts.address
    )


def chicago(article: Article, face: Face) -> str:
    """Cite as a bibliography of Chicago: authors, title in quotes, publisher and date, address."""
    parts = _Parts.of(article, face)
    comma = f"{COMMAS[parts.code]} "
    published = comma.join(filter(None, (parts.publisher, parts.day("MMMM d, y"))))
    return _sentences(parts.names(), parts.quoted(), published, parts.address)


def mla(article: Article, face: Face) -> str:
    """Cite as MLA: authors, title in quotes, then publisher, date and address with commas."""
    parts = _Parts.of(article, face)
    names = parts.names()
    if len(parts.authors) > MOST_OF_MLA:
        comma = "," if "," in parts.authors[0] else ""  # «Charon, Rita, et al.»
        names = f"{parts.authors[0]}{comma} {OTHERS[parts.code]}"
    day = parts.day(DAY_FIRST)
    if parts.code == "en" and (date := parts.date):
        day = f"{date.day} {MONTHS_OF_MLA[date.month - 1]} {date.year}"
    address = next(
        (parts.address.removeprefix(one) for one in SCHEMES if parts.address.startswith(one)), ""
    )
    comma = f"{COMMAS[parts.code]} "
    return _sentences(
        names, parts.quoted(), comma.join(filter(None, (parts.publisher, day, address)))
    )


STYLES: dict[str, Callable[[Article, Face], str]] = {"APA": apa, "Chicago": chicago, "MLA": mla}
"""Citation styles by name."""


def _sentences(*parts: str) -> str:
    """Return the parts that are not empty as sentences."""
    ends = (".", ".”", "».", *QUESTIONS, *(f"{end}{mark}" for end in QUESTIONS for mark in "”»"))
    return " ".join(part if part.endswith(ends) else f"{part}." for part in parts if part)


def _after(address: str) -> str:
    """Return an address behind a citation; APA sets no full stop behind it."""
    return f" {address}" if address else ""
