"""Generations on disk: crash safety, locks, retention and damage."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer import durable
from indexer.engines.base import EngineError, Filters, GenerationGoneError, LockedError, Window
from indexer.engines.generations import (
    BUILDING,
    CURRENT,
    KEPT_GENERATIONS,
    LOCK,
    MANIFEST,
    RESOURCES,
    Generations,
)
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.document import make_document
from indexer.model.query import And
from tests.conftest import PROJECT
from tests.indexer.engines.collection import ARTICLES, build

BUILDER = """
import sys
from dataclasses import replace
from pathlib import Path
from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.engines.whoosh.engine import WhooshEngine
from tests.conftest import PROJECT
from tests.indexer.engines.collection import ARTICLES, build
analyzer = make_analyzer(WordLists.load(Path("index_data/words")))
engine = WhooshEngine(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    build(engine, [replace(ARTICLES[0], id=str(n)) for n in range(40)], analyzer)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "generations"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)


def articles_served(engine: WhooshEngine) -> int:
    with contextlib.closing(engine.snapshot()) as snapshot:
        hits = snapshot.search(And(()), Filters(), Window(limit=100))
        assert len({hit.id for hit in hits.hits}) == hits.total == snapshot.info.articles
        return hits.total


def test_a_build_killed_at_any_moment_leaves_a_complete_generation_served(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    chance = random.Random(14)
    for _ in range(8):
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE
        )
        assert builder.stdout
        assert builder.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.6))
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        builder.stdout.close()
        assert articles_served(engine) in (len(ARTICLES), 40)
    build(engine, ARTICLES, analyzer)
    assert articles_served(engine) == len(ARTICLES)
    assert not list(folder.glob(f"{BUILDING}*"))


def test_the_lock_of_a_running_build_names_its_holder(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    with (
        engine.writer(analyzer.version, analyzer.lists.files),
        pytest.raises(LockedError, match=r"process \d+, since 20\d\d-"),
        WhooshEngine(folder).writer(analyzer.version, analyzer.lists.files),
    ):
        pass


def test_only_the_newest_generations_are_kept(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    built = [build(engine, ARTICLES, analyzer).id for _ in range(KEPT_GENERATIONS + 2)]
    kept = [info.id for info in engine.generations()]
    assert kept == list(reversed(built[-KEPT_GENERATIONS:]))


def test_a_generation_that_a_reader_has_open_is_not_removed(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    first = build(engine, ARTICLES, analyzer).id
    with contextlib.closing(engine.snapshot()):
        for _ in range(KEPT_GENERATIONS + 1):
            build(engine, ARTICLES, analyzer)
        assert first in [info.id for info in engine.generations()]
    build(engine, ARTICLES, analyzer)
    assert first not in [info.id for info in engine.generations()]


def test_a_generation_that_was_removed_is_gone(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    first, *_ = [build(engine, ARTICLES, analyzer).id for _ in range(KEPT_GENERATIONS + 1)]
    with pytest.raises(GenerationGoneError, match=first):
        engine.snapshot(first)


def test_a_damaged_manifest_is_an_error_that_names_it(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(engine, ARTICLES, analyzer)
    (folder / info.id / MANIFEST).write_text("{")
    with pytest.raises(EngineError, match=MANIFEST):
        engine.snapshot()


def test_a_generation_without_its_files_is_an_error_that_names_it(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(engine, ARTICLES, analyzer)
    for path in (folder / info.id).glob("*.seg"):
        path.unlink()
    with pytest.raises(EngineError, match=info.id):
        engine.snapshot()


def test_the_next_build_replaces_a_damaged_generation(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(engine, ARTICLES, analyzer)
    for path in (folder / info.id).glob("*.seg"):
        path.unlink()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        assert writer.kept() == {}
        writer.add(make_document(ARTICLES[0], analyzer))
        writer.publish(["a test"], refused=0)
    assert articles_served(engine) == 1


def test_damage_that_opening_does_not_notice_is_found_by_verify(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(engine, ARTICLES, analyzer)
    (segment,) = (folder / info.id).glob("*.seg")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.write_bytes(content)
    with pytest.raises(EngineError, match=segment.name):
        engine.verify()


@pytest.mark.parametrize("name", ["stop_words.txt", "lexicon.tsv"])
def test_missing_word_lists_of_a_generation_are_an_error(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer, name: str
) -> None:
    info = build(engine, ARTICLES, analyzer)
    (folder / info.id / "words" / name).unlink()
    with pytest.raises(EngineError, match=name):
        engine.verify()


def test_a_missing_served_generation_is_an_error_that_the_next_build_repairs(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    (folder / CURRENT).write_text("lost\n")
    with pytest.raises(EngineError, match="lost"):
        engine.snapshot()
    build(engine, [replace(ARTICLES[0])], analyzer)
    assert articles_served(engine) == 1


@pytest.mark.parametrize("held", [b"", b"\xff\xfe", b"../../etc", b"a b", b"x" * 5000, b"a\0b"])
def test_a_damaged_pointer_is_an_error_and_the_next_build_mends_it(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer, held: bytes
) -> None:
    build(engine, ARTICLES, analyzer)
    (folder / CURRENT).write_bytes(held)
    with pytest.raises(EngineError, match=rf"{CURRENT} is damaged: run|generation x+ cannot"):
        engine.snapshot()
    build(engine, [replace(ARTICLES[0])], analyzer)
    assert articles_served(engine) == 1


def test_a_folder_in_place_of_the_pointer_is_an_error(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    (folder / CURRENT).unlink()
    (folder / CURRENT).mkdir()
    with pytest.raises(EngineError, match=f"{CURRENT} cannot be read: Is a directory"):
        engine.snapshot()


@pytest.mark.parametrize("is_first", [True, False])
def test_a_generation_that_cannot_be_served_leaves_nothing_behind(
    engine: WhooshEngine,
    folder: Path,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
    is_first: bool,
) -> None:
    if not is_first:
        build(engine, ARTICLES, analyzer)
    folder.mkdir(exist_ok=True)
    before = {path for path in folder.iterdir() if path.name != LOCK}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="full"):
        patch.setattr(durable, "write", full)
        build(engine, ARTICLES[:1], analyzer)
    assert {path for path in folder.iterdir() if path.name != LOCK} == before
    if not is_first:
        assert articles_served(engine) == len(ARTICLES)


def test_an_old_generation_that_cannot_be_removed_hinders_nothing(
    folder: Path,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = WhooshEngine(folder, kept=1)
    build(engine, ARTICLES, analyzer)
    old = folder / engine.generation()
    real = shutil.rmtree

    def rmtree(path: Path, **named: Any) -> None:
        if path == old:
            raise PermissionError(errno.EACCES, "denied", str(path))
        real(path, **named)

    monkeypatch.setattr(shutil, "rmtree", rmtree)
    build(engine, ARTICLES[:1], analyzer)
    assert articles_served(engine) == 1
    assert f"an old generation stays: {old}: permission is denied to " in caplog.text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_a_generation_that_cannot_be_linked_for_now_is_not_called_damaged(
    engine: WhooshEngine,
    folder: Path,
    analyzer: ArabicAnalyzer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: int,
) -> None:
    build(engine, ARTICLES, analyzer)
    before = sorted(folder.iterdir())

    def link(*_: object) -> None:
        raise OSError(number, "not now")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(OSError, match="not now"):
        engine.writer(analyzer.version, {}).__enter__()
    assert sorted(folder.iterdir()) == before
    assert "damaged" not in caplog.text


def test_a_disk_without_hard_links_holds_generations_too(
    engine: WhooshEngine, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(engine, ARTICLES, analyzer)

    def link(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    with engine.writer(analyzer.version, {}) as writer:
        writer.delete(ARTICLES[0].id)
        assert len(writer.kept()) == len(ARTICLES)
        writer.publish(("here",), 0)
    assert articles_served(engine) == len(ARTICLES) - 1
    assert not engine.verify()


def test_a_generation_with_a_damaged_manifest_is_removed_by_the_next_build(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    damaged = build(engine, ARTICLES, analyzer)
    (folder / damaged.id / MANIFEST).write_text("{")
    served = build(engine, ARTICLES, analyzer)
    assert sorted(path.name for path in folder.glob("[!.]*/")) == [served.id]


def test_checksums_tell_files_of_the_same_name_apart_by_path(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(engine, ARTICLES, analyzer)
    lost = next((folder / info.id / "words").iterdir())
    lost.rename(folder / info.id / lost.name)
    assert Generations(folder).missing(folder / info.id) == [f"words/{lost.name}"]
    with pytest.raises(EngineError, match=f"words/{lost.name}"):
        engine.snapshot()


def test_a_word_list_with_the_name_of_a_shared_file_is_synced_too(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = build(engine, ARTICLES, analyzer)
    base, building = folder / info.id, folder / f"{BUILDING}next"
    shared = next(base.glob("*.seg")).name
    building.mkdir()
    made = Generations(folder)
    made.link(base, building, (shared,))
    synced: list[str] = []
    monkeypatch.setattr(
        durable, "sync", lambda path: synced.append(path.relative_to(building).as_posix())
    )
    made.finish(building, info, {shared: b"words"}, base)
    assert f"{RESOURCES}/{shared}" in synced
    assert shared not in synced


def test_an_unknown_filter_is_a_bug_and_not_a_damaged_generation(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    with contextlib.closing(engine.snapshot()) as snapshot, pytest.raises(KeyError, match="colour"):
        snapshot.search(And(()), Filters({"colour": ("red",)}), Window())


# Whoosh does not close a damaged table of contents
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["*.toc", "*.seg"])
def test_random_damage_to_an_index_file_is_an_error_that_names_the_generation(
    engine: WhooshEngine, folder: Path, analyzer: ArabicAnalyzer, kind: str
) -> None:
    info = build(engine, ARTICLES, analyzer)
    for path in (folder / info.id).glob(kind):
        path.write_bytes(bytes(reversed(path.read_bytes())))
    with (
        pytest.raises(EngineError, match=f"generation {info.id} cannot be read"),
        contextlib.closing(engine.snapshot()) as snapshot,
    ):
        snapshot.article(ARTICLES[0].id)
