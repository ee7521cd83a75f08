"""Tests of the health checks."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.health import Told
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    return engine


@pytest.fixture
def asked(engine: MemoryEngine) -> FlaskClient:
    return create_app(ServedIndex(engine)).test_client()


def test_a_service_is_ready_when_a_query_succeeds(asked: FlaskClient) -> None:
    assert asked.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_what_was_said(asked: FlaskClient, path: str) -> None:
    assert asked.get(path).headers["Cache-Control"] == "no-store"
    assert asked.head(path).status_code == 200


def test_without_an_index_a_service_is_alive_but_not_ready() -> None:
    asked = create_app(ServedIndex(MemoryEngine())).test_client()
    assert asked.get("/healthz").status_code == 200
    response = asked.get("/readyz")
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert "nothing has been built" in (response.json or {})["detail"]


def test_with_a_generation_that_lost_articles_a_service_is_not_ready(
    asked: FlaskClient, engine: MemoryEngine
) -> None:
    engine.snapshots[-1].documents.pop("a")
    response = asked.get("/readyz")
    assert response.status_code == 503
    assert "3 of 4" in (response.json or {})["detail"]
    assert asked.get("/healthz").status_code == 200


def test_a_service_that_lacks_something_is_ready_and_says_what(engine: MemoryEngine) -> None:
    operations = Operations(notes=(Told("metrics: no room"), lambda: ()))
    asked = create_app(ServedIndex(engine), Configuration(operations=operations)).test_client()
    response = asked.get("/readyz")
    assert (response.status_code, response.text) == (200, "ok\nmetrics: no room\n")
