"""The reasons of a hit, near-duplicates, and answers that ran out of time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result
from indexer.searching.result_page import search
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine

LISTS = QueryLists(synonyms=(("داعش", "تنظيم الدولة"),), foreign_names=("غوغل",))

BODIES = {
    "exact": "هجوم لتنظيم داعش على مقاتلين في المدينة.",
    "stem": "المقاتلون في داعش يعبرون الحدود.",
    "synonym": "مقاتلين من تنظيم الدولة في العراق.",
    "fewer": "داعش في الصحراء.",
    "google": "شركة جوجل والبيانات.",
    "militia": "قالت الميليشيات إن موجيريني قد حضرت.",
    "militias": "زارت موغيريني مليشيا في دير الزور.",
    "dayr": "زارت موغيريني ديرالزور أمس.",
}


@pytest.fixture(params=["memory", "whoosh"])
def index(
    request: pytest.FixtureRequest, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Iterator[OpenIndex]:
    engine = MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path)
    build(
        engine, [Article(id=id_, title="خبر", body=body) for id_, body in BODIES.items()], analyzer
    )
    with closing(OpenIndex(engine.snapshot(), analyzer, Expander(LISTS, analyzer))) as index:
        yield index


def reasons(index: OpenIndex, query: str, article_id: str) -> dict[str, tuple[str, str, bool]]:
    """Return the kind, matched text and obviousness of a hit's reasons, by word of the query."""
    page = search(SearchRequest(q=query), index, seconds=inf)
    (result,) = (one for one in (*page.results, *page.others) if one.article.id == article_id)
    return {one.word: (one.kind, one.found, one.obvious) for one in result.reasons}


@pytest.mark.parametrize(
    ("article_id", "expected"),
    [
        ("exact", {"مقاتلين": ("exact", "مقاتلين", True), "داعش": ("exact", "داعش", True)}),
        ("stem", {"مقاتلين": ("stem", "المقاتلون", False), "داعش": ("exact", "داعش", True)}),
        (
            "synonym",
            {
                "مقاتلين": ("exact", "مقاتلين", True),
                "داعش": ("synonym", "تنظيم الدولة", False),
            },
        ),
        ("fewer", {"مقاتلين": ("fallback", "", False), "داعش": ("exact", "داعش", True)}),
    ],
)
def test_each_word_says_how_it_matched(
    index: OpenIndex, article_id: str, expected: dict[str, tuple[str, str, bool]]
) -> None:
    assert reasons(index, "مقاتلين داعش", article_id) == expected


def test_a_match_that_differs_by_the_definite_article_is_obvious(index: OpenIndex) -> None:
    assert reasons(index, "حدود", "stem")["حدود"] == ("stem", "الحدود", True)


@pytest.mark.parametrize("query", ["تنظيم", "وتنظيم", "التنظيم", "بالتنظيم"])
def test_a_match_that_differs_by_clitics_is_obvious(index: OpenIndex, query: str) -> None:
    assert reasons(index, query, "exact")[query] == ("stem", "لتنظيم", True)


def test_another_spelling_of_a_name_is_a_reason(index: OpenIndex) -> None:
    assert reasons(index, "غوغل", "google")["غوغل"] == ("spelling", "جوجل", False)


@pytest.mark.parametrize(
    ("query", "article_id", "word", "found"),
    [
        ("موغيريني", "militia", "موغيريني", "موجيريني"),
        ("لموجيريني", "dayr", "لموجيريني", "موغيريني"),
        ("بالمليشيات", "militia", "بالمليشيات", "الميليشيات"),
        ("ديرالزور", "militias", "ديرالزور", "دير الزور"),
        ("موغيريني دير الزور", "dayr", "الزور", "ديرالزور"),
    ],
)
def test_another_spelling_in_the_texts_is_a_reason(
    index: OpenIndex, query: str, article_id: str, word: str, found: str
) -> None:
    assert reasons(index, query, article_id)[word] == ("spelling", found, False)


def test_a_listed_name_matches_only_with_all_its_words(index: OpenIndex) -> None:
    assert reasons(index, "تنظيم الدولة", "synonym") == {
        "تنظيم الدولة": ("exact", "تنظيم الدولة", True)
    }
    assert reasons(index, "تنظيم الدولة", "fewer") == {"تنظيم الدولة": ("synonym", "داعش", False)}


def test_words_are_named_as_they_were_typed(index: OpenIndex) -> None:
    assert "الإرهاب" in reasons(index, "داعش الإرهاب", "fewer")
    assert reasons(index, '"تنظيم الدولة"', "synonym") == {
        "تنظيم الدولة": ("exact", "تنظيم الدولة", True)
    }
    assert reasons(index, "مقات*", "synonym")["مقات*"] == ("exact", "مقاتلين", True)


def test_a_rewritten_query_explains_the_words_it_was_rewritten_to(index: OpenIndex) -> None:
    assert reasons(index, "]hua", "fewer") == {"داعش": ("exact", "داعش", True)}


def test_a_near_duplicate_names_the_first_hit_like_it(analyzer: ArabicAnalyzer) -> None:
    words = [f"كلمه{number}" for number in range(200)]
    first = Article(id="1", title="داعش", body=" ".join(words))
    other = replace(first, id="2", body=" ".join([*words[:100], "تصحيح", *words[100:]]))
    apart = replace(first, id="3", body=" ".join(words[::-1]))
    engine = MemoryEngine()
    build(engine, [first, other, apart], analyzer)
    page = search(SearchRequest(q="داعش"), OpenIndex(engine.snapshot(), analyzer))
    nearly = {result.article.id: result.nearly for result in page.results}
    assert nearly["3"] == ""
    assert {nearly["1"], nearly["2"]} in ({"", "1"}, {"", "2"})


def test_a_search_that_runs_out_of_time_says_that_it_is_partial(index: OpenIndex) -> None:
    page = search(SearchRequest(q="داعش مقاتلين"), index, seconds=0)
    assert page.partial
    assert page.total == len(page.results) == 0
    everything = search(SearchRequest(), index, seconds=0)
    assert everything.partial
    assert all(bare(result) for result in everything.results)


def bare(result: Result) -> bool:
    return not (result.passages or result.reasons or result.title.marks)


def test_a_search_with_enough_time_is_not_partial(index: OpenIndex) -> None:
    assert not search(SearchRequest(q="داعش مقاتلين لا وجود لها"), index).partial
