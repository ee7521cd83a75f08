"""Backups: the indexes of a prefix in a snapshot of the cluster, as docs/opensearch.md says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Filters, Hits, NoGenerationError, Window
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.settings import OpenSearchSettings
from tests.cluster.prefixes import emptied, new_prefix
from tests.indexer.engines.collection import ARTICLES, build, word
from tests.indexer.engines.test_opensearch_updates import update

pytestmark = pytest.mark.cluster


@pytest.fixture
def settings(cluster: str) -> Iterator[OpenSearchSettings]:
    with emptied(cluster, new_prefix()) as settings:
        yield settings


@pytest.fixture
def repository(cluster: str, settings: OpenSearchSettings) -> Iterator[str]:
    """The address of a repository of snapshots, in a folder of the nodes."""
    address = f"{cluster}/_snapshot/{settings.prefix}"
    body = {"type": "fs", "settings": {"location": settings.prefix}}
    requests.put(address, json=body, timeout=60).raise_for_status()
    yield address
    requests.delete(f"{address}/*", timeout=60)
    requests.delete(address, timeout=60).raise_for_status()


def test_a_lost_index_is_restored_from_a_snapshot(
    cluster: str, settings: OpenSearchSettings, repository: str, analyzer: ArabicAnalyzer
) -> None:
    engine = OpenSearchEngine(settings, Path())
    build(engine, ARTICLES, analyzer)
    update(engine, analyzer, replace(ARTICLES[0], title="الجديد"))
    served, before = engine.info(), answered(engine, analyzer)
    body = {"indices": f"{settings.prefix}-*", "include_global_state": False}
    asked(f"{repository}/today", "PUT", body)
    requests.delete(f"{cluster}/{settings.prefix}-*", timeout=60).raise_for_status()
    with pytest.raises(NoGenerationError):
        OpenSearchEngine(settings, Path()).info()
    restored = asked(
        f"{repository}/today/_restore",
        "POST",
        {"indices": f"{settings.prefix}-*", "include_aliases": True},
    )
    assert restored["snapshot"]["shards"]["failed"] == 0
    engine = OpenSearchEngine(settings, Path())
    assert engine.info() == served
    assert engine.verify() == []
    assert answered(engine, analyzer) == before
    update(engine, analyzer, replace(ARTICLES[1], title="بعد العودة"))
    with closing(engine.snapshot()) as snapshot:
        article = snapshot.article(ARTICLES[1].id)
        assert article is not None
        assert article.title == "بعد العودة"


def asked(address: str, method: str, body: object) -> dict[str, dict[str, dict[str, int]]]:
    """Ask for a snapshot or a restoration, and wait until it is done."""
    found = requests.request(
        method, address, params={"wait_for_completion": "true"}, json=body, timeout=120
    )
    found.raise_for_status()
    return found.json()  # type: ignore[no-any-return]


def answered(engine: OpenSearchEngine, analyzer: ArabicAnalyzer) -> Hits:
    """Return what a search finds."""
    with closing(engine.snapshot()) as snapshot:
        return snapshot.search(word("الإرهاب", analyzer), Filters(), Window(), ("section",))
