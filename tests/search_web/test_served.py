"""A running server takes up a new generation, and never fails for one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from analyzers.arabic import ArabicAnalyzer
from indexer.engines.base import Filters, NoGenerationError, Window
from indexer.engines.generations import MANIFEST
from indexer.engines.whoosh import WhooshEngine
from indexer.query import And
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path)


def count(served: ServedIndex) -> int:
    with served.snapshot() as index:
        return index.snapshot.search(And(()), Filters(), Window()).total


def test_before_the_first_build_there_is_nothing_to_serve(engine: WhooshEngine) -> None:
    with pytest.raises(NoGenerationError, match="indexer build"), ServedIndex(engine).snapshot():
        pass


def test_a_new_generation_is_taken_up_without_a_restart(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    served = ServedIndex(engine)
    assert count(served) == 4
    build(engine, ARTICLES[:1], analyzer)
    assert count(served) == 1
    served.close()


def test_a_request_under_way_ends_on_the_generation_it_began(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    served = ServedIndex(engine)
    with served.snapshot() as index:
        for _ in range(5):
            build(engine, ARTICLES[:1], analyzer)
            assert count(served) == 1
        assert index.snapshot.search(And(()), Filters(), Window()).total == 4
        assert index.snapshot.article("b") is not None
    served.close()


def test_a_damaged_new_generation_leaves_the_former_one_serving(
    engine: WhooshEngine, tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    served = ServedIndex(engine)
    assert count(served) == 4
    (tmp_path / build(engine, ARTICLES[:1], analyzer).id / MANIFEST).write_text("{")
    assert count(served) == 4
    build(engine, ARTICLES[:2], analyzer)
    assert count(served) == 2
    served.close()


def test_requests_never_fail_while_generations_change(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    served = ServedIndex(engine)
    done = threading.Event()
    totals: list[int] = []
    errors: list[Exception] = []

    def read() -> None:
        while not done.is_set():
            try:
                totals.append(count(served))
            except Exception as error:
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(10):
        build(engine, ARTICLES[: 1 + number % 4], analyzer)
    done.set()
    for reader in readers:
        reader.join()
    served.close()
    assert not errors
    assert set(totals) <= {1, 2, 3, 4}
