"""The hits of a search, their order, and how the query was interpreted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Sort
from indexer.model.article import Article
from indexer.model.fields import FACET_FIELDS
from indexer.ranking.parameters import DEFAULT_RANKING
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


def test_partial_matches_follow_the_hits_uncounted(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة"), index)
    assert ids(page) == ["b"]
    assert (page.total, page.interpretation.whole, page.interpretation.partly) == (1, 1, 0)
    assert page.others
    assert "b" not in {result.article.id for result in page.others}
    assert sum(facet.count for facet in page.facets["section"]) == 1


WORDS = "تقنية أمن حدود هجرة بحر".split()


def holding(analyzer: ArabicAnalyzer, *bodies: str) -> OpenIndex:
    """Return an index of articles with these bodies, numbered from 0, and of 20 others."""
    engine = MemoryEngine()
    plain = replace(ARTICLES[0], title="ع", summary="", tags=(), date=None)
    texts = enumerate([*bodies, *(["كلام آخر"] * 20)])
    build(engine, [replace(plain, id=str(number), body=body) for number, body in texts], analyzer)
    return OpenIndex(engine.snapshot(), analyzer)


@pytest.mark.parametrize("sort", ["relevance", "date", "-date"])
def test_the_answers_are_the_same_in_every_order(analyzer: ArabicAnalyzer, sort: Sort) -> None:
    index = holding(analyzer, " ".join(WORDS), " ".join(WORDS[:4]), " ".join(WORDS[:1]))
    page = search(SearchRequest(q=" ".join(WORDS), sort=sort), index)
    assert set(ids(page)) == {"0", "1"}
    assert (page.total, page.interpretation.whole, page.interpretation.partly) == (2, 1, 1)


def test_an_article_that_lacks_what_says_little_is_an_answer(analyzer: ArabicAnalyzer) -> None:
    frequent = ["أمن"] * 18
    index = holding(analyzer, "أمن تقنية", "تقنية", *frequent)
    page = search(SearchRequest(q="أمن تقنية"), index)
    assert ids(page) == ["0", "1"]
    assert page.interpretation.whole == 1


def test_an_article_that_lacks_what_says_most_is_none(analyzer: ArabicAnalyzer) -> None:
    frequent = ["أمن"] * 18
    index = holding(analyzer, "أمن تقنية", *frequent)
    page = search(SearchRequest(q="أمن تقنية"), index)
    assert ids(page) == ["0"]
    assert len(page.others) == len(frequent)


def test_a_word_that_no_article_holds_takes_nothing_from_the_others(
    analyzer: ArabicAnalyzer,
) -> None:
    index = holding(analyzer, "أمن", "حدود")
    page = search(SearchRequest(q="أمن زقزقة زقزوقة"), index)
    assert ids(page) == ["0"]
    assert (page.interpretation.whole, page.interpretation.fewer_words) == (0, True)


def test_where_no_article_holds_enough_those_that_hold_most_answer(
    analyzer: ArabicAnalyzer,
) -> None:
    index = holding(analyzer, *WORDS)
    page = search(SearchRequest(q=" ".join(WORDS)), index)
    assert set(ids(page)) == {"0", "1", "2", "3", "4"}


def test_pages_go_on_where_the_one_before_ended(analyzer: ArabicAnalyzer) -> None:
    index = holding(analyzer, *["أمن الحدود"] * 3)
    everything = ids(search(SearchRequest(q="أمن الحدود"), index))
    pages = [search(SearchRequest(q="أمن الحدود", per_page=1, page=n), index) for n in (1, 2, 3)]
    assert [id_ for page in pages for id_ in ids(page)] == everything
    assert [bool(page.others) for page in pages] == [False, False, False]


def test_where_many_articles_answer_no_others_follow(analyzer: ArabicAnalyzer) -> None:
    index = holding(analyzer, *["أمن الحدود"] * DEFAULT_RANKING.others, "الحدود")
    page = search(SearchRequest(q="أمن الحدود"), index)
    assert page.total == page.interpretation.whole == DEFAULT_RANKING.others
    assert not page.others


def test_a_page_that_is_not_full_of_hits_is_filled_with_others(analyzer: ArabicAnalyzer) -> None:
    hits, less = DEFAULT_RANKING.others + 5, 10
    index = holding(analyzer, *["أمن الحدود"] * hits, *["الحدود"] * less)
    wanted = SearchRequest(q="أمن الحدود", per_page=hits - 1)
    first, second = (search(wanted.model_copy(update={"page": number}), index) for number in (1, 2))
    whole = search(wanted.model_copy(update={"per_page": hits + 3}), index)
    assert (len(first.results), len(first.others)) == (hits - 1, 0)
    assert (len(second.results), len(second.others)) == (1, less)
    assert (len(whole.results), len(whole.others)) == (hits, 3)
    assert {first.total, second.total, whole.total} == {hits}


def test_the_answer_says_that_there_are_only_partial_matches(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة الفضاء"), index)
    assert ids(page)[0] == "b"
    assert page.interpretation.words == 3
    assert page.interpretation.fewer_words
    assert page.interpretation.whole == 0


def test_a_strict_search_has_no_partial_matches(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الدول الهجرة الفضاء", strict=True), index)
    assert page.total == 0
    assert not page.interpretation.fewer_words


def test_the_fallback_still_excludes(index: OpenIndex) -> None:
    page = search(SearchRequest(q="الإرهاب الفضاء -سيبرانية"), index)
    assert "a" in ids(page)
    assert not {"d"} & {result.article.id for result in (*page.results, *page.others)}


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


def test_a_typed_date_becomes_a_filter_where_only_that_finds_all_the_words(
    analyzer: ArabicAnalyzer,
) -> None:
    engine = MemoryEngine()
    then = Article(id="then", title="الهجرة", body="نص.", date=dt.date(2017, 6, 3))
    build(engine, [then, replace(then, id="later", date=dt.date(2019, 6, 3))], analyzer)
    index = OpenIndex(engine.snapshot(), analyzer)
    typed = SearchRequest(q="الهجرة حزيران 2017")
    page = search(typed, index)
    assert [result.article.id for result in page.results] == ["then"]
    assert page.request == SearchRequest.model_validate(
        {"q": "الهجرة", "from": "2017-06-01", "to": "2017-06-30"}
    )
    assert page.asked == typed
    strict = typed.model_copy(update={"strict": True})
    assert search(strict, index).request == strict
    nowhere = SearchRequest(q="الهجرة حزيران 2001")
    assert search(nowhere, index).request == nowhere
