"""Values rendered as text or markup for templates, which hold the sentences themselves."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import itertools
import unicodedata
from collections.abc import Iterator

from babel import Locale
from babel.localedata import locale_identifiers
from flask_babel import gettext, pgettext
from markupsafe import Markup, escape

from indexer.model.article import Article
from indexer.model.fields import FIELD, TEXT_FIELDS, Message
from indexer.searching.result import Marked
from indexer.text.page_starts import PageStart
from search_web.language.formatting import Formatter, first_day, formatter
from search_web.language.languages import language, locale, translated
from search_web.publication.links import web_link

WORDS_PER_MINUTE = 180
"""Reading speed."""

CACHED = 4096
"""Days and values of facets whose markup is kept."""


LONG = 3
"""Minutes from which a publication says how long it takes and has a way to its top."""


UNKNOWN_LANGUAGE = "und"
"""Code of a language that is not known (ISO 639-2)."""

_KNOWN = frozenset(locale_identifiers())


def label(field: str) -> str:
    """Return the name of a field, in the singular."""
    return _name(FIELD[field].label)


def plural(field: str) -> str:
    """Return the name of a field, in the plural."""
    return _name(FIELD[field].plural)


def _name(message: Message | None) -> str:
    return translated(message) if message else ""


def named_fields() -> Markup:
    """List the field prefixes of the query language, except for the title's."""
    others = [field for field in TEXT_FIELDS if field.name != "title"]
    names = [field.typed[0] if language() == "ar" else field.name for field in others]
    return escape(pgettext("between words", ", ")).join(
        Markup("<bdi>{}:</bdi>").format(name) for name in names
    )


def from_source(text: str) -> Markup:
    """Mark a name or word of the articles inside of a sentence of the interface.

    In Arabic letters it is taken for Arabic, in Latin ones for English.
    """
    run = direction(text)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
        "ar" if run == "rtl" else "en", run, text
    )


def text_attributes(article: Article) -> Markup:
    """Return the attributes of the texts of an article: its language and direction."""
    return _text_attributes(article.language or UNKNOWN_LANGUAGE, text_direction(article))


@functools.lru_cache(CACHED)
def _text_attributes(code: str, run: str) -> Markup:
    return Markup('lang="{}" dir="{}"').format(code, run)


def text_direction(article: Article) -> str:
    """Return the direction of the texts of an article, "rtl" or "ltr"."""
    return _direction_of(article.language) or direction(article.title)


@functools.cache
def _direction_of(code: str) -> str:
    """Return the direction of a language, or "" if it is unknown."""
    return Locale.parse(code).text_direction if code in _KNOWN else ""


def language_name(code: str) -> str:
    """Return the name of a language in the language of the page."""
    return str(locale().languages.get(code, code))


def language_attributes() -> Markup:
    """Return the attributes of a text of the interface inside of an article's text."""
    return _attributes(locale())


@functools.cache
def _attributes(current: Locale) -> Markup:
    return Markup('lang="{}" dir="{}"').format(current.language, current.text_direction)


def quoted(query: str) -> Markup:
    """Isolate a query inside of a sentence, in quotation marks unless it has its own."""
    isolated = Markup("<bdi>{}</bdi>").format(query)
    if query[:1] + query[-1:] in ("«»", "“”", '""'):
        return isolated
    return Markup(gettext("“%(query)s”")) % {"query": isolated}  # noqa: S704 # of the catalogue


def day(date: dt.date) -> Markup:
    """Render a date for readers and programs, marked with its language."""
    return _day(date, formatter())


@functools.lru_cache(CACHED)
def _day(date: dt.date, current: Formatter) -> Markup:
    return Markup('<time datetime="{}" {}>{}</time>').format(
        date, _attributes(current.locale), current.date(date)
    )


def page_of_file(page: PageStart) -> Markup:
    """Render the page of a file, as a link to it if its address is known."""
    text = gettext("Attached file")
    if page.page:
        text = pgettext("of a file", "p. %(page)s", page=formatter().number(page.page))
    if not (address := web_link(page.address)):
        return Markup('<span class="page" {}>{}</span>').format(language_attributes(), text)
    return Markup('<a class="page" href="{}" rel="external noopener" {}>{}</a>').format(
        address, language_attributes(), text
    )


def value_text(field: str, value: str) -> Markup:
    """Render a value of a facet: years and months in the reader's digits."""
    return _value_text(field, value, formatter())


@functools.lru_cache(CACHED)
def _value_text(field: str, value: str, current: Formatter) -> Markup:
    match field:
        case "year":
            return Markup("<bdi>{}</bdi>").format(current.year(value))
        case "month":
            return Markup("<bdi>{}</bdi>").format(current.month(first_day(value)))
        case "language":
            return Markup("<bdi>{}</bdi>").format(language_name(value))
        case _:
            return from_source(value)


def period_text(first: dt.date, last: dt.date) -> Markup:
    """Render a period as shortly as possible: on 12 March 2024, in March 2024, in 2024."""
    current = formatter()
    if first == last:
        return _with_isolated(gettext("on %(day)s"), day=current.date(first))
    if last == first.replace(month=12, day=31) and (first.month, first.day) == (1, 1):
        return _with_isolated(gettext("in the year %(year)s"), year=current.year(first.year))
    end = calendar.monthrange(last.year, last.month)[1]
    if (first.year, first.month, first.day, last.day) == (last.year, last.month, 1, end):
        return _with_isolated(gettext("in %(month)s"), month=current.month(first))
    return _with_isolated(
        gettext("from %(first)s to %(last)s"), first=current.date(first), last=current.date(last)
    )


def _with_isolated(sentence: str, **values: str) -> Markup:
    """Insert values into a message, each isolated from the direction of the text around it."""
    return Markup(sentence) % {  # noqa: S704 # a message of the catalogue
        name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()
    }


def reading_minutes(text: str) -> int:
    """Estimate the reading time of a text, at least one minute."""
    return max(1, round(len(text.split()) / WORDS_PER_MINUTE))


def direction(text: str, default: str = "rtl") -> str:
    """Return the direction of a text box: "rtl" if its text has any right-to-left letter.

    Otherwise "ltr" if it has letters at all, and `default` if not.
    """
    kinds = {unicodedata.bidirectional(character) for character in text}
    if kinds & {"R", "AL"}:
        return "rtl"
    return "ltr" if "L" in kinds else default


def marked(text: Marked, numbers: Iterator[int] | None = None) -> Markup:
    """Render a text with <mark> elements.

    Args:
        text: The text and its marks.
        numbers: Numbers of the marks; with them, marks have the ids m1, m2, ….
    """
    written = text.text
    pieces: list[str] = []
    end = 0
    for start, stop in text.marks:
        anchor = f' id="m{next(numbers)}"' if numbers else ""
        pieces += escape(written[end:start]), f"<mark{anchor}>", escape(written[start:stop])
        pieces.append("</mark>")
        end = stop
    pieces.append(escape(written[end:]))
    return Markup("".join(pieces))  # noqa: S704 # each piece is escaped


def mark_numbers() -> Iterator[int]:
    """Return the numbers of marks for `marked`, to share between the texts of a page."""
    return itertools.count(1)
