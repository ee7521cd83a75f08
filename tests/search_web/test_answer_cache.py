"""The cache of answers: equal to computed ones, of the newest generation, bounded in size."""

from __future__ import annotations

from dataclasses import replace

from analyzers.analyzer import ArabicAnalyzer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import search
from search_web.answer_cache import NEWEST, Answers
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine

REQUEST = SearchRequest(q="الإرهاب")


def opened(engine: MemoryEngine, analyzer: ArabicAnalyzer) -> OpenIndex:
    return OpenIndex(engine.snapshot(), analyzer)


def untimed(page: ResultPage) -> ResultPage:
    return replace(page, took_ms=0)


def test_a_cached_answer_equals_a_computed_one(analyzer: ArabicAnalyzer) -> None:
    engine, answers = MemoryEngine(), Answers()
    build(engine, ARTICLES, analyzer)
    index = opened(engine, analyzer)
    first, second = (answers.search(REQUEST, index) for _ in range(2))
    assert second.results is first.results
    assert untimed(second) == untimed(search(REQUEST, index))
    assert answers.search(REQUEST.model_copy(update={"page": 2}), index).results == ()


def test_a_new_generation_is_searched_again(analyzer: ArabicAnalyzer) -> None:
    engine, answers = MemoryEngine(), Answers()
    build(engine, ARTICLES, analyzer)
    assert answers.search(REQUEST, opened(engine, analyzer)).total == 2
    build(engine, ARTICLES[1:], analyzer)
    assert answers.search(REQUEST, opened(engine, analyzer)).total == 1


def test_the_cache_stays_within_its_size(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    index = opened(engine, analyzer)
    none, one = Answers(0), Answers(6000)
    other = SearchRequest(q="الهجرة")
    assert none.search(REQUEST, index).results is not none.search(REQUEST, index).results
    kept = one.search(REQUEST, index)
    assert one.search(REQUEST, index).results is kept.results
    one.search(other, index)
    assert one.search(REQUEST, index).results is not kept.results


def test_the_newest_articles_are_found_once_for_each_generation(analyzer: ArabicAnalyzer) -> None:
    engine, answers = MemoryEngine(), Answers(0)
    build(engine, ARTICLES, analyzer)
    index = opened(engine, analyzer)
    newest = answers.newest(index)
    assert answers.newest(opened(engine, analyzer)) is newest
    assert untimed(newest) == untimed(search(SearchRequest(per_page=NEWEST), index))
    build(engine, ARTICLES[1:], analyzer)
    assert answers.newest(opened(engine, analyzer)).total == newest.total - 1
