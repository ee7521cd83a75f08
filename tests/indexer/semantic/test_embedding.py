"""Articles get their vectors once, and only those that lack them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Snapshot
from indexer.model.article import Article
from indexer.semantic import embedding
from indexer.semantic.embedder import EmbedderError, Vectors
from indexer.semantic.embeddings import Embeddings
from indexer.semantic.passages import LENGTH, passages
from indexer.semantic.vector_file import VectorFolder
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine
from tests.topic_embedder import TopicEmbedder

SHIP = Article(id="ship", title="رحلة", body="زورق في البحر")
GOLD = Article(id="gold", title="سوق", body="سعر معدن ثمين")
RAIN = Article(id="rain", title="طقس", body="غيث كثير")


@pytest.fixture
def embedder() -> TopicEmbedder:
    return TopicEmbedder()


@pytest.fixture
def embeddings(tmp_path: Path, embedder: TopicEmbedder) -> Embeddings:
    return Embeddings(VectorFolder(tmp_path, embedder.model), embedder, 1, 0.8)


def snapshot_of(analyzer: ArabicAnalyzer, *articles: Article) -> Snapshot:
    engine = MemoryEngine()
    build(engine, articles, analyzer)
    return engine.snapshot()


def nearest(embeddings: Embeddings, snapshot: Snapshot, query: str) -> str:
    cosines = embeddings.open(snapshot).cosines(query)
    assert cosines is not None
    return max(snapshot.digests(), key=lambda id_: float(cosines.of([id_])[0]))


def test_the_nearest_article_shares_no_word_with_the_query(
    analyzer: ArabicAnalyzer, embeddings: Embeddings
) -> None:
    snapshot = snapshot_of(analyzer, SHIP, GOLD, RAIN)
    assert embeddings.embed(snapshot) == 3
    assert nearest(embeddings, snapshot, "سفينة") == "ship"
    assert nearest(embeddings, snapshot, "مطر") == "rain"


def test_an_update_embeds_what_is_new_alone(
    analyzer: ArabicAnalyzer, embeddings: Embeddings, embedder: TopicEmbedder
) -> None:
    embeddings.embed(snapshot_of(analyzer, SHIP, GOLD))
    embedder.embedded.clear()
    changed = replace(GOLD, body="فضة")
    assert embeddings.embed(snapshot_of(analyzer, SHIP, changed, RAIN)) == 2
    assert embedder.embedded == ["سوق\nفضة", "طقس\nغيث كثير"]


def test_what_changes_no_passage_costs_no_embedding(
    analyzer: ArabicAnalyzer, embeddings: Embeddings
) -> None:
    embeddings.embed(snapshot_of(analyzer, SHIP, GOLD))
    moved = replace(SHIP, section="بحار")
    snapshot = snapshot_of(analyzer, moved, GOLD)
    assert embeddings.embed(snapshot) == 0
    assert nearest(embeddings, snapshot, "سفينة") == "ship"


def test_a_failure_keeps_what_was_made_and_the_next_run_goes_on(
    analyzer: ArabicAnalyzer,
    embeddings: Embeddings,
    embedder: TopicEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedding, "BATCH", 1)
    snapshot = snapshot_of(analyzer, SHIP, GOLD, RAIN)

    def break_after_two(done: int, _all: int) -> None:
        embedder.is_broken = done == 2

    with pytest.raises(EmbedderError):
        embeddings.embed(snapshot, break_after_two)
    assert embeddings.open(snapshot).articles == 2
    embedder.is_broken = False
    assert embeddings.embed(snapshot) == 1


def test_damaged_vectors_are_not_used_and_all_are_made_again(
    analyzer: ArabicAnalyzer, embeddings: Embeddings, tmp_path: Path
) -> None:
    snapshot = snapshot_of(analyzer, SHIP, GOLD)
    embeddings.embed(snapshot)
    (file,) = tmp_path.glob("*.vectors")
    file.write_bytes(bytes(file.stat().st_size))
    damaged = embeddings.open(snapshot)
    assert damaged.cosines("سفينة") is None
    assert "vectors are damaged" in damaged.fault
    assert embeddings.embed(snapshot) == 2
    assert embeddings.open(snapshot).version != damaged.version
    assert nearest(embeddings, snapshot, "سفينة") == "ship"


def test_readers_use_what_was_made_so_far(
    analyzer: ArabicAnalyzer, embeddings: Embeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "BATCH", 1)
    monkeypatch.setattr(embedding, "CHECKPOINT_SECONDS", -1.0)
    snapshot = snapshot_of(analyzer, SHIP, GOLD, RAIN)
    seen: list[int] = []
    embeddings.embed(snapshot, lambda *_: seen.append(embeddings.open(snapshot).articles))
    assert seen == [1, 2, 3]


def test_a_killed_run_keeps_the_articles_before_a_long_one(
    analyzer: ArabicAnalyzer, tmp_path: Path, embedder: TopicEmbedder
) -> None:
    long = [
        replace(SHIP, id=str(number), body=f"{number} زورق " * 2 * LENGTH) for number in range(3)
    ]
    embeddings = Embeddings(VectorFolder(tmp_path, embedder.model), embedder, 1000, 0.6)

    def break_after_two(done: int, _all: int) -> None:
        embedder.is_broken = done == 2

    snapshot = snapshot_of(analyzer, *long)
    with pytest.raises(EmbedderError):
        embeddings.embed(snapshot, break_after_two)
    assert embeddings.open(snapshot).articles == 2


def test_an_embedder_is_never_given_more_than_a_batch_at_once(
    analyzer: ArabicAnalyzer,
    tmp_path: Path,
    embedder: TopicEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes: list[int] = []
    passages_of = embedder.passages

    def counted(texts: Sequence[str]) -> Vectors:
        sizes.append(len(texts))
        return passages_of(texts)

    monkeypatch.setattr(embedder, "passages", counted)
    long = replace(SHIP, body="زورق " * 10 * LENGTH)
    Embeddings(VectorFolder(tmp_path, embedder.model), embedder, 1000, 0.6).embed(
        snapshot_of(analyzer, long, GOLD, RAIN)
    )
    assert max(sizes) == embedding.BATCH
    assert sum(sizes) == len(passages(long, 1000)) + 2


def test_more_passages_find_what_stands_far_behind(
    analyzer: ArabicAnalyzer, tmp_path: Path, embedder: TopicEmbedder
) -> None:
    long = replace(SHIP, body="كلام عام " * LENGTH + "ذهب")
    snapshot = snapshot_of(analyzer, long, replace(RAIN, body="كلام عام"))
    folder = VectorFolder(tmp_path, embedder.model)
    for most, first in ((1, False), (100, True)):
        embeddings = Embeddings(folder, embedder, most, 0.8)
        embeddings.embed(snapshot)
        cosines = embeddings.open(snapshot).cosines("معدن")
        assert cosines is not None
        near_ship, near_rain = cosines.of(["ship", "rain"])
        assert (near_ship > near_rain + 0.1) == first


def test_a_passage_is_headed_by_the_title_and_cut_between_words() -> None:
    article = Article(id="1", title="عنوان", summary="خلاصة", body="كلمات " * 200)
    found = passages(article, 3)
    assert found[0].startswith("عنوان\nخلاصة\nكلمات")
    assert len(found) == 3
    for one in found:
        assert one.startswith("عنوان\n")
        assert one.endswith("كلمات")
        assert len(one) <= LENGTH + len("عنوان\n")
    assert passages(replace(article, summary="", body=""), 3) == ["عنوان"]
    assert [*passages(replace(article, summary="", body="ا" * 1200), 9)] == [
        f"عنوان\n{'ا' * length}" for length in (500, 500, 200)
    ]
