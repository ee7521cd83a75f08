"""Whatever is killed at whatever moment, readers go on with a whole index.

Builds, rollbacks and the clean-up within them are killed with SIGKILL at random moments, the same
ones in every run, while a reader asks all the time. `KILLS=5000 pytest tests/indexer/test_kill.py`
is the longer run by hand.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable
from contextlib import closing, suppress
from multiprocessing.synchronize import Event
from pathlib import Path

from analyzers.arabic import ArabicAnalyzer
from indexer.engines.base import EngineError, Filters, Window
from indexer.engines.generations import BUILDING, KEPT_GENERATIONS
from indexer.engines.whoosh import WhooshEngine
from indexer.pipeline import build
from indexer.processes import Processes
from indexer.query import Word
from indexer.sources.site_lists import NO_SITE_LISTS
from search_web.served import ServedIndex
from tests.indexer.test_wordpress_site import Quiet

KILLS = int(os.environ.get("KILLS", "200"))
SEED = 2026
ARTICLES = 12
LONGEST = 0.12
"""Seconds after which a process is killed at the latest; most take less for what they do."""

_fork = multiprocessing.get_context("fork")
Act = Callable[[], object]


def write(file: Path, version: int) -> None:
    """A source of which every article is of this version."""
    lines = (
        json.dumps({"id": str(number), "title": f"نسخة {version}", "body": f"حدود {number}."})
        for number in range(ARTICLES)
    )
    file.write_text("\n".join(lines), encoding="utf-8")


def killed_after(seconds: float, act: Act) -> bool:
    """Runs something in a process of its own that is killed after a time; whether it was."""
    process = _fork.Process(target=act)
    process.start()
    process.join(seconds)
    was_running = process.is_alive()
    process.kill()
    process.join()
    process.close()
    return was_running


def read_on(folder: Path, stop: Event, failures: Path) -> None:
    """A reader: asks until it is told to stop, and writes down what failed."""
    asked = 0
    with closing(ServedIndex(WhooshEngine(folder))) as served, failures.open("w") as failed:
        while not stop.is_set():
            try:
                with served.snapshot() as index:
                    hits = index.snapshot.search(
                        Word("حدود", index.analyzer.stem("حدود")), Filters(), Window(limit=20)
                    )
                    titles = {index.snapshot.read(hit).title for hit in hits.hits}
                if hits.total != ARTICLES or len(titles) != 1:
                    failed.write(f"{hits.total} articles, {titles}\n")
            except Exception as error:  # whatever it is, the reader saw it
                failed.write(f"{error!r}\n")
            asked += 1
        failed.write(f"asked {asked}\n")


def test_a_reader_never_sees_a_kill_and_the_next_build_clears_up(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    folder, source = tmp_path / "generations", tmp_path / "articles.jsonl"
    engine = WhooshEngine(folder)

    def build_source() -> None:
        build([source], engine, analyzer, NO_SITE_LISTS, Quiet(), processes=Processes(1))

    def roll_back() -> None:
        with suppress(EngineError):  # there may be none before
            engine.rollback()

    write(source, 0)
    build_source()
    stop, failures = _fork.Event(), tmp_path / "failures"
    reader = _fork.Process(target=read_on, args=(folder, stop, failures))
    reader.start()
    moments = random.Random(SEED)  # no secret
    kills = version = 0
    until = time.monotonic() + KILLS
    while kills < KILLS and time.monotonic() < until:
        version += 1
        write(source, version)
        act = roll_back if moments.random() < 0.2 else build_source
        kills += killed_after(moments.uniform(0, LONGEST), act)
        with closing(engine.snapshot()) as snapshot:
            titles = [article.title for article in snapshot.articles()]
        assert len(titles) == ARTICLES
        assert len(set(titles)) == 1
    stop.set()
    reader.join()
    assert kills == KILLS
    *failed, asked = failures.read_text().splitlines()
    assert failed == []
    assert int(asked.removeprefix("asked ")) > KILLS
    build_source()
    assert not list(folder.glob(f"{BUILDING}*"))
    assert len(list(engine.generations())) <= KEPT_GENERATIONS + 1
    assert engine.verify() == ()
