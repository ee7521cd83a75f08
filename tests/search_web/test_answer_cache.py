"""Answers that are kept: the same as anew, of the newest generation, within their size."""

from __future__ import annotations

from dataclasses import replace

from analyzers.analyzer import ArabicAnalyzer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import search
from search_web.answer_cache import Answers
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine

REQUEST = SearchRequest(q="الإرهاب")


def opened(engine: MemoryEngine, analyzer: ArabicAnalyzer) -> OpenIndex:
    return OpenIndex(engine.snapshot(), analyzer)


def untimed(page: ResultPage) -> ResultPage:
    return replace(page, took_ms=0)


def test_a_kept_answer_is_the_answer(analyzer: ArabicAnalyzer) -> None:
    engine, answers = MemoryEngine(), Answers()
    build(engine, ARTICLES, analyzer)
    index = opened(engine, analyzer)
    first, second = (answers.search(REQUEST, index) for _ in range(2))
    assert second.results is first.results
    assert untimed(second) == untimed(search(REQUEST, index))
    assert answers.search(REQUEST.model_copy(update={"page": 2}), index).results == ()


def test_another_generation_is_asked_anew(analyzer: ArabicAnalyzer) -> None:
    engine, answers = MemoryEngine(), Answers()
    build(engine, ARTICLES, analyzer)
    assert answers.search(REQUEST, opened(engine, analyzer)).total == 2
    build(engine, ARTICLES[1:], analyzer)
    assert answers.search(REQUEST, opened(engine, analyzer)).total == 1


def test_what_is_kept_stays_within_its_size(analyzer: ArabicAnalyzer) -> None:
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
