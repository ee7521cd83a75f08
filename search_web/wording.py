"""Wording: values as Arabic text, for templates. What pages say stands in the templates."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections.abc import Iterator

from babel import Locale
from babel.dates import format_date
from markupsafe import Markup, escape

from search_web.result import Marked

ARABIC = Locale("ar")
WORDS_A_MINUTE = 180


def plural(count: int, **forms: str) -> str:
    """The form for the count, by the plural rules of Arabic, with the count in place of `{n}`.

    Forms are named zero, one, two, few, many and other; `other` stands in for those not given.
    """
    form = forms.get(ARABIC.plural_form(count), forms["other"])
    return form.format(n=f"{count:,}")


def date_text(date: dt.date) -> str:
    """A day as read, with the digits of the rest of the interface: 12 مارس 2024."""
    return format_date(date, "d MMMM y", locale=ARABIC)


def period_text(first: dt.date, last: dt.date) -> Markup:
    """When that was, after a verb: في 12 مارس 2024، في مارس 2024، في عام 2024."""
    if first == last:
        return Markup("في <bdi>{}</bdi>").format(date_text(first))
    if last == first.replace(month=12, day=31) and (first.month, first.day) == (1, 1):
        return Markup("في عام <bdi>{}</bdi>").format(first.year)
    next_day = last + dt.timedelta(days=1)
    if first.day == next_day.day == 1 and first.month == last.month and first.year == last.year:
        return Markup("في <bdi>{}</bdi>").format(format_date(first, "MMMM y", locale=ARABIC))
    days = date_text(first), date_text(last)
    return Markup("من <bdi>{}</bdi> إلى <bdi>{}</bdi>").format(*days)


def reading_minutes(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def direction(text: str) -> str:
    """The direction of a text box: left to right only for text of Latin letters without Arabic."""
    kinds = {unicodedata.bidirectional(character) for character in text}
    return "ltr" if "L" in kinds and not kinds & {"R", "AL"} else "rtl"


def web_link(url: str) -> str:
    """The URL if it is one of the web, else nothing: data may hold a script or another scheme."""
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""


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
