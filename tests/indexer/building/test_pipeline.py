"""Builds: indexing of the records of the sources."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analyzers.analyzer import ArabicAnalyzer
from indexer.building import pipeline
from indexer.building.pipeline import build
from indexer.building.plan import BuildPlan
from indexer.building.report import Counts, Report
from indexer.cli import main
from indexer.engines.base import EngineError, Filters, LockedError, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.site_lists import NO_SITE_LISTS
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps
from indexer.model.query import And
from indexer.processes import Processes
from indexer.sources.file_source import Files
from indexer.sources.record import Refused
from indexer.sources.source import SourceError
from indexer.workspace import Workspace
from tests.conftest import PROJECT
from tests.reference_engine import MemoryEngine
from tests.workspaces import new_workspace

Build = Callable[..., Report]


class Listener:
    """A Progress that records its calls."""

    def __init__(self) -> None:
        self.total = self.read = 0
        self.refusals: list[Refused] = []
        self.wrote = False

    def begin(self, total: int) -> None:
        self.total += total

    def advance(self, read: int, counts: Counts) -> None:
        self.read += read

    def refused(self, record: Refused) -> None:
        self.refusals.append(record)

    def writing(self) -> None:
        self.wrote = True


@pytest.fixture
def engine() -> MemoryEngine:
    return MemoryEngine()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def run(engine: MemoryEngine, analyzer: ArabicAnalyzer, listener: Listener) -> Build:
    """Return a function that builds the index of some sources."""

    def run(*sources: Path, fresh: bool = False) -> Report:
        return build(
            BuildPlan(list(map(Files, sources)), engine, analyzer, NO_SITE_LISTS),
            listener,
            fresh=fresh,
        )

    return run


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {"id": str(number), "title": f"مقال {number}", "body": "نص عن الأمن."} | changes


def write(path: Path, *records: dict[str, Any] | str) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def served(engine: MemoryEngine) -> set[str]:
    hits = engine.snapshot().search(And(()), Filters(), Window(limit=100))
    return {hit.id for hit in hits.hits}


def test_every_article_of_every_source_is_indexed(
    run: Build, engine: MemoryEngine, listener: Listener, tmp_path: Path
) -> None:
    one = write(tmp_path / "a.jsonl", record(1), record(2))
    two = write(tmp_path / "b.jsonl", record(3))
    report = run(one, two)
    assert served(engine) == {"1", "2", "3"}
    assert report.counts == Counts(read=3, indexed=3)
    assert report.published
    assert report.generation
    assert report.generation.sources == (str(one), str(two))
    assert listener.wrote
    assert listener.read == listener.total == one.stat().st_size + two.stat().st_size


def test_a_refused_record_is_reported_and_the_others_are_indexed(
    run: Build, engine: MemoryEngine, listener: Listener, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.jsonl", record(1), "{broken", record(2, title=""), record(3))
    report = run(source)
    assert served(engine) == {"1", "3"}
    assert (report.counts.refused, report.counts.indexed) == (2, 2)
    assert [(one.file, one.place) for one in listener.refusals] == [
        (source, "line 2"),
        (source, "line 3"),
    ]
    assert report.generation
    assert report.generation.refused == 2


def test_a_second_article_with_the_same_id_is_refused_and_names_the_first(
    run: Build, listener: Listener, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.jsonl", record(1), record(1, title="آخر"))
    report = run(source)
    assert (report.counts.indexed, report.counts.refused) == (1, 1)
    assert listener.refusals[0].reason == f"its id '1' is that of {source}, line 1"


def test_a_second_build_of_the_same_sources_changes_nothing(
    run: Build, engine: MemoryEngine, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.jsonl", record(1), record(2))
    first = run(source)
    second = run(source)
    assert not second.published
    assert second.counts == Counts(read=2, unchanged=2)
    assert second.generation == first.generation
    assert len(engine.snapshots) == 1


def test_only_changed_articles_are_indexed_again(
    run: Build, engine: MemoryEngine, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.jsonl", record(1), record(2), record(3))
    run(source)
    write(source, record(1), record(2, title="عنوان جديد"), record(4))
    report = run(source)
    assert report.counts == Counts(read=3, indexed=2, unchanged=1, removed=1)
    assert served(engine) == {"1", "2", "4"}
    article = engine.snapshot().article("2")
    assert article
    assert article.title == "عنوان جديد"


def test_a_fresh_build_indexes_everything_again(run: Build, tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", record(1))
    run(source)
    report = run(source, fresh=True)
    assert report.published
    assert report.counts == Counts(read=1, indexed=1)


@pytest.mark.parametrize("content", ["", "{broken", "\n\n"])
def test_a_source_without_an_article_never_empties_the_index(
    run: Build, engine: MemoryEngine, tmp_path: Path, content: str
) -> None:
    source = write(tmp_path / "a.jsonl", record(1))
    run(source)
    source.write_text(content)
    report = run(source)
    assert not report.published
    assert not report.found_articles
    assert served(engine) == {"1"}


def test_an_empty_folder_has_no_articles(run: Build, tmp_path: Path) -> None:
    report = run(tmp_path)
    assert (report.generation, report.published, report.found_articles) == (None, False, False)


def test_a_missing_source_is_an_error_that_names_it(run: Build, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nothing\.jsonl"):
        run(tmp_path / "nothing.jsonl")


def test_a_file_that_no_longer_exists_is_refused(
    run: Build, listener: Listener, tmp_path: Path
) -> None:
    write(tmp_path / "a.jsonl", record(1))
    (tmp_path / "b.jsonl").symlink_to(tmp_path / "gone")
    report = run(tmp_path)
    assert (report.counts.indexed, report.counts.refused) == (1, 1)
    assert listener.refusals[0].file == tmp_path / "b.jsonl"


def test_a_concurrent_build_is_told_who_holds_the_lock(
    run: Build, engine: MemoryEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    with engine.writer(analyzer.version, {}), pytest.raises(LockedError):
        run(write(tmp_path / "a.jsonl", record(1)))


def test_many_articles_are_analysed_by_several_processes_in_order(
    analyzer: ArabicAnalyzer, listener: Listener, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.jsonl", *(record(n, body=f"نص {n} عن الأمن") for n in range(250)))
    built = []
    for count in (1, 2):
        engine = MemoryEngine()
        processes = Processes(count)
        report = build(
            BuildPlan([Files(file)], engine, analyzer, NO_SITE_LISTS, processes=processes), listener
        )
        assert report.counts == Counts(read=250, indexed=250)
        built.append(engine.snapshot().documents)
    assert built[0] == built[1]
    assert list(built[0]) == list(built[1]) == [str(n) for n in range(250)]


@pytest.mark.parametrize("lost", ["*.seg", "*.arrays", "_MAIN_1.toc", "words/lexicon.tsv"])
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_the_next_build_replaces_a_damaged_index(
    analyzer: ArabicAnalyzer, listener: Listener, tmp_path: Path, lost: str, damage: str
) -> None:
    source = write(tmp_path / "a.jsonl", record(1), record(2))
    engine = WhooshEngine(tmp_path / "generations")
    report = build(BuildPlan([Files(source)], engine, analyzer, NO_SITE_LISTS), listener)
    assert report.generation
    (path,) = (tmp_path / "generations" / report.generation.id).glob(lost)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.unlink()
    if damage == "changed":
        path.write_bytes(content)
    report = build(BuildPlan([Files(source)], engine, analyzer, NO_SITE_LISTS), listener)
    assert report.counts == Counts(read=2, indexed=2)
    assert report.published
    assert engine.verify() == ()
    with contextlib.closing(engine.snapshot()) as snapshot:
        assert snapshot.search(And(()), Filters(), Window()).total == 2


BUILDER = """
import resource, signal, sys
from indexer.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.parametrize("room", [100, 2000, 5000, 20_000])
def test_a_full_disk_is_reported_and_the_former_index_is_served(tmp_path: Path, room: int) -> None:
    """Simulate a full disk by limiting the size of files to `room` bytes."""
    new_workspace(tmp_path)
    source = write(tmp_path / "a.jsonl", record(1))
    command = ["build", str(source), "--data", str(tmp_path)]
    assert CliRunner().invoke(main, command).exit_code == 0
    before = Workspace(tmp_path).engine().generation()
    write(
        source, *(record(number, body=f"كلام {number} عن الأمن. " * 99) for number in range(1, 40))
    )
    done = subprocess.run(
        [sys.executable, "-c", BUILDER, str(room), *command, "--processes", "1"],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert "File too large" in done.stderr
    assert Workspace(tmp_path).engine().generation() == before
    assert Workspace(tmp_path).engine().verify() == ()
    assert CliRunner().invoke(main, command).exit_code == 0
    assert Workspace(tmp_path).engine().info().articles == 39
    assert not list((tmp_path / "generations").glob(".building-*"))


@pytest.mark.parametrize("failure", [errno.EACCES, errno.EMFILE])
def test_what_the_system_refuses_is_no_damage_and_skips_no_gate(
    analyzer: ArabicAnalyzer,
    listener: Listener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: int,
) -> None:
    source = write(tmp_path / "a.jsonl", *map(record, range(30)))
    engine = WhooshEngine(tmp_path / "generations")
    build(BuildPlan([Files(source)], engine, analyzer, NO_SITE_LISTS), listener)
    served = engine.generation()
    write(source, record(1))

    def refused(*_: object) -> None:
        raise OSError(failure, "refused", "checksums.json")

    with monkeypatch.context() as patch, pytest.raises(EngineError, match="cannot be read"):
        patch.setattr("indexer.engines.generations._written", refused)
        build(BuildPlan([Files(source)], engine, analyzer, NO_SITE_LISTS), listener)
    assert engine.generation() == served


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), LockedError("process 7")])
def test_a_new_index_that_cannot_be_compacted_is_served_all_the_same(
    run: Build,
    engine: MemoryEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def compact(_: MemoryEngine) -> None:
        raise error

    monkeypatch.setattr(MemoryEngine, "compact", compact)
    report = run(write(tmp_path / "a.jsonl", record(1)))
    assert report.published
    assert "not compacted, the next build tries again" in caplog.text


@pytest.mark.parametrize("fresh", [False, True])
def test_times_of_changes_and_removals_are_kept_with_the_generation(
    run: Build, engine: MemoryEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    """A fresh build takes all articles in anew, and tells removals too."""

    def at(day: int) -> None:
        time = dt.datetime(2026, 1, day, tzinfo=dt.UTC)
        monkeypatch.setattr(pipeline, "now", lambda: time)

    at(1)
    run(write(tmp_path / "a.jsonl", record(1), record(2), record(3)))
    at(2)
    run(write(tmp_path / "a.jsonl", record(1), record(2, title="آخر")), fresh=fresh)
    kept = Datestamps.parse(engine.snapshot().resources()[DATESTAMPS_FILE])
    first, second = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
    assert kept.changed == {"1": second if fresh else first, "2": second}
    assert kept.removed == {"3": second}
