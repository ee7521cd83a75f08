"""Citations in the styles that readers choose, as they paste them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from indexer.model.article import Article
from indexer.settings import Centre
from search_web.centre import Face
from search_web.publication.citation_styles import STYLES

FACE = Face(Centre(name="مركز الدراسات", name_en="Centre for Studies"))
ARABIC = Article(
    id="1",
    title="أمن الحدود",
    body="",
    language="ar",
    authors=("ليلى النجار", "سالم الهادي"),
    date=dt.date(2024, 3, 12),
    url="https://example.org/1",
)
ENGLISH = replace(ARABIC, language="en", title="Border Security", authors=("Maria Schmidt",))
THREE = replace(ENGLISH, authors=("A. One", "B. Two", "C. Three"))
BARE = Article(id="2", title="عنوان", body="", language="ar")


@pytest.mark.parametrize(
    ("style", "article", "expected"),
    [
        (
            "APA",
            ARABIC,
            (
                "ليلى النجار وسالم الهادي. (12 مارس 2024). أمن الحدود. مركز الدراسات. "
                "https://example.org/1"
            ),
        ),
        (
            "APA",
            ENGLISH,
            (
                "Maria Schmidt. (2024, March 12). Border Security. Centre for Studies. "
                "https://example.org/1"
            ),
        ),
        (
            "APA",
            THREE,
            (
                "A. One, B. Two, & C. Three. (2024, March 12). Border Security. "
                "Centre for Studies. https://example.org/1"
            ),
        ),
        ("APA", BARE, "عنوان. (د.ت.). مركز الدراسات."),
        ("APA", replace(BARE, authors=("مركز الدراسات",)), "مركز الدراسات. (د.ت.). عنوان."),
        (
            "Chicago",
            ARABIC,
            (
                "ليلى النجار وسالم الهادي. «أمن الحدود». مركز الدراسات، 12 مارس 2024. "
                "https://example.org/1."
            ),
        ),
        (
            "Chicago",
            ENGLISH,
            (
                "Maria Schmidt. “Border Security.” Centre for Studies, March 12, 2024. "
                "https://example.org/1."
            ),
        ),
        ("Chicago", BARE, "«عنوان». مركز الدراسات."),
        (
            "MLA",
            ARABIC,
            (
                "ليلى النجار وسالم الهادي. «أمن الحدود». مركز الدراسات، 12 مارس 2024، "
                "https://example.org/1."
            ),
        ),
        (
            "MLA",
            THREE,
            (
                "A. One et al. “Border Security.” Centre for Studies, 12 March 2024, "
                "https://example.org/1."
            ),
        ),
        ("MLA", BARE, "«عنوان». مركز الدراسات."),
    ],
)
def test_each_style_has_its_form(style: str, article: Article, expected: str) -> None:
    assert STYLES[style](article, FACE) == expected


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_is_one_line_without_a_centre_too(style: str) -> None:
    cited = STYLES[style](replace(BARE, title="أ\nب"), Face())
    assert "أ ب" in cited
    assert "\n" not in cited
