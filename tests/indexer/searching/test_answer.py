"""The hits of a search, their order, and how the query was interpreted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Sort
from indexer.model.fields import FACET_FIELDS
from indexer.ranking.parameters import USUAL
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import mark_article, search
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine


@pytest.fixture
def index(analyzer: ArabicAnalyzer) -> OpenIndex:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    return OpenIndex(engine.snapshot(), analyzer)


def ids(page: ResultPage) -> list[str]:
    return [result.article.id for result in page.results]


def test_partial_matches_follow_the_articles_with_all_words(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة"), index)
    assert ids(page)[0] == "b"
    assert (page.interpretation.words, page.interpretation.wanted) == (2, 1)
    assert (page.interpretation.whole, page.whole_here) == (1, 1)
    assert page.total == len(page.results) > 1
    in_sections = sum(bool(result.article.section) for result in page.results)
    assert sum(facet.count for facet in page.facets["section"]) == in_sections


def test_each_page_continues_where_the_previous_one_ended(index: OpenIndex) -> None:
    whole = ids(search(SearchRequest(q="الدول الهجرة"), index))
    pages = [
        search(SearchRequest(q="الدول الهجرة", per_page=1, page=n), index)
        for n, _ in enumerate(whole, 1)
    ]
    assert [id_ for page in pages for id_ in ids(page)] == whole
    assert [page.whole_here for page in pages] == [1] + [0] * (len(whole) - 1)


def test_no_partial_matches_follow_many_articles_with_all_words(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    both = [replace(ARTICLES[0], id=str(n), body="أمن الحدود") for n in range(USUAL.fill)]
    build(engine, [*both, replace(ARTICLES[0], id="one", body="الحدود")], analyzer)
    page = search(SearchRequest(q="أمن الحدود"), OpenIndex(engine.snapshot(), analyzer))
    assert page.total == page.interpretation.whole == USUAL.fill
    assert not page.interpretation.fewer_words


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_by_date_partial_matches_are_not_mixed_with_full_ones(index: OpenIndex, sort: Sort) -> None:
    assert ids(search(SearchRequest(q="الدول الهجرة", sort=sort), index)) == ["b"]
    fewer = search(SearchRequest(q="الدول الهجرة الفضاء", sort=sort), index)
    assert ids(fewer) == ["b"]
    assert (fewer.interpretation.wanted, fewer.interpretation.whole) == (2, 0)


def test_the_answer_says_that_there_are_only_partial_matches(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة الفضاء"), index)
    assert ids(page)[0] == "b"
    assert (page.interpretation.words, page.interpretation.wanted) == (3, 1)
    assert page.interpretation.fewer_words
    assert page.interpretation.whole == 0


def test_a_strict_search_has_no_partial_matches(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة الفضاء", strict=True), index)
    assert page.total == 0
    assert not page.interpretation.fewer_words


def test_partial_matches_respect_excluded_words(index: OpenIndex) -> None:
    assert ids(search(SearchRequest(q="الإرهاب الفضاء -سيبرانية"), index)) == ["a"]


def test_stop_words_alone_are_searched_exactly_and_the_page_says_so(index: OpenIndex) -> None:
    page = search(SearchRequest(q="في"), index)
    assert page.interpretation.stop_words
    assert set(ids(page)) == {"a", "d"}


@pytest.mark.parametrize("query", ["*", "؟", '""', "ال*"])
def test_a_query_without_words_says_so_and_finds_nothing(index: OpenIndex, query: str) -> None:
    page = search(SearchRequest(q=query), index)
    assert page.interpretation.nothing_to_search
    assert page.total == 0
    assert page.facets == dict.fromkeys(FACET_FIELDS, ())


def test_without_a_query_the_filtered_articles_come_newest_first(index: OpenIndex) -> None:
    assert ids(search(SearchRequest().narrowed("year", ["2021"]), index)) == ["c", "b"]


def test_a_page_past_the_last_is_empty_and_keeps_the_total(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول", page=9), index)
    assert (page.total, page.results) == (4, ())


def test_an_excluded_word_is_not_marked(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الهجرة -الفضاء"), index)
    assert [page.results[0].title.text[s:e] for s, e in page.results[0].title.marks] == ["الهجرة"]


def test_an_article_is_marked_paragraph_by_paragraph(index: OpenIndex) -> None:
    article = replace(ARTICLES[0], summary="للإرهاب وجوه", body="عن الإرهاب.\nسطر.\nوالإرهابيون")
    marked = mark_article(article, "إرهاب", index)
    assert [paragraph.text for paragraph in marked.paragraphs] == article.body.split("\n")
    assert [len(paragraph.marks) for paragraph in marked.paragraphs] == [1, 0, 1]
    assert marked.summary.marks == ((0, 7),)
    assert marked.count == 4
