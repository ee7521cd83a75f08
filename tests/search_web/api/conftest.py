"""A client of the API, and helpers for its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine

Ask = Callable[..., dict[str, Any]]
"""Calls an endpoint with these parameters, and returns its answer."""


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    return engine


@pytest.fixture
def script(engine: MemoryEngine) -> FlaskClient:
    return create_app(ServedIndex(engine)).test_client()


@pytest.fixture
def ask(script: FlaskClient) -> Ask:
    def asked(path: str, **parameters: Any) -> dict[str, Any]:
        return answer(script, f"/api/v1/{path}", **parameters)

    return asked


def answer(client: FlaskClient, address: str, **parameters: Any) -> dict[str, Any]:
    """Return the JSON answer at a path."""
    response = client.get(address, query_string=parameters or None)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    return dict(response.json or {})


def problem(
    script: FlaskClient, address: str, status: int = 400, language: str = "en"
) -> dict[str, Any]:
    """Return the problem with which a path is answered."""
    response = script.get(f"/api/v1/{address}", headers={"Accept-Language": language})
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= response.vary.as_set(preserve_casing=True)
    assert response.cache_control.no_store
    told = dict(response.json or {})
    assert told["status"] == status
    return told
