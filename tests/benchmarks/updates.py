"""Updates and openings: an article more in an index, until a search finds it."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from indexer.engines.base import Filters, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.document import make_document
from indexer.model.query import And, Word
from indexer.searching.open_index import open_index
from tests.benchmarks.measuring import Measured
from tests.benchmarks.project import project_analyzer

TIMES = 10
WORD = "زقطرخظ"
"""Letters that no article of the corpora has."""


def measure_updates(folder: Path) -> Measured:
    """Return the nanoseconds of each of several updates of a copy of the index."""
    analyzer = project_analyzer()
    with tempfile.TemporaryDirectory(dir=folder.parent) as copies:
        copy = Path(copies) / "copy"
        shutil.copytree(folder, copy)
        engine = WhooshEngine(copy)
        snapshot = engine.snapshot()
        like = snapshot.read(snapshot.search(And(()), Filters(), Window(limit=1)).hits[0])
        snapshot.close()
        times = []
        for number in range(TIMES):
            word = f"{WORD}{'ابتثجحخدذر'[number]}"
            article = replace(like, id=f"new-{number}", body=f"{like.body}\n{word}")
            begun = time.perf_counter_ns()
            with engine.writer(analyzer.version, analyzer.lists.files) as writer:
                writer.add(make_document(article, analyzer))
                writer.publish(["benchmark"], refused=0)
            snapshot = engine.snapshot()
            wanted = Word(form=word, stem=None)
            found = snapshot.search(wanted, Filters(), Window()).hits
            times.append(time.perf_counter_ns() - begun)
            snapshot.close()
            if [hit.id for hit in found] != [article.id]:
                raise RuntimeError(f"{article.id} is not found alone: {found}")
    return {"update": times}


def measure_openings(folder: Path) -> Measured:
    """Return the nanoseconds of opening a generation, without and with its analyser."""
    engine = WhooshEngine(folder)
    snapshots, indexes = [], []
    for _ in range(TIMES):
        begun = time.perf_counter_ns()
        snapshot = engine.snapshot()
        snapshots.append(time.perf_counter_ns() - begun)
        snapshot.close()
        begun = time.perf_counter_ns()
        index = open_index(engine)
        indexes.append(time.perf_counter_ns() - begun)
        index.close()
    return {"snapshot": snapshots, "index": indexes}
