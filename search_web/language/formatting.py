"""Formatting of numbers and dates by CLDR, in the reader's language and digits.

Only texts of the interface are formatted: articles keep the digits of their source, and URLs and
machine-readable output keep 0-9.
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

from search_web.language.languages import LOCALES, language
from search_web.language.preferences import preference

_DIGITS = {"latn": {}, "arab": dict(zip(map(ord, "0123456789"), "٠١٢٣٤٥٦٧٨٩", strict=True))}


@dataclass(frozen=True, slots=True)
class Formatter:
    """Format numbers and dates in a locale and a numbering system of CLDR.

    Attributes:
        locale: The language, and its patterns.
        numerals: `latn` (0-9) or `arab` (٠-٩).
    """

    locale: Locale
    numerals: str

    def number(self, value: float) -> str:
        """Format a number with group separators and at most two decimals: 4,812 or ٤٬٨١٢."""
        return self._digits(_decimal(value, self.locale, self.numerals))

    def year(self, year: int | str) -> str:
        """Format a year, without group separators."""
        return self._digits(str(year))

    def date(self, day: dt.date) -> str:
        """Format a date: 12 مارس 2024, 12 March 2024."""
        return self._digits(_day(day, self.locale))

    def moment(self, moment: dt.datetime) -> str:
        """Format a date and its time, to the minute: 12 مارس 2024، 21:29."""
        separator = "، " if self.locale.language == "ar" else ", "
        return f"{self.date(moment.date())}{separator}{self._digits(f'{moment:%H:%M}')}"

    def ago(self, span: dt.timedelta) -> str:
        """Format a time span as past: قبل 3 ساعات, 3 hours ago."""
        return self._digits(format_timedelta(-span, add_direction=True, locale=self.locale))

    def percent(self, share: float) -> str:
        """Format a share between 0 and 1 in whole per cent.

        In right-to-left text an Arabic letter mark keeps the sign on the left of the number.
        """
        mark = "\u061c" if self.locale.text_direction == "rtl" else ""
        return f"{self.number(round(100 * share))}{mark}%"

    def month(self, day: dt.date) -> str:
        """Format the month of a date: مارس 2024, March 2024."""
        return self._digits(format_skeleton("yMMMM", day, locale=self.locale))

    def hijri(self, day: dt.date) -> str:
        """Format a date in the Umm al-Qura calendar: 11 شوال 1440 هـ.

        Returns:
            The date, with the month names of `hijridate`; "" outside of the years it covers.
        """
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


ARABIC = Formatter(LOCALES["ar"], "latn")
"""The formatter for Arabic citations, whatever the reader prefers: sources write 0-9."""


def formatter() -> Formatter:
    """Return the formatter of the current reader: preferred digits in Arabic, 0-9 in English."""
    found = g.get("formatter")
    if found is None:
        numerals = preference("numerals") if language() == "ar" else "latn"
        found = g.formatter = _formatter(language(), numerals)
    return cast(Formatter, found)


@functools.cache
def _formatter(code: str, numerals: str) -> Formatter:
    return Formatter(LOCALES[code], numerals)


def number(value: float) -> str:
    """Format a number for the current reader."""
    return formatter().number(value)


def year(value: int | str) -> str:
    """Format a year for the current reader."""
    return formatter().year(value)


def percent(share: float) -> str:
    """Format a share between 0 and 1 for the current reader."""
    return formatter().percent(share)


def first_day(month: str) -> dt.date:
    """Return the first day of a month given as YYYY-MM."""
    return dt.date.fromisoformat(f"{month}-01")


def date_text(day: dt.date) -> str:
    """Format a date for the current reader."""
    return formatter().date(day)


def hijri_text(day: dt.date) -> str:
    """Format a date in the Umm al-Qura calendar for the current reader."""
    return formatter().hijri(day)
