"""Updates of a generation in a cluster: only what is new is sent, and now and then folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import EngineError, Filters, Window
from indexer.engines.opensearch import folding
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.files import Files
from indexer.engines.opensearch.folding import MOST_PARTS
from indexer.engines.opensearch.kept import Kept
from indexer.engines.opensearch.settings import OpenSearchSettings
from indexer.engines.opensearch.stored import key_of
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.model.query import And
from tests.cluster.prefixes import emptied, new_prefix
from tests.indexer.engines.collection import ARTICLES, build, word

pytestmark = pytest.mark.cluster


@pytest.fixture
def settings(cluster: str) -> Iterator[OpenSearchSettings]:
    with emptied(cluster, new_prefix()) as settings:
        yield settings


@pytest.fixture
def engine(settings: OpenSearchSettings, analyzer: ArabicAnalyzer) -> OpenSearchEngine:
    engine = OpenSearchEngine(settings, Path(), kept=1)
    build(engine, ARTICLES, analyzer)
    return engine


@pytest.fixture
def held(cluster: str, settings: OpenSearchSettings) -> Any:
    """A function that returns the number of documents in each index of a generation, by age."""

    def counts() -> list[int]:
        rows = requests.get(
            f"{cluster}/_cat/indices/{settings.prefix}-2*",
            params={"h": "index,docs.count", "format": "json", "s": "index"},
            timeout=60,
        )
        return [int(row["docs.count"]) for row in rows.json()]

    return counts


def update(engine: OpenSearchEngine, analyzer: ArabicAnalyzer, *articles: Article) -> None:
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in articles:
            writer.add(make_document(article, analyzer))
        writer.publish(["a test"], refused=0)


def delete(engine: OpenSearchEngine, analyzer: ArabicAnalyzer, article_id: str) -> None:
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.delete(article_id)
        writer.publish(["a test"], refused=0)


def stored(engine: OpenSearchEngine) -> dict[str, str]:
    """Return the title of each article that is found, which is the one that can be read."""
    with closing(engine.snapshot()) as snapshot:
        hits = snapshot.search(And(()), Filters(), Window(limit=100)).hits
        found = {hit.id: snapshot.read(hit).title for hit in hits}
        assert found == {article.id: article.title for article in snapshot.articles()}
        assert found.keys() == snapshot.digests().keys()
    assert engine.info().articles == len(found)
    assert engine.verify() == []
    return found


TITLES = {article.id: article.title for article in ARTICLES}


def test_an_update_sends_what_is_new_alone(
    engine: OpenSearchEngine, analyzer: ArabicAnalyzer, held: Any
) -> None:
    update(engine, analyzer, replace(ARTICLES[0], title="الجديد"), replace(ARTICLES[1], id="e"))
    assert held() == [4, 2]
    assert stored(engine) == {**TITLES, "a": "الجديد", "e": TITLES["b"]}
    with closing(engine.snapshot()) as snapshot:
        found = snapshot.search(word("مكافحة", analyzer, "title"), Filters(), Window())
        assert found.hits == ()
        assert snapshot.article("a") is not None


def test_an_article_of_an_update_is_changed_and_deleted_again(
    engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    for title in ("الأول", "الثاني"):
        update(engine, analyzer, replace(ARTICLES[0], title=title))
        assert stored(engine) == {**TITLES, "a": title}
    for article_id in ("a", "a", "b", "nobody"):
        delete(engine, analyzer, article_id)
    assert stored(engine) == {id_: TITLES[id_] for id_ in ("c", "d")}
    update(engine, analyzer, ARTICLES[0])
    assert stored(engine) == {id_: TITLES[id_] for id_ in ("c", "d", "a")}


def test_many_updates_are_gathered_in_one_index(
    engine: OpenSearchEngine,
    analyzer: ArabicAnalyzer,
    held: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine._catalogue, "_grace", -engine._catalogue._grace)
    for number in range(MOST_PARTS - 1):
        update(engine, analyzer, replace(ARTICLES[0], id="new", title=f"{number}"))
    assert held() == [4] + [1] * (MOST_PARTS - 1)
    delete(engine, analyzer, "b")
    assert held() == [4, 1]
    assert stored(engine) == {id_: TITLES[id_] for id_ in "acd"} | {"new": f"{MOST_PARTS - 2}"}


def test_compaction_makes_one_index_when_much_was_changed(
    engine: OpenSearchEngine,
    analyzer: ArabicAnalyzer,
    held: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine._catalogue, "_grace", -engine._catalogue._grace)
    update(engine, analyzer, replace(ARTICLES[0], title="الجديد"), replace(ARTICLES[1], id="e"))
    delete(engine, analyzer, "d")
    before, content = stored(engine), engine.info().content
    assert engine.compact() is None
    monkeypatch.setattr(folding, "LEAST_FOLDED", 3)
    compacted = engine.compact()
    assert compacted is not None
    assert (compacted, compacted.content) == (engine.info(), content)
    assert held() == [4]
    assert stored(engine) == before
    assert engine.compact() is None


def test_a_rollback_reads_the_indexes_that_both_generations_have(
    settings: OpenSearchSettings, analyzer: ArabicAnalyzer
) -> None:
    engine = OpenSearchEngine(settings, Path(), kept=2)
    build(engine, ARTICLES, analyzer)
    update(engine, analyzer, replace(ARTICLES[0], title="الجديد"))
    engine.rollback()
    assert stored(engine) == TITLES
    update(engine, analyzer, replace(ARTICLES[1], title="الآخر"))
    assert stored(engine) == {**TITLES, "b": "الآخر"}


def test_verify_finds_a_change_in_an_older_index(
    engine: OpenSearchEngine, analyzer: ArabicAnalyzer, cluster: str
) -> None:
    index = engine._catalogue.index(engine.generation())
    update(engine, analyzer, replace(ARTICLES[0], title="الجديد"))
    requests.put(
        f"{cluster}/{index}/_settings", json={"index.blocks.write": None}, timeout=60
    ).raise_for_status()
    params = {"refresh": "true"}
    requests.delete(
        f"{cluster}/{index}/_doc/{key_of('b')}", params=params, timeout=60
    ).raise_for_status()
    with pytest.raises(EngineError, match="3 articles of 4"):
        engine.verify()


def test_a_process_reads_each_layer_of_the_lexicon_once(
    engine: OpenSearchEngine,
    settings: OpenSearchSettings,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = OpenSearchEngine(settings, Path())
    read: list[str] = []
    lexicons = Files.lexicons

    def noting(self: Files, generations: Sequence[str]) -> dict[str, bytes]:
        read.extend(generations)
        return lexicons(self, generations)

    monkeypatch.setattr(Files, "lexicons", noting)
    for number in range(3):
        update(engine, analyzer, replace(ARTICLES[0], id="new", title=f"كلمة رقم {number}"))
        read.clear()
        with closing(reader.snapshot()) as snapshot:
            frequencies = snapshot.forms()
        served = engine.generation()
        assert read == ([served] if number else [*engine._catalogue.manifest(served).parts])
        assert frequencies["كلمه"] == number + 1  # those of replaced documents still count


def test_layers_of_the_lexicon_are_kept_as_long_as_their_indexes(
    engine: OpenSearchEngine,
    analyzer: ArabicAnalyzer,
    cluster: str,
    settings: OpenSearchSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine._catalogue, "_grace", -engine._catalogue._grace)
    for number in range(MOST_PARTS + 2):
        update(engine, analyzer, replace(ARTICLES[0], id="new", title=f"{number}"))
        parts = engine._catalogue.manifest(engine.generation()).parts
        body = {"query": {"term": {"kind": "lexicon"}}, "_source": ["generation"], "size": 100}
        address = f"{cluster}/{settings.prefix}-meta/_search"
        found = requests.post(address, json=body, timeout=60).json()["hits"]["hits"]
        assert sorted(hit["_source"]["generation"] for hit in found) == [*parts]


def test_an_update_asks_for_the_digests_of_its_articles_alone(
    engine: OpenSearchEngine, analyzer: ArabicAnalyzer
) -> None:
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        assert writer.kept()["b"]
        assert "nobody" not in writer.kept()
        writer.add(make_document(replace(ARTICLES[0], title="الجديد"), analyzer))
        writer.publish(["a test"], refused=0)
        kept = writer.kept()
        assert isinstance(kept, Kept)
        assert set(kept._rows) == {"a", "b", "nobody"}
        assert set(kept) == set(TITLES)
    assert stored(engine) == {**TITLES, "a": "الجديد"}
