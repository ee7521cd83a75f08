"""Measuring side by side: our engine and tantivy in one process, query by query, by turns.

Processor time is taken, since it hardly depends on what else the machine does; both engines search
in the thread that asks them.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.comparisons import Comparison, Search
from tests.benchmarks.queries import BenchQuery

ROUNDS = 5
"""Warm rounds of all queries."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one engine took for each query, in nanoseconds.

    Attributes:
        found: Number of hits of all queries, at most ten each.
        first: The first time that a newly opened index was asked.
        warm: The quickest of the rounds after it.
    """

    found: int
    first: list[int]
    warm: list[int]


@dataclass(frozen=True, slots=True)
class Beside:
    """What both engines took for the same queries."""

    ours: Side
    theirs: Side

    @classmethod
    def of(cls, written: dict[str, Any]) -> Beside:
        """Read what a process printed."""
        return cls(Side(**written["ours"]), Side(**written["theirs"]))


def measure_beside(
    comparison: Comparison,
    queries: Sequence[BenchQuery],
    our_folder: Path,
    their_folder: Path,
) -> Beside:
    """Ask both engines the queries of a comparison, in a process that has asked nothing yet."""
    searches = (comparison.ours(our_folder), comparison.theirs(their_folder))
    gc.collect()
    found = [0, 0]
    first: list[list[int]] = [[], []]
    for query in queries:
        for side, search in enumerate(searches):
            took, hits = _timed(search, query)
            first[side].append(took)
            found[side] += hits
    warm = [list(times) for times in first]
    for number in range(ROUNDS):
        for place, query in enumerate(queries):
            for side, search in enumerate(searches):
                took, _ = _timed(search, query)
                warm[side][place] = took if number == 0 else min(warm[side][place], took)
    ours, theirs = (Side(found[side], first[side], warm[side]) for side in (0, 1))
    return Beside(ours, theirs)


def _timed(search: Search, query: BenchQuery) -> tuple[int, int]:
    """Return the nanoseconds of processor time that a query took, and the number of its hits."""
    begun = time.process_time_ns()
    hits = search(query)
    return time.process_time_ns() - begun, hits
