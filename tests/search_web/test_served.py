"""A running server switches to a new generation without failing a request."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Filters, GenerationGoneError, NoGenerationError, Window
from indexer.engines.generations import KEPT_GENERATIONS, MANIFEST
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.query import And
from indexer.semantic.embeddings import Embeddings
from indexer.semantic.vector_file import VectorFolder
from search_web.served import MAX_OLDER, ServedIndex
from tests.indexer.engines.collection import ARTICLES, build
from tests.topic_embedder import TopicEmbedder


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path)


def count(served: ServedIndex) -> int:
    with served.snapshot() as index:
        return index.snapshot.search(And(()), Filters(), Window()).total


def test_before_the_first_build_there_is_nothing_to_serve(engine: WhooshEngine) -> None:
    with pytest.raises(NoGenerationError, match="indexer build"), ServedIndex(engine).snapshot():
        pass


def test_a_new_generation_is_served_without_a_restart(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    served = ServedIndex(engine)
    assert count(served) == 4
    build(engine, ARTICLES[:1], analyzer)
    assert count(served) == 1
    served.close()


def test_a_running_request_keeps_its_generation(
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


def test_an_older_generation_is_served_on_request(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    first = build(engine, ARTICLES, analyzer).id
    served = ServedIndex(engine)
    assert count(served) == 4
    for _ in range(KEPT_GENERATIONS + 1):
        build(engine, ARTICLES[:1], analyzer)
        with served.snapshot(first) as index:  # it is held from the first request on
            assert index.snapshot.search(And(()), Filters(), Window()).total == 4
        assert count(served) == 1
    served.close()


def test_only_the_most_recently_used_older_generations_stay_open(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    built = [build(engine, ARTICLES, analyzer).id for _ in range(MAX_OLDER + 2)]
    served = ServedIndex(engine)
    for generation in (*built[:-1], built[1]):
        with served.snapshot(generation) as index:
            assert index.snapshot.info.id == generation
    for _ in range(KEPT_GENERATIONS):
        build(engine, ARTICLES, analyzer)
    kept = {info.id for info in engine.generations()}
    assert built[0] not in kept
    assert {*built[1:-1]} <= kept
    with pytest.raises(GenerationGoneError), served.snapshot(built[0]):
        pass
    served.close()
    build(engine, ARTICLES, analyzer)
    assert not {*built} & {info.id for info in engine.generations()}


def test_a_generation_in_use_stays_open_when_others_are_opened(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    built = [build(engine, ARTICLES, analyzer).id for _ in range(MAX_OLDER + 2)]
    served = ServedIndex(engine)
    with served.snapshot(built[0]) as index:
        for generation in built[1:]:
            with served.snapshot(generation):
                pass
        assert index.snapshot.article("b") is not None
    served.close()


def test_a_damaged_older_generation_is_gone(
    engine: WhooshEngine, tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    first = build(engine, ARTICLES, analyzer).id
    build(engine, ARTICLES, analyzer)
    served = ServedIndex(engine)
    (tmp_path / first / MANIFEST).write_text("{")
    with pytest.raises(GenerationGoneError), served.snapshot(first):
        pass
    served.close()


def test_the_previous_generation_is_served_if_the_new_one_is_damaged(
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


def test_vectors_that_are_made_later_are_used_without_a_restart(
    engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    embedder = TopicEmbedder()
    embeddings = Embeddings(VectorFolder(tmp_path / "vectors", embedder.model), embedder, 1, 0.8)

    def vectors(served: ServedIndex) -> int:
        with served.snapshot() as index:
            assert index.meaning is not None
            return index.meaning.articles

    with closing(ServedIndex(engine, embeddings=embeddings)) as served:
        build(engine, ARTICLES[:2], analyzer)
        assert vectors(served) == 0
        with closing(engine.snapshot()) as snapshot:
            embeddings.embed(snapshot)
        assert vectors(served) == 2
        build(engine, ARTICLES, analyzer)
        assert vectors(served) == 2
        with closing(engine.snapshot()) as snapshot:
            embeddings.embed(snapshot)
        assert vectors(served) == 4
