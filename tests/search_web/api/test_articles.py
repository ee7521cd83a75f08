"""The endpoints of articles, related articles, citations and words."""

from __future__ import annotations

import json
import re
from contextlib import closing
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import bibtexparser
import pytest
import rispy
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from search_web.app import create_app
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions
from tests.reference_engine import MemoryEngine
from tests.search_web.api.conftest import Ask, answer, problem
from tests.search_web.conftest import ARTICLES, FULL, engine_of


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    return engine_of(ARTICLES, analyzer)


def test_an_article_is_read_by_an_id_with_slashes(ask: Ask) -> None:
    article = ask(f"articles/{FULL.id}")
    assert article["generation"] == "00000001"
    assert (article["id"], article["title"]) == (FULL.id, FULL.title)
    assert article["body"].split("\n")[article["headings"][0]] == "أرقام العام"
    assert (article["date"], article["short_link"]) == ("2024-03-12", FULL.short_link)
    assert ask("articles/study-3")["tags"] == []


ODD_IDS = (
    *("/a//b/", "a b%?&#", "..x", "./x", "x/../y", "x/.", "أ/ب", "a%2Fb", "a/b", "search", "/"),
    *("a", "a/related", "a/citation", "a/related/related", "a/related/citation", "a/related/"),
    *("related", "/related", "citation", "related/related", "a//related", "a/related/b"),
)
"""Ids that are close to the path of another article, or of something else."""


@pytest.fixture(scope="module")
def odd(analyzer: ArabicAnalyzer) -> Flask:
    articles = [Article(id=id_, title=f"عنوان {id_}", body="نص.") for id_ in ODD_IDS]
    return create_app(ServedIndex(engine_of(articles, analyzer)))


@pytest.mark.parametrize("id_", ODD_IDS)
def test_any_id_is_reached_by_its_address(odd: Flask, id_: str) -> None:
    def get(endpoint: str, **values: Any) -> TestResponse:
        with odd.test_request_context():
            address = odd.url_for(endpoint, article_id=id_, **values)
        path = urlsplit(address).path
        assert urljoin("http://localhost", path) == f"http://localhost{path}"  # as browsers read it
        response = odd.test_client().get(address, buffered=True)
        assert response.status_code == 200, address
        return response

    assert (get("api.article").json or {})["id"] == id_
    assert (get("api.related_articles").json or {})["id"] == id_
    assert id_ in get("api.article_citation", format="csl-json").text
    assert id_ in get("citations.cite", name="csl-json").text
    page = get("pages.article").text
    assert escape(f"عنوان {id_}") in page
    links = re.findall(r'hreflang="(?:ar|en)" href="([^"]+)"', page)
    assert len(links) >= 2
    for link in map(unescape, links):
        path = urlsplit(link).path
        assert urljoin("http://localhost", path) == f"http://localhost{path}"
        assert escape(f"عنوان {id_}") in odd.test_client().get(path).text


def test_without_encoded_slashes_an_endpoint_goes_before_an_id(odd: Flask) -> None:
    client = odd.test_client()
    assert client.get("/api/v1/articles/a/related").json["related"] is not None  # type: ignore[index]
    assert client.get("/api/v1/articles/a/related/related").json["id"] == "a/related"  # type: ignore[index]
    answer = client.get("/api/v1/articles/a%2frelated?limit=3")
    assert answer.status_code == 400  # a parameter of the other endpoint


def test_related_articles_are_listed(ask: Ask) -> None:
    told = ask("articles/study-1/related", limit=3)
    assert told["id"] == "study-1"
    assert len(told["related"]) == 3
    assert "study-1" not in [one["id"] for one in told["related"]]
    scores = [one["score"] for one in told["related"]]
    assert scores == sorted(scores, reverse=True)


def test_a_citation_is_a_file_that_is_read_back(script: FlaskClient) -> None:
    def cited(format_: str) -> str:
        response = script.get(f"/api/v1/articles/{FULL.id}/citation?format={format_}")
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment; filename=bahith.")
        return response.text

    (entry,) = bibtexparser.parse_string(cited("bibtex")).entries
    assert entry["url"] == FULL.url
    (record,) = rispy.loads(cited("ris"))
    assert (record["title"], record["authors"]) == (FULL.title, [*FULL.authors])
    (item,) = json.loads(cited("csl-json"))
    assert item["issued"] == {"date-parts": [[2024, 3, 12]]}
    assert cited("text-ar").startswith(f"{' و'.join(FULL.authors)}، «{FULL.title}»")


def test_a_page_of_hits_is_cited_in_its_order(script: FlaskClient, ask: Ask) -> None:
    asked = {"q": "الحدود", "sort": "-date", "per_page": 4, "page": 2}
    ids = [hit["id"] for hit in ask("search", **asked)["hits"]]
    response = script.get("/api/v1/search/citation", query_string={**asked, "format": "ris"})
    assert [record["id"] for record in rispy.loads(response.text)] == ids
    assert len(ids) == 4


def test_facets_are_counted_without_hits(ask: Ask) -> None:
    counted, searched = (ask(path, q="الحدود", author="وحدة 1") for path in ("facets", "search"))
    assert "hits" not in counted
    for name in ("total", "facets", "interpretation", "generation", "analyzer_version"):
        assert counted[name] == searched[name]


def test_a_strict_search_requires_all_words_as_typed(ask: Ask, script: FlaskClient) -> None:
    loose = ask("search", q="الحدود الفضاء")
    assert loose["whole"] == 0
    assert loose["total"] > 0
    assert ask("search", q="الحدود الفضاء", strict="false")["total"] == loose["total"]
    assert ask("search", q="الحدود الفضاء", strict="true")["total"] == 0
    assert problem(script, "search?q=الحدود&strict=1")["errors"][0]["parameter"] == "strict"
    page = script.get("/search", query_string={"q": "الحدود الفضاء", "strict": "true"})
    assert "لا نتائج" in page.text


def test_pages_are_linked(script: FlaskClient) -> None:
    def linked(address: str) -> dict[str, str]:
        header = script.get(address).headers["Link"]
        pairs = (one.split("; rel=") for one in header.split(", "))
        return {rel.strip('"'): target.strip("<>") for target, rel in pairs}

    first = linked("/api/v1/search?q=الحدود&section=الهجرة&per_page=10")
    assert first.keys() == {"first", "next"}
    second = linked(first["next"])
    assert second.keys() == {"first", "next", "prev"}
    assert second["prev"].replace("&page=1", "") == first["first"]
    assert linked(second["next"]).keys() == {"first", "prev"}
    assert linked("/api/v1/search?page=9").keys() == {"first"}
    cursor = answer(script, first["first"])["next_cursor"]
    following = linked(f"/api/v1/search?cursor={cursor}")
    assert "cursor=" in following["next"]
    assert answer(script, following["next"])["next_cursor"] is None


def test_a_query_is_completed(engine: MemoryEngine) -> None:
    with closing(ServedIndex(engine)) as served:
        suggestions = Suggestions(served)
        making = suggestions.prepare()
        assert making
        making.join()
        script = create_app(served, suggestions=suggestions).test_client()
        told = answer(script, "/api/v1/suggest", q="الحد")
        sections = answer(script, "/api/v1/suggest", q="الهج")["listings"]
    assert told["query"] == "الحد"
    assert sections == [{"field": "section", "value": "الهجرة", "articles": 23}]
    assert told["queries"][0] == "الحدود"
    assert "أمن الحدود" in told["queries"]
    assert told["listings"] == []
    assert told["articles"] == [
        {
            "id": f"study-{number}",
            "title": f"دراسة في أمن الحدود رقم {number}",
            "url": "",
            "year": year,
        }
        for number, year in ((19, 2019), (9, 2019), (18, 2018))  # the newest first
    ]


def test_a_text_is_analysed_word_by_word(ask: Ask) -> None:
    text = "والإرهابُ في أوروبا"
    told = ask("analyze", text=text)
    assert [text[one["start"] : one["end"]] for one in told["tokens"]] == text.split()
    assert [one["stop"] for one in told["tokens"]] == [False, True, False]
    assert told["tokens"][0]["form"] == "والارهاب"
    assert told["tokens"][0]["stem"] == "إرهاب"
    assert all(one["why"] for one in told["tokens"])
