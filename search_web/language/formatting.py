"""Figures: numbers and days as text, by CLDR, in a language and with its readers' digits.

Only what we say ourselves is written so: texts keep the digits of their source, and addresses and
what programs read keep 0-9.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Literal, cast

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal
from flask import g
from hijridate import Gregorian

from search_web.language.languages import LOCALES, language, locale
from search_web.language.preferences import preference

_DIGITS = {"latn": {}, "arab": dict(zip(map(ord, "0123456789"), "٠١٢٣٤٥٦٧٨٩", strict=True))}


@dataclass(frozen=True, slots=True)
class Figures:
    """How numbers and days are written in a locale and a numbering system of CLDR."""

    locale: Locale
    numerals: str

    def number(self, value: float) -> str:
        """With separators, and two decimals at most: 4,812 or ٤٬٨١٢."""
        return self._digits(_decimal(value, self.locale, self.numerals))

    def year(self, year: int | str) -> str:
        """Without separators."""
        return self._digits(str(year))

    def date(self, day: dt.date) -> str:
        """12 مارس 2024, 12 March 2024"""
        return self._digits(_day(day, self.locale))

    def moment(self, moment: dt.datetime) -> str:
        """A day and its time, to the minute: 12 مارس 2024، 21:29."""
        separator = "، " if self.locale.language == "ar" else ", "
        return f"{self.date(moment.date())}{separator}{self._digits(f'{moment:%H:%M}')}"

    def ago(self, span: dt.timedelta) -> str:
        """How long ago: قبل 3 ساعات, 3 hours ago."""
        return self._digits(format_timedelta(-span, add_direction=True, locale=self.locale))

    def percent(self, share: float) -> str:
        """A share, of 1 for the whole, whose sign stands as in the running text of the language."""
        mark = "\u061c" if self.locale.text_direction == "rtl" else ""
        return f"{self.number(round(100 * share))}{mark}%"

    def month(self, day: dt.date) -> str:
        """مارس 2024, March 2024"""
        return self._digits(format_skeleton("yMMMM", day, locale=self.locale))

    def hijri(self, day: dt.date) -> str:
        """The day in the calendar of Umm al-Qura, whose names are the library's: 11 شوال 1440 هـ;
        nothing where that is not known."""
        try:
            there = Gregorian(day.year, day.month, day.day).to_hijri()
        except OverflowError:
            return ""
        names: Literal["ar", "en"] = "ar" if self.locale.language == "ar" else "en"
        month, era = there.month_name(names), there.notation(names)
        return self._digits(f"{there.day} {month} {there.year} {era}")

    def _digits(self, text: str) -> str:
        return text.translate(_DIGITS[self.numerals])


@functools.lru_cache(4096)
def _decimal(value: float, locale: Locale, numerals: str) -> str:
    return format_decimal(value, "#,##0.##", locale=locale, numbering_system=numerals)


@functools.lru_cache(4096)
def _day(day: dt.date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


ARABIC = Figures(LOCALES["ar"], "latn")
"""As the sources write, whoever reads."""


def figures() -> Figures:
    """Those of the reader: Arabic with the digits that he chose, English with its own."""
    if "figures" not in g:
        numerals = preference("numerals") if language() == "ar" else "latn"
        g.figures = Figures(locale(), numerals)
    return cast(Figures, g.figures)


def number(value: float) -> str:
    return figures().number(value)


def year(value: int | str) -> str:
    return figures().year(value)


def month(value: str) -> str:
    """A month as filters write it, YYYY-MM."""
    return figures().month(dt.date.fromisoformat(f"{value}-01"))


def date_text(day: dt.date) -> str:
    return figures().date(day)


def hijri_text(day: dt.date) -> str:
    return figures().hijri(day)
