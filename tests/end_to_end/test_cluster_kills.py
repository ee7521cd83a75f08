"""Nodes of a cluster of three are killed in turn, while readers search and while a build runs.

Then all at once; and their disks are full.

`KILLS=9 pytest --log-cli-level=INFO …` kills as many, the manager of the cluster first.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import requests

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import EngineUnavailableError, Filters, Hits, Snapshot, Window
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.settings import OpenSearchSettings
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.model.query import Coordinated
from tests.cluster.nodes import Nodes
from tests.conftest import started
from tests.indexer.engines.collection import ARTICLES, build, word

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

NODES = 3
KILLS = int(os.environ.get("KILLS", "1"))
READERS = 2
_log = logging.getLogger(__name__)
COPIED = [replace(one, id=f"{one.id} {n}") for n in range(50) for one in ARTICLES]


@pytest.fixture(scope="module")
def nodes(pytestconfig: pytest.Config) -> Iterator[Nodes]:
    with started(NODES, pytestconfig) as nodes:
        yield nodes


@pytest.fixture
def engine(nodes: Nodes) -> OpenSearchEngine:
    settings = OpenSearchSettings(
        addresses=nodes.addresses, prefix="kills", shards=NODES, replicas=1
    )
    return OpenSearchEngine(settings, Path())


@dataclass
class Readers:
    """Threads that search again and again, each through connections of its own.

    Attributes:
        engine: The engine.
        query: What they search for.
        expected: The answer.
        answered: Number of right answers.
        wrong: The other answers and the errors.
    """

    engine: OpenSearchEngine
    query: Coordinated
    expected: tuple[Hits, Article]
    answered: int = 0
    wrong: list[object] = field(default_factory=list)

    def __enter__(self) -> Readers:
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(READERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until some more searches are answered."""
        wanted = self.answered + more
        while self.answered < wanted and not self.wrong:
            self._ended.wait(0.05)

    def _read(self) -> None:
        while not self._ended.wait(0.05):
            try:
                with closing(self.engine.snapshot()) as snapshot:
                    found = answer(snapshot, self.query)
            except Exception as error:
                self.wrong.append(error)
            else:
                if found == self.expected:
                    self.answered += 1
                else:
                    self.wrong.append(found)


def answer(snapshot: Snapshot, query: Coordinated) -> tuple[Hits, Article]:
    hits = snapshot.search(query, Filters(), Window(), ("section", "year"))
    return hits, snapshot.read(hits.hits[0])


def wait_for_all_copies(nodes: Nodes) -> None:
    """Wait until every shard has its copies again."""
    for address in nodes.addresses:
        params = {"wait_for_status": "green", "timeout": "300s"}
        health = requests.get(f"{address}/_cluster/health", params=params, timeout=310).json()
        assert not health["timed_out"], health


def test_no_reader_notices_that_a_node_is_killed(
    nodes: Nodes, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, COPIED, analyzer)
    query = Coordinated((word("الإرهاب", analyzer), word("أوروبا", analyzer)))
    with closing(engine.snapshot()) as snapshot:
        expected = answer(snapshot, query)
    assert expected[0].total
    manager = nodes.manager()
    with Readers(engine, query, expected) as readers:
        for number in range(KILLS):
            victim = (manager + number) % NODES
            wait_for_all_copies(nodes)
            readers.wait_for(10)
            nodes.kill(victim)
            readers.wait_for(20)
            nodes.start(victim)
            nodes.wait()
        wait_for_all_copies(nodes)
    _log.info("%d searches were answered during %d kills", readers.answered, KILLS)
    assert readers.wrong == []


def test_a_build_during_which_a_node_is_killed_loses_nothing(
    nodes: Nodes, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    served = build(engine, COPIED, analyzer)
    wait_for_all_copies(nodes)
    changed = [replace(COPIED[0], body="نص آخر"), *COPIED[1:]]
    victim = nodes.manager()
    try:
        with engine.writer(analyzer.version, analyzer.lists.files) as writer:
            for number, article in enumerate(changed):
                if number == len(changed) // 2:
                    nodes.kill(victim)
                writer.add(make_document(article, analyzer))
            info = writer.publish(["a test"], refused=0)
    except EngineUnavailableError:
        assert engine.info() == served
        with closing(engine.snapshot()) as snapshot:
            assert snapshot.article(COPIED[0].id) == COPIED[0]
    else:
        assert engine.info() == info
    nodes.start(victim)
    nodes.wait()
    wait_for_all_copies(nodes)
    build(engine, changed, analyzer)
    with closing(engine.snapshot()) as snapshot:
        assert {one.id: one for one in snapshot.articles()} == {one.id: one for one in changed}
    assert engine.verify() == []


def test_after_a_restart_of_all_nodes_the_answers_are_the_same(
    nodes: Nodes, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, COPIED, analyzer)
    query = Coordinated((word("الإرهاب", analyzer),))
    with closing(engine.snapshot()) as snapshot:
        expected = answer(snapshot, query)
    for number in range(NODES):
        nodes.kill(number)
    with pytest.raises(EngineUnavailableError, match="does not answer"):
        engine.snapshot()
    for number in range(NODES):
        nodes.start(number)
    nodes.wait()
    wait_for_all_copies(nodes)
    with closing(engine.snapshot()) as snapshot:
        assert answer(snapshot, query) == expected
    assert engine.verify() == []
    update(engine, replace(COPIED[0], body="نص آخر"), analyzer)


def test_a_full_disk_stops_updates_and_no_reader(
    nodes: Nodes, engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    served = build(engine, COPIED, analyzer)
    query = Coordinated((word("الإرهاب", analyzer),))
    with closing(engine.snapshot()) as snapshot:
        expected = answer(snapshot, query)
    changed = replace(COPIED[0], body="نص آخر")
    want_free(nodes, "100tb")
    try:
        wait_until(lambda: is_blocked(nodes))
        with pytest.raises(EngineUnavailableError, match="free space"):
            update(engine, changed, analyzer)
        assert engine.generation() == served.id
        with closing(engine.snapshot()) as snapshot:
            assert answer(snapshot, query) == expected
    finally:
        want_free(nodes, "1b")
        wait_until(lambda: not is_blocked(nodes))
        allow_new_indexes(nodes)
    update(engine, changed, analyzer)
    with closing(engine.snapshot()) as snapshot:
        assert snapshot.article(changed.id) == changed


def update(engine: OpenSearchEngine, article: Article, analyzer: ArabicAnalyzer) -> None:
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.add(make_document(article, analyzer))
        writer.publish(["a test"], refused=0)


def want_free(nodes: Nodes, least: str) -> None:
    """Let the cluster take disks with less room than this for full."""
    marks = dict.fromkeys(("low", "high", "flood_stage"), least)
    disk = {"threshold_enabled": True, "watermark": marks}
    settings = {
        "cluster.routing.allocation.disk": disk,
        "cluster.info.update.interval": "10s",  # the least that it takes
    }
    requests.put(
        f"{nodes.addresses[0]}/_cluster/settings", json={"transient": settings}, timeout=60
    ).raise_for_status()


def is_blocked(nodes: Nodes) -> bool:
    """Return whether the cluster refuses to write for lack of room."""
    found = requests.get(f"{nodes.addresses[0]}/_all/_settings", timeout=60)
    return "read_only_allow_delete" in found.text


def allow_new_indexes(nodes: Nodes) -> None:
    """Take off the block that the cluster leaves on when there is room again, as the guide says."""
    unset = {"cluster.blocks.create_index": None}
    requests.put(
        f"{nodes.addresses[0]}/_cluster/settings",
        json={"persistent": unset, "transient": unset},
        timeout=60,
    ).raise_for_status()


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come true")
