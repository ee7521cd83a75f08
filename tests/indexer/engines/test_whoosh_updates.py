"""Updates of a Whoosh generation: segments, merging, missing and damaged arrays."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.arrays.array_file import MAGIC
from indexer.engines.base import Filters, Hits, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.writer import MERGE_FACTOR
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.model.query import And, Or, Phrase
from indexer.processes import Processes
from tests.indexer.engines.collection import ARTICLES, BY_SCORE, build, word

FACETS = ("section", "author", "year")


def update(engine: WhooshEngine, analyzer: ArabicAnalyzer, *articles: Article) -> None:
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in articles:
            writer.add(make_document(article, analyzer))
        writer.publish(["a test"], refused=0)


def answers(engine: WhooshEngine, analyzer: ArabicAnalyzer) -> list[Hits]:
    queries = (
        And(()),
        word("الإرهاب", analyzer),
        Or((word("الدول", analyzer), word("الهجرة", analyzer))),
        Phrase((("تنظيم",), ("الدوله",))),
    )
    with contextlib.closing(engine.snapshot()) as snapshot:
        found = [snapshot.search(query, Filters(), BY_SCORE, FACETS) for query in queries]
    return [
        replace(hits, hits=tuple(replace(hit, number=0) for hit in hits.hits)) for hits in found
    ]


def segments(folder: Path, engine: WhooshEngine) -> int:
    return len(list((folder / engine.generation()).glob("*.arrays")))


def test_small_segments_are_merged_and_answers_stay_the_same(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    engine = WhooshEngine(tmp_path)
    build(engine, ARTICLES, analyzer)
    for number in range(MERGE_FACTOR - 2):
        update(engine, analyzer, replace(ARTICLES[number % 2], id=f"new {number}"))
        assert engine.compact() is None
    update(engine, analyzer, replace(ARTICLES[3], title="الإرهاب"))
    before = answers(engine, analyzer)
    assert segments(tmp_path, engine) == MERGE_FACTOR
    info = engine.compact()
    assert info is not None
    assert info.id == engine.generation()
    assert (info.articles, segments(tmp_path, engine)) == (len(ARTICLES) + MERGE_FACTOR - 2, 1)
    assert answers(engine, analyzer) == before
    assert engine.verify() == ()
    assert engine.compact() is None


def test_a_mostly_deleted_segment_is_rewritten(tmp_path: Path, analyzer: ArabicAnalyzer) -> None:
    engine = WhooshEngine(tmp_path)
    build(engine, ARTICLES, analyzer)
    update(engine, analyzer, *(replace(one, title="جديد") for one in ARTICLES[:3]))
    before = answers(engine, analyzer)
    assert engine.compact() is not None
    assert answers(engine, analyzer) == before


def test_a_segment_without_live_documents_is_removed(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    engine = WhooshEngine(tmp_path)
    build(engine, ARTICLES, analyzer)
    update(engine, analyzer, *(replace(one, title="جديد") for one in ARTICLES))
    assert segments(tmp_path, engine) == 1
    assert engine.info().articles == len(ARTICLES)


def test_an_article_added_twice_is_replaced(tmp_path: Path, analyzer: ArabicAnalyzer) -> None:
    engine = WhooshEngine(tmp_path)
    update(engine, analyzer, *ARTICLES, replace(ARTICLES[0], title="الأخير"))
    with contextlib.closing(engine.snapshot()) as snapshot:
        hits = snapshot.search(And(()), Filters(), Window())
        assert sorted(hit.id for hit in hits.hits) == ["a", "b", "c", "d"]
        article = snapshot.article("a")
        assert article
        assert article.title == "الأخير"


@pytest.mark.parametrize(
    ("limit", "value", "memory"),
    [
        ("indexer.processes.LEAST_GATHERED", 6_000, 0),
        ("indexer.engines.whoosh.writer.MAX_TOKENS", 20, 1 << 30),
    ],
)
def test_a_small_memory_or_many_words_in_several_processes_make_the_same_index(
    tmp_path: Path,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    memory: int,
) -> None:
    articles = [replace(ARTICLES[n % 4], id=str(n)) for n in range(12)]
    added = (*articles, replace(articles[0], title="عنوان آخر"))
    alone = WhooshEngine(tmp_path / "alone")
    update(alone, analyzer, *added)
    monkeypatch.setattr(limit, value)
    several = WhooshEngine(tmp_path / "several", Processes(count=2, memory=memory))
    update(several, analyzer, *added)
    assert segments(tmp_path / "alone", alone) == 1
    assert segments(tmp_path / "several", several) > 1
    assert answers(several, analyzer) == answers(alone, analyzer)


@pytest.mark.parametrize("damage", ["missing", "short", "flipped", "another version"])
def test_without_its_arrays_a_generation_answers_the_same_and_status_says_so(
    tmp_path: Path, analyzer: ArabicAnalyzer, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = WhooshEngine(tmp_path)
    build(engine, ARTICLES, analyzer)
    update(engine, analyzer, replace(ARTICLES[1], id="e"))
    before = answers(engine, analyzer)
    for path in (tmp_path / engine.generation()).glob("*.arrays"):
        content = bytearray(path.read_bytes())
        path.unlink()
        match damage:
            case "short":
                path.write_bytes(content[: len(content) // 2])
            case "flipped":
                content[len(content) // 3 :: 997] = b"\xff" * len(content[len(content) // 3 :: 997])
                path.write_bytes(content)
            case "another version":
                path.write_bytes(content.replace(MAGIC, b"arrays 0"))
    with caplog.at_level(logging.WARNING):
        assert answers(engine, analyzer) == before
    assert "slower, and in a simpler order, until the next build" in caplog.text
    slowing = engine.verify()
    assert len(slowing) == 2
    assert all("arrays is missing or damaged" in line for line in slowing)


def test_damage_found_by_a_search_does_not_change_its_answer(
    tmp_path: Path, analyzer: ArabicAnalyzer, caplog: pytest.LogCaptureFixture
) -> None:
    engine = WhooshEngine(tmp_path)
    numbers = " ".join(map(str, range(40_000)))
    build(engine, [*ARTICLES, Article(id="e", title="أعداد", body=numbers)], analyzer)
    queries = [word(text, analyzer) for text in ("1", "20000", "39999", "الإرهاب")]
    with contextlib.closing(engine.snapshot()) as snapshot:
        expected = [snapshot.search(query, Filters(), BY_SCORE) for query in queries]
        marks = [snapshot.matches(hits.hits[:1], queries) for hits in expected]
    (path,) = (tmp_path / engine.generation()).glob("*.arrays")
    content = bytearray(path.read_bytes())
    damaged = slice(len(content) // 2, len(content) * 4 // 5)
    content[damaged] = bytes(len(content[damaged]))
    path.write_bytes(content)
    with (
        caplog.at_level(logging.WARNING),
        contextlib.closing(engine.snapshot()) as snapshot,
    ):
        assert not caplog.text
        found = [snapshot.search(query, Filters(), BY_SCORE) for query in queries]
        assert "slower, and in a simpler order, until the next build" in caplog.text
        assert found == expected
        assert snapshot.matches(found[0].hits[:1], queries) in ([None], marks[0])
