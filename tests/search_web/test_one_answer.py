"""One answer: pages, scripts, feeds, the gate and evaluations see the same hits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.gate import compare
from indexer.engines.base import Engine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.evaluation.measures import ranked_ids
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import SearchRequest
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.indexer.engines.collection import build
from tests.search_web.conftest import engine_of
from tests.workspaces import SHIPPED

WORDS = SHIPPED.words
MISSPELLED = ("مكافحة الارهلب", "الاستخبارت الاوروبيه", "انتخبات", "الهحرة", "التطرق اليميني")
LATIN = ("germany", "da3esh", "europol", "ISIS", "hghsjofhvhj", "turkey", "NATO", "H-isil")
LISTED = ("داعش", "تنظيم الدولة", "ناتو", "القاعدة", "برلين", "أردوغان", "بروكسل", "بلجيكا")
DATED = ("الهجرة 2023", "أمن الحدود عام 2024", "الإرهاب مارس 2024", "تقرير من 2022 إلى 2024")
WRITTEN = (
    '"مكافحة الإرهاب"',
    "هجر*",
    "title:الأمن",
    "الهجرة -الحدود",
    "داعش OR القاعدة",
    "في",
    "؟",
)
MOST_OF_A_KIND = 25


def queries(articles: list[Article]) -> list[str]:
    """Make a hundred queries: typed, misspelled, Latin, listed, dated, with operators."""
    titles = [article.title for article in articles]
    first_words = [" ".join(title.split()[:2]) for title in titles][:MOST_OF_A_KIND]
    damaged = [title.split()[0][:-1] + " " + title.split()[-1] for title in titles][:MOST_OF_A_KIND]
    of_bodies = [" ".join(article.body.split()[3:8]) for article in articles][:MOST_OF_A_KIND]
    kinds = (*first_words, *damaged, *of_bodies, *MISSPELLED, *LATIN, *LISTED, *DATED, *WRITTEN)
    return [*dict.fromkeys(kinds)]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [
        record.article
        for path in find_files([SHIPPED.samples])
        for record in read_file(path)
        if isinstance(record, Found)
    ]


@pytest.fixture(scope="module")
def engine(
    articles: list[Article], analyzer: ArabicAnalyzer, tmp_path_factory: pytest.TempPathFactory
) -> Engine:
    engine = WhooshEngine(tmp_path_factory.mktemp("generations"))
    build(engine, articles, analyzer)
    return engine


@pytest.fixture(scope="module")
def index(engine: Engine) -> Iterator[OpenIndex]:
    with closing(open_index(engine, lists=QueryLists.load(WORDS))) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(engine: Engine) -> Iterator[FlaskClient]:
    with closing(ServedIndex(engine, WORDS)) as served:
        yield create_app(served).test_client()


def test_an_evaluation_sees_the_hits_that_pages_and_scripts_show(
    articles: list[Article], index: OpenIndex, reader: FlaskClient
) -> None:
    asked = queries(articles)
    assert len(asked) >= 100
    empty = 0
    for query in asked:
        measured = ranked_ids(query, index)
        page = reader.get("/search", query_string={"q": query})
        shown = set(re.findall(r'href="/a/([\w-]+)\?', page.get_data(as_text=True)))
        answered = reader.get(
            "/api/v1/search", query_string={"q": query, "per_page": 100}
        ).get_json()
        assert [hit["id"] for hit in (*answered["hits"], *answered["others"])] == measured, query
        on_page = measured[:10] if answered["total"] > 10 else measured
        assert shown == {*on_page}, query
        exported = reader.get("/api/v1/export", query_string={"q": query}, buffered=True).get_data(
            as_text=True
        )
        assert exported.count('{"hit":') == len(answered["hits"]) == answered["total"], query
        empty += not measured
    assert empty < len(asked) / 10  # the queries are worth asking


def test_the_gate_compares_what_readers_get(
    articles: list[Article], analyzer: ArabicAnalyzer, index: OpenIndex
) -> None:
    """The gate rewrites a misspelled search too, so it sees that the search loses its hits."""
    others = [article for article in articles if not article.id.startswith("counter")]
    with closing(open_index(engine_of(others, analyzer), lists=QueryLists.load(WORDS))) as fewer:
        (changed,) = compare(index, fewer, ["مكافحة الارهلب"]).changed
    found = answer(SearchRequest(q="مكافحة الارهلب"), index)
    assert found.interpretation.rewritten
    assert changed.before == found.total > changed.after
