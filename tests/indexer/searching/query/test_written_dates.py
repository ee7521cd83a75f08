"""Dates in queries find their other writings in texts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.document import make_terms
from indexer.model.occurrences import occurrences
from indexer.model.query import Best, leaves
from indexer.searching.query.parser import ParsedQuery, parse_query
from indexer.text.dates import month_names

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


def writings(day: dt.date) -> list[str]:
    """Some ways to write a day."""
    names = month_names(day.month)
    first, second = names[0], names[1]
    return [
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%Y-%m-%d}",
        f"{day:%d.%m.%Y}",
        *(f"{day.day} {name} {day.year}" for name in names),
        f"{day.day} {first}/{second} {day.year}",
        f"{names[-1]} {day.day}, {day.year}",
    ]


def is_found(query: ParsedQuery, text: str, analyzer: ArabicAnalyzer) -> bool:
    terms = make_terms(text, analyzer)
    (date,) = query.wanted
    assert isinstance(date, Best)
    return any([*occurrences(leaf, terms)] for other in date.others for leaf in leaves(other))


@given(day=DAYS, typed=st.integers(0, 20), written=st.integers(0, 20))
def test_any_writing_of_a_day_finds_any_other(
    analyzer: ArabicAnalyzer, day: dt.date, typed: int, written: int
) -> None:
    ways = writings(day)
    query, text = ways[typed % len(ways)], ways[written % len(ways)]
    assert is_found(parse_query(query, analyzer), f"كان في {text} مساء", analyzer)


@given(day=DAYS, other=DAYS, typed=st.integers(0, 20), written=st.integers(0, 20))
def test_no_writing_of_a_day_finds_another_day(
    analyzer: ArabicAnalyzer, day: dt.date, other: dt.date, typed: int, written: int
) -> None:
    ways, others = writings(day), writings(other)
    query, text = ways[typed % len(ways)], others[written % len(others)]
    is_same = day == other
    assert is_found(parse_query(query, analyzer), f"كان في {text} مساء", analyzer) == is_same


@pytest.mark.parametrize(
    "query",
    ["2019", "مايو", "7 10", "31/2/2019", '"17 يونيو 2019"', "عنوان:17 حزيران", "الحرب العالمية 2"],
)
def test_other_words_are_no_dates(query: str, analyzer: ArabicAnalyzer) -> None:
    assert not any(isinstance(unit, Best) for unit in parse_query(query, analyzer).wanted)


def test_a_date_stands_among_other_words(analyzer: ArabicAnalyzer) -> None:
    parsed = parse_query("هجوم 19 كانون الأول 2016 برلين", analyzer)
    assert [isinstance(unit, Best) for unit in parsed.wanted] == [False, True, False]
