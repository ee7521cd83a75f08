"""Crash tests: builds, updates and rollbacks are killed, and readers always see a complete index.

The processes are killed with SIGKILL at pseudorandom moments, the same in every run, while a reader
searches continuously. Both the number of kills and the time are limited, so a slow machine kills
fewer. For a longer run, use `KILLS=5000 pytest tests/end_to_end/test_kill.py`.
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

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build, refresh
from indexer.building.plan import BuildPlan
from indexer.engines.base import EngineError, Filters, Window
from indexer.engines.generations import BUILDING, KEPT_GENERATIONS
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.site_lists import NO_SITE_LISTS
from indexer.model.query import Word
from indexer.processes import Processes
from indexer.sources.file_source import Files
from search_web.served import ServedIndex
from tests.indexer import conftest
from tests.indexer.sources.test_wordpress_site import Quiet
from tests.indexer.sources.test_wordpress_site import source as site_source
from tests.indexer.sources.wordpress_server import WordPressServer

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "200"))
"""Maximum number of kills in a test, and its time limit in seconds."""

FAIR = 10
"""Divisor of KILLS that gives the minimum number of kills, for slow machines."""

SEED = 2026
ARTICLES = 12
LONGEST = 0.12
"""Maximum delay of a kill in seconds; most of the processes take less to complete."""

wordpress = conftest.site
"""Fixture of a WordPress site; in this package, `site` is the application."""

_fork = multiprocessing.get_context("fork")
Act = Callable[[], object]


def write(file: Path, version: int) -> None:
    """Write a source whose articles all have the same version."""
    lines = (
        json.dumps({"id": str(number), "title": f"نسخة {version}", "body": f"حدود {number}."})
        for number in range(ARTICLES)
    )
    file.write_text("\n".join(lines), encoding="utf-8")


def killed_after(seconds: float, act: Act) -> bool:
    """Run a function in a process, kill it after a time, and return whether it was running."""
    process = _fork.Process(target=act)
    process.start()
    process.join(seconds)
    was_running = process.is_alive()
    process.kill()
    process.join()
    process.close()
    return was_running


def read_on(folder: Path, stop: Event, failures: Path) -> None:
    """Search repeatedly until the stop event, and write failures and the number of searches."""
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
            except Exception as error:  # any exception is a failure for a reader
                failed.write(f"{error!r}\n")
            asked += 1
        failed.write(f"asked {asked}\n")


class Readers:
    """A reader in a separate process, which searches until `end` is called."""

    def __init__(self, folder: Path, failures: Path) -> None:
        self._stop, self._failures = _fork.Event(), failures
        arguments = (folder, self._stop, failures)
        self._process = _fork.Process(target=read_on, args=arguments, daemon=True)
        self._process.start()

    def end(self) -> tuple[list[str], int]:
        """Stop the reader, and return the failures and the number of searches."""
        self._stop.set()
        self._process.join()
        *failed, asked = self._failures.read_text().splitlines()
        return failed, int(asked.removeprefix("asked "))


def titles_served(engine: WhooshEngine) -> list[str]:
    with closing(engine.snapshot()) as snapshot:
        return [article.title for article in snapshot.articles()]


def assert_all_is_cleared_up(folder: Path, engine: WhooshEngine) -> None:
    assert not list(folder.glob(f"{BUILDING}*"))
    assert len(list(engine.generations())) <= KEPT_GENERATIONS + 1
    assert engine.verify() == ()


def test_a_reader_never_sees_a_kill_and_the_next_build_clears_up(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    folder, source = tmp_path / "generations", tmp_path / "articles.jsonl"
    engine = WhooshEngine(folder)

    def build_source() -> None:
        build(
            BuildPlan([Files(source)], engine, analyzer, NO_SITE_LISTS, processes=Processes(1)),
            Quiet(),
        )

    def roll_back() -> None:
        with suppress(EngineError):  # there may be no previous generation
            engine.rollback()

    write(source, 0)
    build_source()
    readers = Readers(folder, tmp_path / "failures")
    moments = random.Random(SEED)  # no secret
    kills = version = 0
    until = time.monotonic() + KILLS
    while kills < KILLS and time.monotonic() < until:
        version += 1
        write(source, version)
        act = roll_back if moments.random() < 0.2 else build_source
        kills += killed_after(moments.uniform(0, LONGEST), act)
        titles = titles_served(engine)
        assert (len(titles), len(set(titles))) == (ARTICLES, 1)
    failed, asked = readers.end()
    assert failed == []
    assert asked
    assert kills >= KILLS // FAIR
    build_source()
    assert_all_is_cleared_up(folder, engine)


def test_an_update_from_a_site_that_is_killed_loses_nothing(
    wordpress: WordPressServer, tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    folder, crawls = tmp_path / "generations", tmp_path / "crawls"
    engine = WhooshEngine(folder)
    sources = [site_source(wordpress)]

    def update() -> None:
        with suppress(EngineError):
            refresh(BuildPlan(sources, engine, analyzer, NO_SITE_LISTS), Quiet())
        build(
            BuildPlan(
                sources, engine, analyzer, NO_SITE_LISTS, processes=Processes(1), crawls=crawls
            ),
            Quiet(),
        )

    for number in range(1, ARTICLES + 1):
        wordpress.add(number)
    update()
    moments = random.Random(SEED)  # no secret
    kills = version = 0
    until = time.monotonic() + KILLS
    while kills < KILLS // 4 and time.monotonic() < until:
        version += 1
        edited = moments.randint(1, ARTICLES)
        wordpress.add(edited, title={"rendered": f"نسخة {version}"})
        kills += killed_after(moments.uniform(0, 2 * LONGEST), update)
        assert len(titles_served(engine)) == ARTICLES
    assert kills >= KILLS // 4 // FAIR
    del wordpress.posts[1]
    update()
    published = {post["title"]["rendered"] for post in wordpress.posts.values()}
    assert {
        title.replace("“", "&#8220;").replace("”", "&#8221;") for title in titles_served(engine)
    } == published
    assert_all_is_cleared_up(folder, engine)
    assert not list(crawls.glob("*"))
