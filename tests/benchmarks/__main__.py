"""Benchmark on all sizes, side by side with tantivy and beside other engines, with its reports.

Collections and the indexes of other engines are reused, since they take long; ours is built again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import click

from tests.benchmarks.beside import Beside
from tests.benchmarks.collection import make_collections
from tests.benchmarks.comparisons import COMPARISONS
from tests.benchmarks.engines import lucene
from tests.benchmarks.engines.contestants import CONTESTANTS, Contestant
from tests.benchmarks.machine import describe_machine, today
from tests.benchmarks.measured import UNMEASURED, changed_files, commit, contents, reasons_text
from tests.benchmarks.measuring import Measured
from tests.benchmarks.plot import write_plot
from tests.benchmarks.project import CORPORA, DOCS, WORK, project_analyzer
from tests.benchmarks.queries import make_queries, write_queries
from tests.benchmarks.report import write_report
from tests.benchmarks.results import (
    ApplicationResult,
    BesideResult,
    EngineResult,
    KindResult,
    Results,
    SizeResult,
    read_results,
    spread,
)
from tests.benchmarks.sources import read_sources
from tests.benchmarks.work import Work

DRAWN_FROM = 1000
"""The collection that queries are drawn from; a larger one begins with it."""

PROCESSES = 3
REPEATED = 20
"""Processes that measure an engine, and after how many seconds no further one begins."""

ENGINES = "bahith tantivy fts5 lucene"
"""Engines that are measured unless others are named; Whoosh would take most of an hour."""


@click.command()
@click.option("--sizes", default="10000", help="Documents, sizes with spaces between.")
@click.option("--engines", default=ENGINES, help=f"Some of {', '.join(CONTESTANTS)}.")
@click.option("--rebuild", type=click.Choice(["ours", "all", "none"]), default="ours")
@click.option("--docs", type=click.Path(path_type=Path), default=DOCS)
def main(sizes: str, engines: str, rebuild: str, docs: Path) -> None:
    if not CORPORA.is_dir():
        raise click.ClickException("the corpora are not there: ../shared/corpora")
    if docs == DOCS and (changed := changed_files()):
        raise click.ClickException(f"commit first what is to be measured: {', '.join(changed)}")
    work = Work(WORK)
    wanted = [int(size) for size in sizes.split()]
    prepare(work, wanted)
    runner = Runner(work, rebuild)
    contestants = [CONTESTANTS[name] for name in engines.split() if _is_there(CONTESTANTS[name])]
    results = Results(
        commit=commit(),
        files=contents(),
        machine=describe_machine(),
        sizes={size: runner.measure(size, contestants) for size in wanted},
        sample_rate=runner.sample_rate(),
    )
    docs.mkdir(exist_ok=True)
    written = docs / "benchmarks.json"
    if former := read_results(written, results.commit):
        results = results.with_other_sizes(former)
    results.write(written)
    write_report(results, docs / "benchmarks.md")
    write_plot(results, docs / "benchmarks.svg")
    (docs / UNMEASURED.name).write_text(reasons_text({}), encoding="utf-8")


def prepare(work: Work, sizes: list[int]) -> None:
    """Make missing collections and queries."""
    analyzer = project_analyzer()
    folder, wanted = work.collection(DRAWN_FROM).folder, {DRAWN_FROM, *sizes}
    make_collections(folder, wanted, lambda: read_sources(CORPORA), analyzer)
    if not work.queries.exists():
        write_queries(make_queries(work.collection(DRAWN_FROM).articles, analyzer), work.queries)


def _is_there(contestant: Contestant) -> bool:
    return not contestant.is_java or bool(lucene.version() and shutil.which("javac"))


class Runner:
    """Runs each task in a process of its own, one after another."""

    def __init__(self, work: Work, rebuild: str) -> None:
        self._work = work
        self._rebuild = rebuild
        self._built: set[Path] = set()

    def measure(self, size: int, contestants: list[Contestant]) -> SizeResult:
        facts = json.loads(self._work.collection(size).facts.read_text(encoding="utf-8"))
        for one in (CONTESTANTS["bahith"], CONTESTANTS["tantivy"]):
            self._build(one, size)
        beside = {
            key: BesideResult.of(Beside.of(self._run("run_beside", key, size)))
            for key in COMPARISONS
        }
        engines = {
            one.name: self._engine(one, size)
            for one in contestants
            if one.largest is None or size <= one.largest
        }
        load = round(os.getloadavg()[2], 2)
        return SizeResult(today(), load, facts, beside, engines, self._application(size))

    def sample_rate(self) -> float:
        sample = self._run("run_application", "sample", DRAWN_FROM)
        return float(sample["documents"] / sample["seconds"])

    def _engine(self, contestant: Contestant, size: int) -> EngineResult:
        seconds = self._build(contestant, size)
        measured = self._measured(contestant, size)
        resident = self._run("run_engine", "memory", contestant.name, size)["resident"]
        return EngineResult(
            build=seconds,
            size=_size(self._work.index(contestant.index, size)),
            resident=resident,
            open=median(kind["open"] for kind in measured.values()) / 1e6,
            kinds={
                name: KindResult(
                    found=kind["found"],
                    first=spread(kind["first"]),
                    warm=spread([one for turn in kind["warm"] for one in turn]),
                )
                for name, kind in measured.items()
            },
        )

    def _measured(self, contestant: Contestant, size: int) -> Measured:
        """Measure in several processes and return, for each kind, the lowest median.

        Other load on the machine, and the memory layout of a process, can only slow it down.
        """
        runs: list[Measured] = []
        until = time.monotonic() + REPEATED
        while not runs or (len(runs) < PROCESSES and time.monotonic() < until):
            runs.append(self._run("run_engine", "measure", contestant.name, size))
        return {kind: min((run[kind] for run in runs), key=_warm_median) for kind in runs[0]}

    def _build(self, contestant: Contestant, size: int) -> float:
        """Build the index if it is missing or due, and return the duration in seconds."""
        index = self._work.index(contestant.index, size)
        note = index.with_suffix(".json")
        due = self._rebuild == "all" or (self._rebuild == "ours" and contestant.is_ours)
        if not note.exists() or (due and index not in self._built):
            note.unlink(missing_ok=True)
            shutil.rmtree(index, ignore_errors=True)
            built = self._run("run_engine", "build", contestant.name, size)
            note.write_text(json.dumps(built), encoding="utf-8")
            self._built.add(index)
        return float(json.loads(note.read_text(encoding="utf-8"))["seconds"])

    def _application(self, size: int) -> ApplicationResult:
        opened = self._run("run_application", "open", size)
        updated = self._run("run_application", "update", size)
        asked = self._run("run_application", "request", size)
        return ApplicationResult(
            snapshot=spread(opened["snapshot"]),
            index=spread(opened["index"]),
            update=spread(updated["update"]),
            first_request=asked["opening"] / 1e6,
            cold=spread(asked["cold"]),
            warm=spread([one for turn in asked["warm"] for one in turn]),
            again=spread(asked["again"]),
            resident=asked["resident"],
        )

    def _run(self, program: str, *arguments: str | int) -> Measured:
        command = [sys.executable, "-m", f"tests.benchmarks.{program}", *map(str, arguments)]
        click.echo(" ".join(map(str, arguments)), err=True)
        done = subprocess.run(
            [*command, str(self._work.folder)], check=True, stdout=subprocess.PIPE, text=True
        )
        answer: Measured = json.loads(done.stdout)
        return answer


def _warm_median(kind: Measured) -> float:
    return float(median(one for turn in kind["warm"] for one in turn))


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
