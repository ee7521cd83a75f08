"""Export of all hits of a query, as a stream from one generation."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.whoosh.engine import WhooshEngine
from search_web.api import export, sent_exports
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES as SMALL
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine, MemorySnapshot
from tests.search_web.api.conftest import Ask
from tests.search_web.conftest import ARTICLES, engine_of


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    return engine_of(ARTICLES, analyzer)


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "WINDOW", 5)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "asked", [{"q": "الحدود"}, {"q": "أمن الفضاء"}, {"sort": "date"}, {"q": "!!"}, {"year": 1999}]
)
def test_all_hits_come_in_the_order_of_the_search(
    script: FlaskClient, ask: Ask, asked: dict[str, Any]
) -> None:
    response = script.get("/api/v1/export", query_string=asked, buffered=True)
    assert response.content_type == "application/x-ndjson"
    begin, *hits, end = lines(response.text)
    searched = ask("search", **asked, per_page=100)
    assert begin == {
        "begin": {
            "generation": searched["generation"],
            "analyzer_version": searched["analyzer_version"],
            "query": searched["query"],
        }
    }
    assert [line["hit"] for line in hits] == searched["hits"]
    assert end == {"end": {"complete": True, "hits": searched["total"]}}


def test_an_export_keeps_its_generation(engine: MemoryEngine, analyzer: ArabicAnalyzer) -> None:
    client = create_app(ServedIndex(engine)).test_client()
    response = client.get("/api/v1/export?sort=date", buffered=False)
    stream = response.iter_encoded()
    first = next(iter(stream))
    with engine.writer(analyzer.version, analyzer.lists.files, fresh=True) as writer:
        writer.publish(["a test"], refused=0)
    rest = b"".join(stream)
    response.close()
    assert lines((first + rest).decode())[-1] == {"end": {"complete": True, "hits": len(ARTICLES)}}


def test_an_interrupted_export_says_so_in_its_last_line(
    engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    client = create_app(ServedIndex(engine)).test_client()
    monkeypatch.setattr(engine.snapshots[0], "read", fail, raising=False)
    begin, end = lines(client.get("/api/v1/export", buffered=True).text)
    assert "begin" in begin
    assert end == {"end": {"complete": False, "hits": 0}}


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_abandoned_export_releases_its_generation(
    tmp_path: Path, analyzer: ArabicAnalyzer, method: str
) -> None:
    engine = WhooshEngine(tmp_path, kept=1)
    first = build(engine, SMALL, analyzer).id
    with closing(ServedIndex(engine)) as served:
        client = create_app(served).test_client()
        client.open("/api/v1/export", method=method, buffered=False).close()
        for _ in range(2):
            build(engine, SMALL, analyzer)
            client.get("/api/v1/facets")
        assert first not in [info.id for info in engine.generations()]


@pytest.mark.parametrize("method", ["get", "head", "broken"])
def test_a_finished_export_releases_its_index(
    engine: MemoryEngine, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(MemorySnapshot, "close", lambda snapshot: closed.append(snapshot.info.id))
    with closing(ServedIndex(engine)) as served:
        client = create_app(served).test_client()
        response = (
            client.head("/api/v1/export") if method == "head" else client.get("/api/v1/export")
        )
        if method == "broken":
            next(iter(response.response))
        response.close()
        assert closed == []
    assert closed == [engine.generation()]


FIRST, SECOND, THIRD = "192.0.2.1", "192.0.2.2", "192.0.2.3"


@pytest.fixture
def few_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_exports, "OF_A_CLIENT", 2)
    monkeypatch.setattr(sent_exports, "AT_ONCE", 3)


def begin(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Begin an export without reading it."""
    peer = {"REMOTE_ADDR": address}
    return client.get("/api/v1/export", headers=headers, environ_base=peer, buffered=False)


@pytest.mark.usefixtures("few_exports")
def test_one_client_leaves_exports_to_others(script: FlaskClient) -> None:
    first, second = begin(script, FIRST), begin(script, FIRST)
    refused = begin(script, FIRST)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    assert refused.json is not None
    assert refused.json["status"] == 429
    other = begin(script, SECOND)
    assert other.status_code == 200
    assert begin(script, THIRD).status_code == 429  # there are as many as are sent at once
    first.close()
    again = begin(script, FIRST)
    assert again.status_code == 200
    for response in (second, other, again):
        response.close()


@pytest.mark.usefixtures("few_exports")
def test_a_refused_or_empty_export_counts_for_nothing(script: FlaskClient) -> None:
    for _ in range(4):
        assert script.get("/api/v1/export?sort=no").status_code == 400
        tag = script.head("/api/v1/export", buffered=True).headers["ETag"]
        unchanged = script.get("/api/v1/export", headers={"If-None-Match": tag})
        assert unchanged.status_code == 304


@pytest.mark.usefixtures("few_exports")
@pytest.mark.parametrize(("proxies", "third"), [(1, 200), (0, 429)])
def test_exports_are_counted_for_the_client_that_a_trusted_proxy_names(
    engine: MemoryEngine, proxies: int, third: int
) -> None:
    operations = Operations(trusted_proxies=proxies)
    client = create_app(ServedIndex(engine), Configuration(operations=operations)).test_client()
    sent = [
        begin(client, "127.0.0.1", **{"X-Forwarded-For": address})
        for address in (FIRST, "2001:db8::1", SECOND)
    ]
    assert [response.status_code for response in sent] == [200, 200, third]
    for response in sent:
        response.close()


@pytest.mark.usefixtures("few_exports")
def test_a_network_of_ipv6_is_one_client_of_exports(script: FlaskClient) -> None:
    sent = [begin(script, f"2001:db8::{number}") for number in range(1, 4)]
    assert [response.status_code for response in sent] == [200, 200, 429]
    for response in sent:
        response.close()
