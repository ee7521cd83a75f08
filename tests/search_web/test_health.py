"""What an orchestrator asks: is the service well?"""

from __future__ import annotations

from analyzers.arabic import ArabicAnalyzer
from indexer.engines.memory import MemoryEngine
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build


def test_the_service_is_healthy_when_a_query_succeeds(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    assert create_app(ServedIndex(engine)).test_client().get("/healthz").status_code == 200


def test_without_an_index_the_service_says_why() -> None:
    response = create_app(ServedIndex(MemoryEngine())).test_client().get("/healthz")
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert "nothing has been built" in (response.json or {})["detail"]


def test_a_generation_that_lost_articles_is_not_healthy(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    engine.snapshots[-1].documents.pop("a")
    response = create_app(ServedIndex(engine)).test_client().get("/healthz")
    assert response.status_code == 503
    assert "3 of 4" in (response.json or {})["detail"]
