"""URLs of searches: canonical when written, lenient when read."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from indexer.searching.request import SearchRequest
from search_web.address import (
    QueryTooLongError,
    SearchAddress,
    changed,
    parameters,
    read_search,
    write_search,
)

SEARCHES = st.builds(
    SearchRequest,
    q=st.text(max_size=40),
    section=st.lists(st.text("أب e", min_size=1).filter(str.strip), max_size=3).map(tuple),
    year=st.lists(st.integers(1, 9999), max_size=3).map(tuple),
    from_date=st.none() | st.dates(),
    page=st.integers(1, 1000),
    sort=st.sampled_from(["relevance", "-date", "date"]),
    per_page=st.integers(1, 100),
    strict=st.booleans(),
)
"""Searches with several parameters."""


def test_defaults_are_left_out() -> None:
    assert write_search(SearchRequest()) == ""
    assert write_search(SearchRequest(q="a", sort="relevance", page=1)) == "q=a"


def test_parameters_have_a_fixed_order() -> None:
    asked = {
        "strict": "true",
        "page": "2",
        "sort": "date",
        "to": "2024-12-31",
        "from": "2020-01-01",
        "year": ["2023", "2021"],
        "section": ["ب", "ا", "ب"],
        "author": "ج",
        "q": "a b",
    }
    request = SearchRequest.model_validate(asked)
    assert parameters(request) == [
        ("q", "a b"),
        ("section", "ا"),
        ("section", "ب"),
        ("author", "ج"),
        ("year", "2021"),
        ("year", "2023"),
        ("from", "2020-01-01"),
        ("to", "2024-12-31"),
        ("sort", "date"),
        ("page", "2"),
        ("strict", "true"),
    ]


@given(SEARCHES)
def test_reading_and_writing_an_address_round_trips(request: SearchRequest) -> None:
    address = write_search(request)
    again, ignored = read_search(MultiDict(parse_qsl(address)))
    assert not ignored
    assert write_search(again) == address


def test_only_faulty_parameters_are_ignored() -> None:
    arguments = MultiDict([("q", "a"), ("page", "-1"), ("year", "2020"), ("to", "never")])
    request, ignored = read_search(arguments)
    assert request == SearchRequest(q="a").narrowed("year", ["2020"])
    assert ignored == {"page", "to"}


def test_years_and_arabic_digits_are_read_as_dates() -> None:
    asked = {"from": "٢٠١٩", "to": "2021", "year": "٢٠٢٠", "month": "٢٠٢٠-٠٦"}
    request, faulty = read_search(MultiDict(asked))
    assert not faulty
    assert (request.from_date, request.to_date) == (dt.date(2019, 1, 1), dt.date(2021, 12, 31))
    assert (request.chosen("year"), request.chosen("month")) == (("2020",), ("2020-06",))


def test_empty_fields_of_a_form_are_no_error() -> None:
    arguments = MultiDict([("q", "a"), ("from", ""), ("to", " "), ("year", "")])
    assert read_search(arguments) == (SearchRequest(q="a"), frozenset())


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryTooLongError):
        read_search(MultiDict([("q", "a" * 1001), ("page", "x")]))


def test_a_change_starts_at_the_first_page() -> None:
    request = SearchRequest(q="a", page=7)
    assert changed(request, sort="date").page == 1
    assert changed(request, page=8).page == 8


@given(
    SEARCHES,
    st.fixed_dictionaries(
        {},
        optional={
            "q": st.text(max_size=10),
            "section": st.lists(st.text("أب e", min_size=1), max_size=2).map(tuple),
            "from_date": st.none() | st.dates(),
            "sort": st.sampled_from(["relevance", "date"]),
            "page": st.integers(1, 9),
        },
    ),
)
def test_the_address_of_a_changed_search_is_written_without_the_search(
    request: SearchRequest, changes: dict[str, object]
) -> None:
    assert SearchAddress(request).changed(**changes) == write_search(changed(request, **changes))
