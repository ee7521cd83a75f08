"""The number of engine calls that a query costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.budget import Budget
from indexer.engines.base import Snapshot
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import SearchRequest
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine

LISTS = QueryLists(synonyms=(("داعش", "تنظيم الدولة", "ISIS"), ("ناتو", "حلف شمال الأطلسي")))
ARTICLES = [
    Article(id=str(n), title=f"مكافحة الإرهاب في أوروبا {n}", body="هجمات داعش، أي تنظيم الدولة.")
    for n in range(12)
]


class Counting:
    """A snapshot that records calls of `search` and `counts`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name in ("search", "counts"):
            self.calls.append(name)
        return getattr(self._snapshot, name)


@pytest.fixture
def index(analyzer: ArabicAnalyzer) -> Iterator[OpenIndex]:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    snapshot: Any = Counting(engine.snapshot())
    with closing(OpenIndex(snapshot, analyzer, Expander(LISTS, analyzer))) as opened:
        yield opened


def calls(index: OpenIndex) -> Sequence[str]:
    counting: Any = index.snapshot
    return counting.calls  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("أوروبا", ["search"]),
        ("مكافحة الإرهاب في أوروبا", ["search"]),
        ('"مكافحة الإرهاب" -الهجرة', ["counts", "search"]),  # it may be a title, dash and all
        ("", ["search"]),
        ("داعش", ["counts", "search"]),
        ("داعش في أوروبا", ["counts", "search"]),
    ],
)
def test_a_query_whose_words_are_in_the_index_costs_one_search(
    index: OpenIndex, query: str, asked: list[str]
) -> None:
    assert answer(SearchRequest(q=query), index).total or not query
    assert calls(index) == asked


def test_a_typed_date_that_no_text_holds_costs_one_more_search(index: OpenIndex) -> None:
    assert answer(SearchRequest(q="أوروبا 2024"), index).total
    assert calls(index) == ["search", "search"]


def test_a_misspelled_query_costs_two_searches_and_one_per_corrected_word(
    index: OpenIndex,
) -> None:
    found = answer(SearchRequest(q="مكافحة الارهلب"), index)
    assert found.interpretation.rewritten
    assert calls(index).count("search") == 3
    assert calls(index).count("counts") <= 2


def test_counts_of_words_are_cached(index: OpenIndex) -> None:
    answer(SearchRequest(q="داعش"), index)
    answer(SearchRequest(q="داعش أوروبا"), index)
    assert calls(index).count("counts") == 1


def test_a_query_is_parsed_once(index: OpenIndex) -> None:
    first = index.parse("مكافحة الإرهاب")
    answer(SearchRequest(q="مكافحة الإرهاب"), index)
    assert index.parse("مكافحة الإرهاب") is first


def test_a_query_whose_time_ran_out_is_understood_in_full_when_asked_again(
    index: OpenIndex,
) -> None:
    request = SearchRequest(q="داعش")
    assert not answer(request, index, budget=Budget(0)).understood.also
    assert answer(request, index).understood.also
    assert calls(index).count("counts") == 1
