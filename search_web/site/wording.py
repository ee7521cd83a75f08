"""Wording: values as text, for templates. What pages say stands in the templates."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import unicodedata
from collections.abc import Iterator

from flask_babel import gettext, pgettext
from markupsafe import Markup, escape

from indexer.model.fields import FIELD, TEXT_FIELDS, Message
from indexer.searching.result import Marked
from search_web.language.formatting import figures
from search_web.language.languages import language, locale, translated

WORDS_A_MINUTE = 180


def label(field: str) -> str:
    """What one value of a field is called."""
    return _name(FIELD[field].label)


def plural(field: str) -> str:
    """What the values of a field are called."""
    return _name(FIELD[field].plural)


def _name(message: Message | None) -> str:
    return translated(message) if message else ""


def named_fields() -> Markup:
    """The fields besides the title that a query may name, as it names them."""
    others = [field for field in TEXT_FIELDS if field.name != "title"]
    names = [field.typed[0] if language() == "ar" else field.name for field in others]
    return escape(pgettext("between words", ", ")).join(
        Markup("<bdi>{}:</bdi>").format(name) for name in names
    )


def from_source(text: str) -> Markup:
    """A text of the articles inside of a sentence of ours, which may be in another language."""
    return Markup('<bdi lang="ar" dir="rtl">{}</bdi>').format(text)


def ours() -> Markup:
    """The attributes of what we say ourselves among words of the articles."""
    spoken = locale()
    return Markup('lang="{}" dir="{}"').format(spoken.language, spoken.text_direction)


def period_text(first: dt.date, last: dt.date) -> Markup:
    """When that was: on 12 March 2024, in March 2024, in 2024."""
    said = figures()
    if first == last:
        return _said(gettext("on %(day)s"), day=said.date(first))
    if last == first.replace(month=12, day=31) and (first.month, first.day) == (1, 1):
        return _said(gettext("in the year %(year)s"), year=said.year(first.year))
    end = calendar.monthrange(last.year, last.month)[1]
    if (first.year, first.month, first.day, last.day) == (last.year, last.month, 1, end):
        return _said(gettext("in %(month)s"), month=said.month(first))
    return _said(
        gettext("from %(first)s to %(last)s"), first=said.date(first), last=said.date(last)
    )


def _said(sentence: str, **values: str) -> Markup:
    """A sentence with values in it that do not turn its direction."""
    return Markup(sentence) % {  # noqa: S704 # a message of ours
        name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()
    }


def reading_minutes(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def direction(text: str, usual: str = "rtl") -> str:
    """The direction of a text box: from the right for text with Arabic letters, from the left for
    text with Latin ones alone, the `usual` one for text without letters."""
    kinds = {unicodedata.bidirectional(character) for character in text}
    if kinds & {"R", "AL"}:
        return "rtl"
    return "ltr" if "L" in kinds else usual


def marked(text: Marked, numbers: Iterator[int] | None = None) -> Markup:
    """The text with `<mark>` around its marks; with numbers, each is an anchor: m1, m2 and on."""
    pieces: list[str] = []
    end = 0
    for start, stop in text.marks:
        anchor = Markup(' id="m{}"').format(next(numbers)) if numbers else Markup("")
        pieces.append(escape(text.text[end:start]))
        pieces.append(Markup("<mark{}>{}</mark>").format(anchor, text.text[start:stop]))
        end = stop
    pieces.append(escape(text.text[end:]))
    return Markup("").join(pieces)


def mark_numbers() -> Iterator[int]:
    return itertools.count(1)
