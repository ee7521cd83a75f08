"""Measuring: what a process of its own finds out about one engine and one collection."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.engines.base import BenchedEngine, Opened
from tests.benchmarks.queries import BenchQuery

ROUNDS = 5
SECONDS = 20
"""Warm rounds of a kind of query, and after how long no further one begins."""

Measured = dict[str, Any]


def measure(engine: BenchedEngine, folder: Path, queries: Sequence[BenchQuery]) -> Measured:
    """Return the nanoseconds of each query, cold then warm, each kind on a newly opened index."""
    return {
        kind.name: _measure_kind(engine, folder, list(asked))
        for kind, asked in groupby(queries, key=lambda query: query.kind)
    }


def memory(engine: BenchedEngine, folder: Path, queries: Sequence[BenchQuery]) -> Measured:
    """Return the resident bytes of a process after it ran all queries but phrases.

    Other engines have a separate index for phrases.
    """
    asked = [query for query in queries if query.kind.operator != "phrase"]
    index = engine.open(folder, asked)
    for query in asked:
        index.search(query)
    resident = psutil.Process().memory_info().rss
    index.close()
    return {"resident": resident}


def _measure_kind(engine: BenchedEngine, folder: Path, queries: Sequence[BenchQuery]) -> Measured:
    begun = time.perf_counter_ns()
    index = engine.open(folder, queries)
    opened = time.perf_counter_ns() - begun
    found = 0
    first = []
    for query in queries:
        begun = time.perf_counter_ns()
        hits = index.search(query)
        first.append(time.perf_counter_ns() - begun)
        found += hits
    warm: list[list[int]] = []
    until = time.monotonic() + SECONDS
    while not warm or (len(warm) < ROUNDS and time.monotonic() < until):
        warm.append(_round(index, queries))
    index.close()
    return {"open": opened, "found": found, "first": first, "warm": warm}


def _round(index: Opened, queries: Sequence[BenchQuery]) -> list[int]:
    times = []
    for query in queries:
        begun = time.perf_counter_ns()
        index.search(query)
        times.append(time.perf_counter_ns() - begun)
    return times
