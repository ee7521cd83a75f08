"""Arabic text of numbers, days and marks."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from flask import Flask

from search_web import wording
from search_web.result import Marked


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
    counts = app.jinja_env.get_template("counts.html").module
    assert counts.results(count).strip() == said  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("count", "said"), [(2, "إصداران"), (8, "8 إصدارات"), (24, "24 إصداراً"), (300, "300 إصدار")]
)
def test_what_is_counted_takes_its_case(app: Flask, count: int, said: str) -> None:
    counts = app.jinja_env.get_template("counts.html").module
    assert counts.articles(count).strip() == said  # type: ignore[attr-defined]


def test_a_date_has_the_digits_of_the_interface() -> None:
    assert wording.date_text(dt.date(2024, 3, 12)) == "12 مارس 2024"


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
def test_only_latin_text_runs_from_the_left(text: str, direction: str) -> None:
    assert wording.direction(text) == direction


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//example.org", "ftp://example.org", "http:", ""]
)
def test_a_web_link_has_the_scheme_of_the_web(url: str) -> None:
    assert wording.web_link(url) == ""
    assert wording.web_link("HTTPS://example.org/x") == "HTTPS://example.org/x"
