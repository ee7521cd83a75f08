"""Generations in a cluster: the lock of writers, what is removed, and what `verify` finds."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import (
    EngineError,
    EngineUnavailableError,
    Filters,
    GenerationGoneError,
    LockedError,
    Window,
)
from indexer.engines.opensearch import catalogue as catalogue_module
from indexer.engines.opensearch import lock as lock_module
from indexer.engines.opensearch import writer as writer_module
from indexer.engines.opensearch.catalogue import Catalogue
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.lock import WriterLock
from indexer.engines.opensearch.settings import OpenSearchSettings
from indexer.engines.opensearch.stored import key_of
from indexer.model.document import make_document
from tests.cluster.prefixes import emptied, new_prefix
from tests.indexer.engines.collection import ARTICLES, build, word

pytestmark = pytest.mark.cluster


@pytest.fixture
def settings(cluster: str) -> Iterator[OpenSearchSettings]:
    with emptied(cluster, new_prefix()) as settings:
        yield settings


@pytest.fixture
def engine(settings: OpenSearchSettings) -> OpenSearchEngine:
    return OpenSearchEngine(settings, Path(), kept=2)


@pytest.fixture
def indexes(cluster: str, settings: OpenSearchSettings) -> Any:
    """A function that returns the names of the indexes of generations."""

    def names() -> list[str]:
        found = requests.get(f"{cluster}/{settings.prefix}-2*/_alias", timeout=60)
        return sorted(found.json())

    return names


def prepared_lock(settings: OpenSearchSettings, lease: float = 60.0) -> WriterLock:
    cluster = Cluster(settings, Path())
    catalogue = Catalogue(cluster, kept=2)
    catalogue.prepare()
    return WriterLock(cluster, catalogue.meta, lease)


def held_by_another_machine(monkeypatch: pytest.MonkeyPatch, lock: WriterLock) -> None:
    """Take a lock as a process of another machine."""
    with monkeypatch.context() as patched:
        patched.setattr(lock_module, "_machine", lambda: "another machine")
        lock.take()


def test_a_lock_of_another_machine_is_respected_until_it_expires(
    settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, mine = prepared_lock(settings), prepared_lock(settings)
    held_by_another_machine(monkeypatch, other)
    with pytest.raises(LockedError, match=f"written by process {os.getpid()}, since"):
        mine.take()
    monkeypatch.setattr(time, "time", lambda: 1e12)
    mine.take()
    with pytest.raises(EngineError, match="another writer has it"):
        other.renew()
    other.release()  # does not release what it has lost
    mine.renew()
    mine.release()


def test_a_lock_is_renewed_while_it_is_held(
    settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = prepared_lock(settings, lease=0.2)
    renewed = 0
    renew = WriterLock.renew

    def counting(self: WriterLock) -> None:
        nonlocal renewed
        renew(self)
        renewed += 1
        if renewed == 3:
            self._ended.set()

    monkeypatch.setattr(WriterLock, "renew", counting)
    other.take()
    other._thread.join(60)
    assert renewed == 3
    other.release()


def test_a_writer_that_lost_its_lock_publishes_nothing(
    engine: OpenSearchEngine,
    settings: OpenSearchSettings,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build(engine, ARTICLES, analyzer)
    served = engine.generation()
    writer = engine.writer(analyzer.version, {})
    thief = prepared_lock(settings)
    with writer:
        writer.delete("a")
        with monkeypatch.context() as patched:
            patched.setattr(time, "time", lambda: 1e12)
            thief.take()
        with pytest.raises(EngineError, match="another writer has it"):
            writer.publish(["a test"], refused=0)
    thief.release()
    assert engine.generation() == served


def write_and_die(settings: OpenSearchSettings, analyzer_version: str) -> None:
    """Begin a generation and be killed."""
    engine = OpenSearchEngine(settings, Path())
    with engine.writer(analyzer_version, {}) as writer:
        writer.delete("a")
        writer.candidate(["a test"], refused=0)
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_next_writer_removes_what_a_killed_one_has_left(
    engine: OpenSearchEngine, settings: OpenSearchSettings, analyzer: ArabicAnalyzer, indexes: Any
) -> None:
    build(engine, ARTICLES, analyzer)
    before = indexes()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=write_and_die, args=(settings, analyzer.version))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(indexes()) == len(before) + 1
    with engine.writer(analyzer.version, {}):  # its lock ended with it
        assert indexes() == before
    assert indexes() == before


def test_old_generations_are_removed_once_nobody_may_read_them(
    engine: OpenSearchEngine,
    analyzer: ArabicAnalyzer,
    indexes: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    infos = [build(engine, ARTICLES, analyzer) for _ in range(4)]
    with closing(engine.snapshot(infos[0].id)) as former:
        assert former.article("a") == ARTICLES[0]
        monkeypatch.setattr(engine._catalogue, "_grace", dt.timedelta(0))
        infos.append(build(engine, ARTICLES, analyzer))
        assert [info.id for info in engine.generations()] == [infos[4].id, infos[3].id]
        assert len(indexes()) == 2
        with pytest.raises(GenerationGoneError):
            former.article("a")
    with pytest.raises(GenerationGoneError):
        engine.snapshot(infos[0].id)


def test_a_rollback_is_not_undone_by_the_removal_of_old_generations(
    engine: OpenSearchEngine, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine._catalogue, "_grace", dt.timedelta(0))
    first, second = (build(engine, ARTICLES, analyzer) for _ in range(2))
    assert engine.rollback() == first
    assert engine.generation() == first.id
    assert engine.rollback(second.id) == second
    with engine.writer(analyzer.version, {}) as writer:
        assert set(writer.kept()) == {article.id for article in ARTICLES}


def test_another_machine_serves_what_was_published(
    engine: OpenSearchEngine,
    settings: OpenSearchSettings,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(catalogue_module, "FRESH_SECONDS", 0.0)
    other = OpenSearchEngine(settings, Path("elsewhere"))
    for number in range(2):
        info = build(engine, [replace(ARTICLES[0], id=str(number))], analyzer)
        assert other.generation() == info.id
        with closing(other.snapshot()) as snapshot:
            assert snapshot.resources() == analyzer.lists.files
            found = snapshot.search(word("الإرهاب", analyzer), Filters(), Window())
            assert [hit.id for hit in found.hits] == [str(number)]


def writable(cluster: str, engine: OpenSearchEngine) -> str:
    """Return the address of the served index, which anybody may write from now on."""
    address = f"{cluster}/{engine._catalogue.index(engine.generation())}"
    requests.put(f"{address}/_settings", json={"index.blocks.write": None}, timeout=60)
    return address


def test_a_frozen_generation_cannot_be_written(
    cluster: str, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    address = f"{cluster}/{engine._catalogue.index(engine.generation())}"
    assert requests.delete(f"{address}/_doc/{key_of('a')}", timeout=60).status_code == 403
    assert engine.verify() == []


def test_verify_finds_a_missing_and_a_changed_article(
    cluster: str, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    address = writable(cluster, engine)
    change = {"doc": {"article": {"title": "عنوان آخر"}}}
    params = {"refresh": "true"}
    requests.post(
        f"{address}/_update/{key_of('b')}", params=params, json=change, timeout=60
    ).raise_for_status()
    with pytest.raises(EngineError, match="the article b is not what was added"):
        engine.verify()
    requests.delete(f"{address}/_doc/{key_of('a')}", params=params, timeout=60).raise_for_status()
    with pytest.raises(EngineError, match="3 articles of 4"):
        engine.verify()


def test_a_closed_index_is_told_to_readers_as_unavailable(
    cluster: str, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    with closing(engine.snapshot()) as snapshot:
        snapshot.forms()
        index = engine._catalogue.index(engine.generation())
        requests.post(f"{cluster}/{index}/_close", timeout=60).raise_for_status()
        with pytest.raises(EngineUnavailableError, match="closed"):
            snapshot.search(word("الإرهاب", analyzer), Filters(), Window())


def test_a_document_that_the_cluster_does_not_take_ends_the_build(
    engine: OpenSearchEngine, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(engine, ARTICLES, analyzer)
    served = engine.generation()
    monkeypatch.setattr(writer_module, "source_of", lambda *_: {"not in the mapping": 1})
    with (
        pytest.raises(EngineUnavailableError, match="does not take a document"),
        engine.writer(analyzer.version, {}) as writer,
    ):
        writer.add(make_document(ARTICLES[0], analyzer))
        writer.publish(["a test"], refused=0)
    assert engine.generation() == served
