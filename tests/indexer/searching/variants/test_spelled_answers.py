"""Answers to queries whose words the texts write in several ways, or joined and apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.answer import Answer, answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import SearchRequest
from tests.search_web.conftest import engine_of

BODIES = {
    "gh": "التقت موغيريني وزير الدفاع.",
    "j": "سافرت موجيريني أمس.",
    "long": "سيطرت الميليشيات على دير الزور.",
    "short": "انسحبت مليشيا من ديرالزور.",
    "apart": "خطب نصر الله في بيروت.",
    "joined": "ظهر نصرالله في الضاحية.",
    "victory": "كان نصر الجيش كبيرا والله أعلم.",
    "no": "ناقشوا لا مركزية الدولة.",
    "non": "طالبوا باللامركزية الإدارية.",
    "east": "حروب في الشرق الأوسط.",
    "daesh": "سقوط داعش.",
    "state": "عودة تنظيم الدولة.",
}


@pytest.fixture(scope="module")
def index(analyzer: ArabicAnalyzer) -> Iterator[OpenIndex]:
    articles = [Article(id=id_, title="خبر", body=body) for id_, body in BODIES.items()]
    lists = QueryLists(synonyms=(("داعش", "تنظيم الدولة"), ("موغيريني", "وزيرة الخارجية")))
    engine = engine_of(articles, analyzer)
    with closing(OpenIndex(engine.snapshot(), analyzer, Expander(lists, analyzer))) as opened:
        yield opened


def ask(query: str, index: OpenIndex, *, strict: bool = False) -> Answer:
    return answer(SearchRequest(q=query, strict=strict), index)


def whole(found: Answer) -> set[str]:
    return {hit.id for hit in found.hits[: found.interpretation.whole]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("موغيريني", {"gh", "j"}),
        ("لموجيريني", {"gh", "j"}),
        ("موجيريني وزير", {"gh"}),
        ("موغيريني أمس", {"j"}),
        ("موغيريني -أمس", {"gh"}),
        ("المليشيات", {"long", "short"}),
        ("والميليشيات ديرالزور", {"long", "short"}),
        ("مليشيا دير الزور", {"long", "short"}),
        ("نصر الله", {"apart", "joined", "victory"}),
        ("نصرالله", {"apart", "joined"}),
        ("نصر الله الضاحية", {"joined"}),
        ("نصرالله بيروت", {"apart"}),
        ("اللامركزية", {"no", "non"}),
        ("لا مركزية", {"no", "non"}),
        ("في الشرق الأوسط", {"east"}),
        ("داعش", {"daesh", "state"}),
    ],
)
def test_all_ways_to_write_a_word_are_found(
    index: OpenIndex, query: str, expected: set[str]
) -> None:
    found = ask(query, index)
    assert whole(found) == expected
    assert found.interpretation.rewritten is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [('"موغيريني"', {"gh"}), ('"نصر الله"', {"apart"}), ("أمس -موغيريني", {"j"})],
)
def test_what_is_quoted_or_excluded_is_left_as_it_is(
    index: OpenIndex, query: str, expected: set[str]
) -> None:
    assert whole(ask(query, index)) == expected


@pytest.mark.parametrize(
    ("query", "expected"), [("موغيريني", {"gh"}), ("نصرالله", {"joined"}), ("لا مركزية", {"no"})]
)
def test_a_strict_search_finds_the_words_as_typed(
    index: OpenIndex, query: str, expected: set[str]
) -> None:
    assert whole(ask(query, index, strict=True)) == expected


def test_the_interpretation_names_what_was_added_and_why(index: OpenIndex) -> None:
    (spelled,) = ask("موجيريني", index).interpretation.also
    assert (spelled.kind, spelled.typed, spelled.others) == ("spelling", "موجيريني", ("موغيريني",))
    (joined,) = {one.others for one in ask("نصر الله", index).interpretation.also}
    assert joined == ("نصرالله",)


def test_the_spelling_that_was_typed_comes_first(index: OpenIndex) -> None:
    assert ask("موجيريني", index).hits[0].id == "j"
    assert ask("موغيريني", index).hits[0].id == "gh"
