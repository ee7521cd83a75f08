"""Conditional requests, CORS, HEAD and trailing slashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.lists.query_lists import SYNONYMS
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine, MemorySnapshot

ADDRESSES = (
    "search?q=الدول&per_page=2",
    "facets?q=الدول",
    "export?q=الدول",
    "articles/a",
    "articles/a/related",
    "articles/a/citation?format=ris",
    "search/citation?format=ris",
    "suggest?q=اله",
    "analyze?text=الدول",
    "openapi.json",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_has_not_changed_is_not_sent_again(
    script: FlaskClient, address: str
) -> None:
    first = script.get(f"/api/v1/{address}")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "public, no-cache"
    for sent in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', "*"):
        again = script.get(f"/api/v1/{address}", headers={"If-None-Match": sent})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    other = script.get(f"/api/v1/{address}", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_nothing_is_searched_for_an_answer_that_has_not_changed(
    script: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = {
        address: script.get(f"/api/v1/{address}").headers["ETag"]
        for address in ("search?q=اللجوء", "facets?q=اللجوء", "export?q=اللجوء")
    }
    monkeypatch.delattr(MemorySnapshot, "search")
    for address, tag in tags.items():
        again = script.get(f"/api/v1/{address}", headers={"If-None-Match": tag})
        assert again.status_code == 304


def test_each_request_has_its_own_tag(script: FlaskClient) -> None:
    addresses = (*ADDRESSES, "search?q=الدول&per_page=3", "search?q=الدول&per_page=2&sort=date")
    tags = [script.get(f"/api/v1/{address}").headers["ETag"] for address in addresses]
    assert len(set(tags)) == len(addresses)


def test_a_new_generation_and_new_lists_change_the_tag(
    engine: MemoryEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    script = create_app(ServedIndex(engine, tmp_path)).test_client()
    tags = [script.get("/api/v1/search?q=a").headers["ETag"]]
    build(engine, ARTICLES[:2], analyzer)
    tags.append(script.get("/api/v1/search?q=a").headers["ETag"])
    (tmp_path / SYNONYMS).write_text("الهجرة، اللجوء", encoding="utf-8")
    tags.append(script.get("/api/v1/search?q=a").headers["ETag"])
    assert len(set(tags)) == 3


def test_a_condition_does_not_hide_that_an_article_is_missing(script: FlaskClient) -> None:
    for sent in ("*", '"x"'):
        response = script.get("/api/v1/articles/nobody", headers={"If-None-Match": sent})
        assert response.status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_get_without_a_body(script: FlaskClient, address: str) -> None:
    got, asked = script.get(f"/api/v1/{address}"), script.head(f"/api/v1/{address}")
    assert (asked.status_code, asked.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Cache-Control", "Access-Control-Allow-Origin"):
        assert asked.headers[name] == got.headers[name]


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_origin_may_ask(script: FlaskClient, address: str) -> None:
    preflight = script.options(
        f"/api/v1/{address}",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert preflight.status_code == 200
    assert preflight.allow == {"GET", "HEAD", "OPTIONS"}
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    got = script.get(f"/api/v1/{address}", headers={"Origin": "https://example.org"})
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    for name in ("ETag", "Link", "Retry-After", "RateLimit", "X-Request-ID"):
        assert name in got.headers["Access-Control-Expose-Headers"]


def test_the_pages_are_for_their_own_origin_alone(script: FlaskClient) -> None:
    for path in ("/", "/search?q=الدول", "/api/"):
        assert "Access-Control-Allow-Origin" not in script.get(path).headers


@pytest.mark.parametrize("address", ["search", "facets", "export", "suggest?q=a", "openapi.json"])
def test_a_slash_at_the_end_changes_nothing(script: FlaskClient, address: str) -> None:
    path, mark, query = address.partition("?")
    assert script.get(f"/api/v1/{path}/{mark}{query}").status_code == 200
