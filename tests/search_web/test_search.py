"""What a search answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzers.arabic import ArabicAnalyzer
from indexer.engines.memory import MemoryEngine
from indexer.open_index import OpenIndex
from search_web.request import SearchRequest
from search_web.result import ResultPage
from search_web.search import mark_article, search
from tests.indexer.engines.collection import ARTICLES, build


@pytest.fixture
def index(analyzer: ArabicAnalyzer) -> OpenIndex:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    return OpenIndex(engine.snapshot(), analyzer)


def ids(page: ResultPage) -> list[str]:
    return [result.article.id for result in page.results]


def test_all_words_are_wanted(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة"), index)
    assert ids(page) == ["b"]
    assert not page.interpretation.fewer_words


def test_fewer_words_are_a_fallback_that_is_admitted(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة الفضاء"), index)
    assert ids(page) == ["b"]
    assert (page.interpretation.words, page.interpretation.wanted) == (3, 2)
    assert page.interpretation.fewer_words


def test_an_exact_search_never_falls_back(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة الفضاء", exact=True), index)
    assert page.total == 0
    assert not page.interpretation.fewer_words


def test_the_fallback_still_excludes(index: OpenIndex) -> None:
    assert ids(search(SearchRequest(q="الإرهاب الفضاء -سيبرانية"), index)) == ["a"]


def test_stop_words_alone_are_searched_exactly_and_the_page_says_so(index: OpenIndex) -> None:
    page = search(SearchRequest(q="في"), index)
    assert page.interpretation.stop_words
    assert set(ids(page)) == {"a", "d"}


@pytest.mark.parametrize("query", ["*", "؟", '""', "ال*"])
def test_nothing_to_search_is_said_and_finds_nothing(index: OpenIndex, query: str) -> None:
    page = search(SearchRequest(q=query), index)
    assert page.interpretation.nothing_to_search
    assert page.total == 0
    assert page.facets == {"section": (), "author": (), "year": ()}


def test_without_a_query_the_filtered_articles_come_newest_first(index: OpenIndex) -> None:
    assert ids(search(SearchRequest(year=(2021,)), index)) == ["c", "b"]


def test_a_page_past_the_last_is_empty_and_keeps_the_total(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول", page=9), index)
    assert (page.total, page.results) == (4, ())


def test_an_excluded_word_is_not_marked(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الهجرة -الفضاء"), index)
    assert [page.results[0].title.text[s:e] for s, e in page.results[0].title.marks] == ["الهجرة"]


def test_an_article_is_marked_paragraph_by_paragraph(analyzer: ArabicAnalyzer) -> None:
    article = replace(ARTICLES[0], summary="للإرهاب وجوه", body="عن الإرهاب.\nسطر.\nوالإرهابيون")
    marked = mark_article(article, "إرهاب", analyzer)
    assert [paragraph.text for paragraph in marked.paragraphs] == article.body.split("\n")
    assert [len(paragraph.marks) for paragraph in marked.paragraphs] == [1, 0, 1]
    assert marked.summary.marks == ((0, 7),)
    assert marked.count == 4
