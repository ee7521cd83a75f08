"""The texts that are dates, and those that are not."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest
from babel.dates import get_month_names
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.dates import parse_date
from tests.tables import rows

CASES = rows(Path(__file__).parent / "cases" / "dates.tsv")
ARABIC_LOCALES = [name for name in locale_identifiers() if name.split("_")[0] == "ar"]
PIECES = [
    "14",
    "2019",
    "يونيو",
    "الجمعة",
    "/",
    "-",
    ",",
    "،",
    "T",
    ":",
    "+",
    "Jun",
    "م",
    " ",
    "\u200f",
]


@pytest.mark.parametrize(("text", "date", "why"), CASES, ids=[row[2] for row in CASES])
def test_a_text_is_parsed_as_its_date_or_none(text: str, date: str, why: str) -> None:
    assert parse_date(text) == (dt.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize("locale", ARABIC_LOCALES)
def test_the_month_names_of_every_arabic_locale_are_known(locale: str) -> None:
    names = get_month_names("wide", locale=locale)
    assert {month: parse_date(f"3 {name} 2021") for month, name in names.items()} == {
        month: dt.date(2021, month, 3) for month in range(1, 13)
    }


@pytest.mark.shared
def test_every_row_of_the_table_of_months_is_known(shared: Path) -> None:
    _, *months = rows(shared / "arabic" / "months.tsv")
    assert months
    for locale, month, name in months:
        assert parse_date(f"{name} 7, 2020") == dt.date(2020, int(month), 7), (locale, name)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_an_iso_date_is_itself(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == date


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_text_raises(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), dt.date)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("10 رمضان 1440 هـ", dt.date(2019, 5, 15)),
        ("١٠ رمضان ١٤٤٠هـ", dt.date(2019, 5, 15)),
        ("الخميس 3 ذو الحجة 1441", dt.date(2020, 7, 24)),
        ("1 محرم 1445 هجري", dt.date(2023, 7, 19)),
        ("10/9/1440", dt.date(2019, 5, 15)),
        ("1440-09-10", dt.date(2019, 5, 15)),
        ("10 رمضان 1440 هـ الموافق 15 مايو 2019 م", dt.date(2019, 5, 15)),
        ("10 رمضان 1440 هـ الموافق 16 مايو 2019", dt.date(2019, 5, 16)),
        ("15 مايو 2019 م / 10 رمضان 1440 هـ", dt.date(2019, 5, 15)),
        ("10 رمضان 1440 هـ الموافق 15 مايو 2018 م", None),
        ("10 رمضان 2019", None),
        ("31/9/1440", None),
        ("1/1/1200", None),
        ("1/1/0019", None),
        ("14 مارس 1440", None),
        ("14 يونيو 0019", None),
        ("Fri, 14 Jun 1019 09:00:00 +0000", None),
        ("14/6/19", None),
    ],
)
def test_hijri_dates_are_converted_and_no_century_is_wrong(
    written: str, day: dt.date | None
) -> None:
    assert parse_date(written) == day


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("  10 رمضان  1440 هـ ", "10 رمضان 1440 هـ"),
        ("1440-09-10", "1440-09-10"),
        ("10/9/1440", "10/9/1440"),
        ("15 مايو 2019", None),
        ("10 رمضان 1440 هـ الموافق 15 مايو 2019 م", None),
    ],
)
def test_a_date_of_the_hijri_calendar_alone_keeps_what_was_written(
    written: str, said: str | None
) -> None:
    date = parse_date(written)
    assert date == dt.date(2019, 5, 15)
    assert getattr(date, "written", None) == said
    assert type(pickle.loads(pickle.dumps(date))) is dt.date
