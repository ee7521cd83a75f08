"""Citations in the styles that readers choose, as they paste them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

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
            ("ليلى النجار وسالم الهادي. «أمن الحدود». مركز الدراسات، 12 مارس 2024، example.org/1."),
        ),
        (
            "MLA",
            THREE,
            ("A. One et al. “Border Security.” Centre for Studies, 12 Mar. 2024, example.org/1."),
        ),
        ("MLA", BARE, "«عنوان». مركز الدراسات."),
    ],
)
def test_each_style_has_its_form(style: str, article: Article, expected: str) -> None:
    assert STYLES[style](article, FACE) == expected


@dataclass(frozen=True, slots=True)
class Example:
    """An example that a style's editors publish, with its source as an article."""

    style: str
    authors: tuple[str, ...]
    title: str
    publisher: str
    date: dt.date
    url: str
    expected: str


PUBLISHED = [
    Example(  # apastyle.apa.org, webpage on a website with an organizational group author
        "APA",
        ("World Health Organization",),
        "The top 10 causes of death",
        "World Health Organization",
        dt.date(2018, 5, 24),
        "https://www.who.int/news-room/fact-sheets/detail/the-top-10-causes-of-death",
        "World Health Organization. (2018, May 24). The top 10 causes of death. "
        "https://www.who.int/news-room/fact-sheets/detail/the-top-10-causes-of-death",
    ),
    Example(  # apastyle.apa.org, webpage on a news website
        "APA",
        ("Avramova, N.",),
        "The secret to a long, happy, healthy life? Think age-positive",
        "CNN",
        dt.date(2019, 1, 3),
        "https://www.cnn.com/2019/01/03/health/respect-toward-elderly-leads-to-long-life-intl/index.html",
        "Avramova, N. (2019, January 3). The secret to a long, happy, healthy life? Think "
        "age-positive. CNN. "
        "https://www.cnn.com/2019/01/03/health/respect-toward-elderly-leads-to-long-life-intl/index.html",
    ),
    Example(  # chicagomanualofstyle.org, quick guide, news
        "Chicago",
        ("Manjoo, Farhad",),
        "Snap Makes a Bet on the Cultural Supremacy of the Camera",
        "New York Times",
        dt.date(2017, 3, 8),
        "https://www.nytimes.com/2017/03/08/technology/snap-makes-a-bet-on-the-cultural-supremacy-of-the-camera.html",
        "Manjoo, Farhad. “Snap Makes a Bet on the Cultural Supremacy of the Camera.” New York "
        "Times, March 8, 2017. https://www.nytimes.com/2017/03/08/technology/"
        "snap-makes-a-bet-on-the-cultural-supremacy-of-the-camera.html.",
    ),
    Example(  # style.mla.org, works cited: a quick guide
        "MLA",
        ("Deresiewicz, William",),
        "The Death of the Artist—and the Birth of the Creative Entrepreneur",
        "The Atlantic",
        dt.date(2014, 12, 28),
        "https://theatlantic.com/magazine/archive/2015/01/the-death-of-the-artist-and-the-birth-of-the-creative-entrepreneur/383497/",
        "Deresiewicz, William. “The Death of the Artist—and the Birth of the Creative "
        "Entrepreneur.” The Atlantic, 28 Dec. 2014, theatlantic.com/magazine/archive/2015/01/"
        "the-death-of-the-artist-and-the-birth-of-the-creative-entrepreneur/383497/.",
    ),
]


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda one: one.publisher)
def test_a_published_example_is_written_as_its_style_writes_it(example: Example) -> None:
    article = replace(
        ENGLISH,
        authors=example.authors,
        title=example.title,
        date=example.date,
        url=example.url,
    )
    face = Face(Centre(name=example.publisher, name_en=example.publisher))
    assert STYLES[example.style](article, face) == example.expected


@pytest.mark.parametrize(
    ("style", "authors", "names"),
    [
        (
            "Chicago",
            ("Binder, Amy J.", "Jeffrey L. Kidder"),
            "Binder, Amy J., and Jeffrey L. Kidder.",
        ),
        ("MLA", ("Charon, Rita", "B", "C"), "Charon, Rita, et al."),
        ("APA", ("One, A.", "Two, B."), "One, A., & Two, B."),
    ],
)
def test_inverted_names_of_a_source_keep_their_commas(
    style: str, authors: tuple[str, ...], names: str
) -> None:
    assert STYLES[style](replace(ENGLISH, authors=authors), FACE).startswith(names)


@pytest.mark.parametrize(
    ("style", "title", "written"),
    [
        ("APA", "لماذا؟", " لماذا؟ مركز"),
        ("Chicago", "لماذا؟", " «لماذا؟» مركز"),
        ("MLA", "لماذا؟", " «لماذا؟» مركز"),
    ],
)
def test_a_question_has_no_full_stop_behind_it(style: str, title: str, written: str) -> None:
    assert written in STYLES[style](replace(ARABIC, title=title), FACE)
    english = STYLES[style](replace(ENGLISH, title="Why?"), FACE)
    assert "?." not in english
    assert "?”." not in english


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_is_one_line_without_a_centre_too(style: str) -> None:
    cited = STYLES[style](replace(BARE, title="أ\nب"), Face())
    assert "أ ب" in cited
    assert "\n" not in cited
