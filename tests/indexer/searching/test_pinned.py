"""Pinned articles: those that staff choose for a query come first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.lists.query_lists import PINNED
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import search
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

QUERY = "الأمن"
FIRST, SECOND = ARTICLES[-1].id, ARTICLES[5].id


@pytest.fixture
def served(tmp_path: Path, analyzer: ArabicAnalyzer) -> Iterator[ServedIndex]:
    (tmp_path / PINNED).write_text(
        f"{QUERY} = {FIRST}، nobody، {SECOND}\nزقطرخظ = {FIRST}\nحدود = nobody\n"
    )
    with closing(ServedIndex(engine_of(ARTICLES, analyzer), tmp_path)) as served:
        yield served


def found(served: ServedIndex, query: str, **changes: object) -> ResultPage:
    with served.snapshot() as index:
        return search(SearchRequest(q=query, **changes), index)  # type: ignore[arg-type]


def ids(page: ResultPage) -> list[str]:
    return [result.article.id for result in page.results]


def test_pinned_articles_come_first_in_the_order_of_the_list(served: ServedIndex) -> None:
    page = found(served, "الامن")
    assert ids(page)[:2] == [FIRST, SECOND]
    assert page.interpretation.pinned == (FIRST, SECOND)


def test_the_pages_show_every_hit_once_and_the_counts_are_right(served: ServedIndex) -> None:
    whole = found(served, QUERY, per_page=100)
    pages = [found(served, QUERY, per_page=3, page=number) for number in range(1, 10)]
    assert [id_ for page in pages for id_ in ids(page)] == ids(whole)
    assert len(set(ids(whole))) == whole.total
    assert {page.total for page in pages} == {whole.total}
    assert sum(one.count for one in whole.facets["year"]) <= whole.total
    unpinned = found(served, QUERY, per_page=100, strict=False, sort="-date")
    assert set(ids(whole)) == {*ids(unpinned), FIRST, SECOND}


def test_an_article_can_be_pinned_to_words_that_no_article_contains(served: ServedIndex) -> None:
    page = found(served, "زقطرخظ")
    assert (ids(page), page.total) == ([FIRST], 1)


def test_a_pin_to_an_unknown_article_changes_nothing(served: ServedIndex) -> None:
    assert found(served, "حدود").interpretation.pinned == ()


def test_nothing_is_pinned_by_date_or_to_another_query(served: ServedIndex) -> None:
    assert found(served, QUERY, sort="date").interpretation.pinned == ()
    assert found(served, f"{QUERY} أوروبا").interpretation.pinned == ()
    assert found(served, QUERY, strict=True).interpretation.pinned == ()


def test_filters_apply_to_pinned_articles_too(
    served: ServedIndex,
) -> None:
    page = found(served, QUERY, section=("قسم آخر",))
    assert (page.total, page.interpretation.pinned) == (0, ())


def test_the_page_and_the_endpoint_say_what_is_pinned(served: ServedIndex) -> None:
    client = create_app(served).test_client()
    assert client.get("/search", query_string={"q": QUERY}).text.count("من اختيار المركز") == 2
    answer = client.get("/api/v1/search", query_string={"q": QUERY}).get_json()
    assert answer["interpretation"]["pinned"] == [FIRST, SECOND]
