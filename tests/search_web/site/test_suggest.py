"""Completions in the search box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.searching.completion import Completed
from search_web.app import create_app
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions
from tests.reference_engine import MemoryEngine

TITLES = (
    "مكافحة الإرهاب في أوروبا",
    "مكافحة الإرهاب في ألمانيا",
    "مكافحة الإرهاب: قوانين جديدة",
    "أنجيلا ميركل والهجرة",
    "أنجيلا ميركل في برلين",
    "سياسة أنجيلا ميركل",
    "الهجرة غير النظامية",
)
ARTICLES = [
    Article(
        id=str(number),
        title=title,
        body="نص من بروكسل." if number < 3 else "نص.",
        section="أمن وإرهاب",
        authors=("وحدة الدراسات",),
        place="أوسلو" if number else "",
        tags=("الاتحاد الأوروبي", f"وسم {number}"),
    )
    for number, title in enumerate(TITLES)
]


def index(engine: MemoryEngine, articles: list[Article], analyzer: ArabicAnalyzer) -> None:
    with engine.writer(analyzer.version, analyzer.lists.files, fresh=True) as writer:
        for article in articles:
            writer.add(make_document(article, analyzer))
        writer.publish(["a test"], refused=0)


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    engine = MemoryEngine()
    index(engine, ARTICLES, analyzer)
    return engine


@pytest.fixture
def suggestions(engine: MemoryEngine) -> Iterator[Suggestions]:
    with closing(ServedIndex(engine)) as served:
        yield Suggestions(served)


@pytest.fixture
def client(suggestions: Suggestions) -> FlaskClient:
    made = suggestions.prepare()
    assert made
    made.join()
    return create_app(suggestions._served, suggestions=suggestions).test_client()


def groups(client: FlaskClient, text: str) -> Any:
    return client.get("/suggest", query_string={"q": text}).get_json()["groups"]


def test_queries_come_before_publications_with_their_addresses(client: FlaskClient) -> None:
    queries, titles = groups(client, "انجيلا")
    assert queries == {
        "label": "عمليات بحث",
        "items": [{"text": "أنجيلا ميركل"}, {"text": "أنجيلا"}],
    }
    assert titles["label"] == "إصدارات"
    assert {item["href"] for item in titles["items"]} == {"/a/3", "/a/4", "/a/5"}


def test_sections_and_units_open_their_publications(client: FlaskClient) -> None:
    (listings,) = groups(client, "وحد")
    assert listings["label"] == "أقسام ووحدات"
    (unit,) = listings["items"]
    assert (unit["text"], unit["number"], unit["unit"]) == ("وحدة الدراسات", "7", "من الإصدارات")
    page = client.get(unit["href"]).text
    assert all(f'href="/a/{article.id}"' in page for article in ARTICLES)


def test_the_answer_may_be_cached_for_some_minutes(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=انجيلا")
    assert answer.headers["Cache-Control"] == "private, max-age=300"


def test_any_site_may_ask(client: FlaskClient) -> None:
    for path in ("/suggest?q=انجيلا", "/ar/suggest?q=انجيلا"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_a_text_that_is_too_long_has_no_completions(client: FlaskClient) -> None:
    assert groups(client, "انجيلا " * 100) == []


def test_an_article_that_left_the_index_is_not_offered(
    client: FlaskClient, engine: MemoryEngine, suggestions: Suggestions, analyzer: ArabicAnalyzer
) -> None:
    index(engine, ARTICLES[:4], analyzer)
    assert [item["href"] for item in groups(client, "انجيلا ميركل")[-1]["items"]] == ["/a/3"]
    made = suggestions.prepare()
    assert made
    made.join()
    assert len(groups(client, "انجيلا")[-1]["items"]) == 1


def test_there_are_no_completions_before_the_first_are_built(engine: MemoryEngine) -> None:
    with closing(ServedIndex(engine)) as served:
        waiting = Suggestions(served)
        waiting._built = None
        assert waiting.complete("ا") == Completed()


def test_without_an_index_the_endpoint_says_so_until_one_is_built(
    analyzer: ArabicAnalyzer,
) -> None:
    engine = MemoryEngine()
    with closing(ServedIndex(engine)) as served:
        suggestions = Suggestions(served)
        assert suggestions.prepare() is None
        client = create_app(served, suggestions=suggestions).test_client()
        assert client.get("/suggest?q=انجيلا").status_code == 503
        index(engine, ARTICLES, analyzer)
        made = suggestions.prepare()
        assert made
        made.join()
        assert groups(client, "انجيلا")
