"""Which articles are shown as similar to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.lists.territories import names_a_territory
from indexer.model.article import Article
from indexer.searching.open_index import open_index
from indexer.searching.related import related
from tests.search_web.conftest import engine_of

Similar = Callable[..., list[str]]

OTHERS = [
    Article(id=f"other-{number}", title=title, body=body)
    for number, (title, body) in enumerate(
        (
            ("موسم الزيتون في الجنوب", "جنى الفلاحون محصول الزيتون مبكراً هذا العام."),
            ("بطولة كرة اليد", "فاز الفريق في مباراة حاسمة على ملعبه أمام جمهوره."),
            ("معرض الكتاب", "افتتح الوزير معرض الكتاب بحضور ناشرين وكتّاب."),
            ("أسعار الوقود", "ارتفعت أسعار الوقود في المحطات ابتداءً من منتصف الليل."),
        )
    )
]

STUDY = Article(
    id="study",
    title="تشفير الرسائل وحق الشرطة في الوصول إليها",
    summary="خلاف بين شركات الاتصال والقضاء حول مفاتيح التشفير.",
    body="تطلب الشرطة مفاتيح التشفير من شركات الاتصال، ويرفض المبرمجون ذلك في فرنسا وألمانيا.",
    section="الأمن السيبراني",
    kind="دراسة",
)


@pytest.fixture
def similar(analyzer: ArabicAnalyzer) -> Similar:
    """Return the ids of what is similar to an article, among some articles and unrelated ones."""

    def ids(article: Article, among: Iterable[Article], limit: int = 5) -> list[str]:
        index = open_index(engine_of([article, *among, *OTHERS], analyzer))
        return [hit.id for hit in related(article, index, limit)]

    return ids


def test_the_title_and_the_summary_tell_more_than_the_text(similar: Similar) -> None:
    by_text = Article(
        id="by text",
        title="أخبار منوعة من العالم",
        body="يرفض المبرمجون في فرنسا وألمانيا مفاتيح الوصول، وتطلب ذلك شركات أخرى.",
    )
    by_title = Article(
        id="by title",
        title="مفاتيح التشفير بين القضاء وشركات الاتصال",
        body="حكم صدر أمس يخص الرسائل والشرطة بعد انتظار.",
    )
    assert similar(STUDY, [by_text, by_title])[0] == "by title"


@pytest.mark.parametrize("field", ["section", "kind"])
def test_of_two_that_are_equally_similar_that_of_the_same_section_or_type_is_first(
    similar: Similar, field: str
) -> None:
    same = {field: getattr(STUDY, field)}
    elsewhere = Article(id="a", title="الشرطة تطلب مفاتيح التشفير من شركات الاتصال", body="نص.")
    here = Article(id="b", title="الشرطة تطلب من شركات الاتصال مفاتيح التشفير", body="نص.", **same)
    assert similar(STUDY, [elsewhere, here]) == ["b", "a"]
    assert similar(STUDY, [here, elsewhere]) == ["b", "a"]


def test_an_unknown_section_is_not_the_same_section(similar: Similar) -> None:
    without = Article(id="a", title="الشرطة تطلب مفاتيح التشفير من شركات الاتصال", body="نص.")
    bare = Article(id="study", title=STUDY.title, body=STUDY.body)
    sectioned = Article(
        id="b", title="شركات الاتصال تطلب مفاتيح التشفير من الشرطة", body="نص.", section="أخبار"
    )
    assert similar(bare, [sectioned, without]) == ["b", "a"]
    assert similar(bare, [without, sectioned]) == ["a", "b"]


def test_the_same_countries_alone_are_no_likeness(similar: Similar) -> None:
    trade = Article(
        id="trade",
        title="اتفاق تركيا وفرنسا وألمانيا وإيطاليا واليونان",
        body="يتناول الاتفاق الهجرة بين تركيا وفرنسا وألمانيا وإيطاليا واليونان.",
    )
    quake = Article(
        id="quake",
        title="زلزال في تركيا واليونان",
        body="شعر السكان في فرنسا وألمانيا وإيطاليا بالهزة التركية واليونانية.",
    )
    migration = Article(
        id="migration",
        title="اتفاق الهجرة مع تركيا",
        body="يتناول هذا النص الاتفاق والهجرة مع تركيا.",
    )
    assert similar(trade, [quake]) == []
    assert similar(trade, [quake, migration]) == ["migration"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("تركيا", True),
        ("التركية", True),
        ("وألمانيا", True),
        ("بقطر", True),
        ("القطريين", True),
        ("أميركي", True),
        ("أمريكية", True),
        ("الدنماركي", True),
        ("العراق", True),
        ("عراقيون", True),
        ("مالي", True),
        ("المالية", False),
        ("الهجرة", False),
        ("صاروخ", False),
        ("مصرف", False),
        ("الهندسة", False),
        ("سورة", False),
        ("NIS2", False),
    ],
)
def test_names_of_countries_and_their_adjectives_are_known(
    analyzer: ArabicAnalyzer, word: str, expected: bool
) -> None:
    (form,) = analyzer.forms(word)
    assert names_a_territory(form) is expected


def test_fewer_are_listed_if_fewer_are_similar(similar: Similar) -> None:
    one = Article(id="one", title="مفاتيح التشفير والشرطة وشركات الاتصال", body="نص.")
    assert similar(STUDY, [one]) == ["one"]
    assert similar(STUDY, []) == []


def test_no_more_are_listed_than_asked_for(similar: Similar) -> None:
    many = [
        Article(id=f"{number}", title=f"تشفير الرسائل والشرطة وشركات الاتصال {number}", body="نص.")
        for number in range(9)
    ]
    assert len(similar(STUDY, many)) == 5
    assert len(similar(STUDY, many, limit=2)) == 2


LONG = " ".join(
    f"تطلب الشرطة مفاتيح التشفير من شركات الاتصال في القضية رقم {number}." for number in range(9)
)


def test_copies_of_one_text_are_listed_once(similar: Similar) -> None:
    copies = [
        Article(id=f"copy-{number}", title=f"الشرطة والتشفير {number}", body=LONG)
        for number in range(4)
    ]
    assert len(similar(STUDY, copies)) == 1


def test_a_rewritten_text_is_a_copy_only_under_the_same_title(similar: Similar) -> None:
    rewritten = LONG.replace("تطلب", "تريد")
    first = Article(id="first", title="الشرطة والتشفير", body=LONG)
    same = Article(id="same", title="الشرطة والتشفير", body=rewritten)
    other = Article(id="other", title="شركات الاتصال والتشفير", body=rewritten)
    assert len(similar(STUDY, [first, same])) == 1
    assert len(similar(STUDY, [first, other])) == 2


@pytest.mark.parametrize("copies", [1, 30])
def test_copies_of_the_article_itself_are_not_listed(similar: Similar, copies: int) -> None:
    article = Article(id="article", title="الشرطة والتشفير", body=LONG)
    same = [Article(id=f"{number}", title=f"{number}", body=LONG) for number in range(copies)]
    assert similar(article, same) == []


@pytest.mark.parametrize(
    "article",
    [
        Article(id="bare", title="في", body=""),
        Article(id="bare", title="تركيا", body="تركيا وألمانيا."),
        Article(id="bare", title="Encryption", body="Keys."),
    ],
)
def test_an_article_that_says_little_has_nothing_similar(
    similar: Similar, article: Article
) -> None:
    assert similar(article, [STUDY]) == []
