"""Numbers and days as readers of each language write them."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from search_web.language.formatting import Formatter, formatter
from search_web.language.languages import LOCALES
from search_web.language.prefix import LANGUAGE_KEY

ARABIC = Formatter(LOCALES["ar"], "latn")
INDIC = Formatter(LOCALES["ar"], "arab")
ENGLISH = Formatter(LOCALES["en"], "latn")
DAY = dt.date(2019, 6, 14)


@pytest.mark.parametrize(
    ("said", "number", "fraction", "year", "day", "month", "hijri"),
    [
        (ARABIC, "4,812", "0.05", "2019", "14 يونيو 2019", "يونيو 2019", "11 شوال 1440 هـ"),
        (INDIC, "٤٬٨١٢", "٠٫٠٥", "٢٠١٩", "١٤ يونيو ٢٠١٩", "يونيو ٢٠١٩", "١١ شوال ١٤٤٠ هـ"),
        (ENGLISH, "4,812", "0.05", "2019", "14 June 2019", "June 2019", "11 Shawwal 1440 AH"),
    ],
)
def test_numbers_and_dates_are_formatted_in_language_and_digits(
    said: Formatter, number: str, fraction: str, year: str, day: str, month: str, hijri: str
) -> None:
    assert (said.number(4812), said.number(0.0512), said.year(2019)) == (number, fraction, year)
    assert (said.date(DAY), said.month(DAY), said.hijri(DAY)) == (day, month, hijri)


@pytest.mark.parametrize(
    ("said", "moment", "ago", "share"),
    [
        (ARABIC, "14 يونيو 2019، 09:05", "قبل 3 ساعات", "12\u061c%"),
        (INDIC, "١٤ يونيو ٢٠١٩، ٠٩:٠٥", "قبل ٣ ساعات", "١٢\u061c%"),
        (ENGLISH, "14 June 2019, 09:05", "3 hours ago", "12%"),
    ],
)
def test_times_ages_and_percentages_are_formatted(
    said: Formatter, moment: str, ago: str, share: str
) -> None:
    assert said.moment(dt.datetime(2019, 6, 14, 9, 5, tzinfo=dt.UTC)) == moment
    assert said.ago(dt.timedelta(hours=3)) == ago
    assert said.percent(0.123) == share


@pytest.mark.parametrize(
    ("day", "hijri"),
    [
        (dt.date(1924, 7, 31), ""),
        (dt.date(1924, 8, 1), "1 محرم 1343 هـ"),
        (dt.date(2077, 11, 16), "30 ذو الحجة 1500 هـ"),
        (dt.date(2077, 11, 17), ""),
        (dt.date(1, 1, 1), ""),
    ],
)
def test_outside_of_the_calendar_there_is_no_hijri_day(day: dt.date, hijri: str) -> None:
    assert ARABIC.hijri(day) == hijri


@pytest.mark.parametrize(
    ("language", "cookie", "written"),
    [
        ("ar", "", "2,019"),
        ("ar", "numerals=arab", "٢٬٠١٩"),
        ("ar", "numerals=thai", "2,019"),
        ("en", "numerals=arab", "2,019"),
    ],
)
def test_preferred_digits_apply_to_arabic_only(
    app: Flask, language: str, cookie: str, written: str
) -> None:
    environ = {LANGUAGE_KEY: language, "HTTP_COOKIE": cookie}
    with app.test_request_context(environ_overrides=environ):
        assert formatter().number(2019) == written
