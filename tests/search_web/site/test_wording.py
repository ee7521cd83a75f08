"""Numbers, periods and marks as text."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from flask import Flask

from indexer.searching.result import Marked
from search_web.language.prefix import LANGUAGE_KEY
from search_web.publication.links import web_link
from search_web.site import counted, wording


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لا نتائج"),
        (1, "نتيجة واحدة"),
        (2, "نتيجتان"),
        (3, "3 نتائج"),
        (10, "10 نتائج"),
        (11, "11 نتيجة"),
        (99, "99 نتيجة"),
        (100, "100 نتيجة"),
        (103, "103 نتائج"),
        (4812, "4,812 نتيجة"),
    ],
)
def test_results_are_counted_as_arabic_counts(app: Flask, count: int, said: str) -> None:
    assert said_of(app, "results", count) == said


@pytest.mark.parametrize(
    ("count", "said"), [(2, "إصداران"), (8, "8 إصدارات"), (24, "24 إصداراً"), (300, "300 إصدار")]
)
def test_what_is_counted_takes_its_case(app: Flask, count: int, said: str) -> None:
    assert said_of(app, "articles", count) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 results"),
        (1, "1 result"),
        (2, "2 results"),
        (11, "11 results"),
        (4812, "4,812 results"),
    ],
)
def test_english_has_two_forms(app: Flask, count: int, said: str) -> None:
    assert said_of(app, "results", count, "en") == said


def said_of(app: Flask, what: str, count: int, language: str = "ar") -> str:
    """Return a counted message of a page."""
    with app.test_request_context(environ_overrides={LANGUAGE_KEY: language}):
        said: str = getattr(counted, what)(count)
        return said


@pytest.mark.parametrize(
    ("first", "last", "arabic", "english"),
    [
        ("2024-03-12", "2024-03-12", "في 12 مارس 2024", "on 12 March 2024"),
        ("2024-02-01", "2024-02-29", "في فبراير 2024", "in February 2024"),
        ("2024-01-01", "2024-12-31", "في عام 2024", "in the year 2024"),
        (
            "2024-02-01",
            "2024-03-02",
            "من 1 فبراير 2024 إلى 2 مارس 2024",
            "from 1 February 2024 to 2 March 2024",
        ),
    ],
)
def test_a_period_is_worded_as_shortly_as_possible(
    app: Flask, first: str, last: str, arabic: str, english: str
) -> None:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    for language, said in (("ar", arabic), ("en", english)):
        with app.test_request_context(environ_overrides={LANGUAGE_KEY: language}):
            assert wording.period_text(*days).striptags() == said


def test_reading_takes_a_minute_at_least() -> None:
    assert wording.reading_minutes("كلمة") == 1
    assert wording.reading_minutes("كلمة " * 900) == 5


def test_marks_escape_the_text_around_and_in_them() -> None:
    text = Marked("<b> أمن & <i>حدود", ((4, 7), (10, 17)))
    assert wording.marked(text) == ("&lt;b&gt; <mark>أمن</mark> &amp; <mark>&lt;i&gt;حدود</mark>")


def test_numbered_marks_are_anchors_across_texts() -> None:
    numbers = itertools.count(1)
    texts = [Marked("أمن", ((0, 3),)), Marked("من أمن", ((3, 6),))]
    assert [wording.marked(text, numbers) for text in texts] == [
        '<mark id="m1">أمن</mark>',
        'من <mark id="m2">أمن</mark>',
    ]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("", "rtl"),
        ("أمن", "rtl"),
        ("2024", "rtl"),
        ("EU أمن", "rtl"),
        ("EU 27", "ltr"),
        ("Élysée", "ltr"),
    ],
)
def test_only_latin_text_is_left_to_right(text: str, direction: str) -> None:
    assert wording.direction(text) == direction


def test_text_without_letters_has_the_direction_of_its_page() -> None:
    assert [wording.direction(text, "ltr") for text in ("", "2024", "أمن")] == ["ltr", "ltr", "rtl"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//example.org", "ftp://example.org", "http:", ""]
)
def test_a_web_link_has_the_scheme_of_the_web(url: str) -> None:
    assert web_link(url) == ""
    assert web_link("HTTPS://example.org/x") == "HTTPS://example.org/x"
