"""The bars: what our engine should reach, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.comparisons import COMPARISONS, Work
from tests.benchmarks.results import Results, SizeResult

WARM: dict[Work, float] = {"same work": 0.5, "readers": 1.0, "snippets": 1.0}
"""Most that a comparison may take at 10,000 documents, as a multiple of tantivy's median."""

FIRST = 4.0
"""The same for the first touch of what readers get."""

ON_DISK = 1.6
"""Largest index, as a multiple of tantivy's two: forms, and stems with stored articles."""

BUILT = 10.0
"""Least rate of building, as a multiple of that of Whoosh with Tashaphyne."""

LARGEST = 10_000
"""The largest collection that these bars are for."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in words, what was measured in words, and whether it is met."""

    text: str
    measured: str
    met: bool


def bars(results: Results) -> list[Bar]:
    """All bars whose numbers were measured."""
    return [
        bar
        for size, one in results.sizes.items()
        if size <= LARGEST
        for bar in (*_beside(size, one), *_index(size, one, results.sample_rate))
    ]


def _beside(size: int, one: SizeResult) -> Iterator[Bar]:
    for key, result in one.beside.items():
        work = COMPARISONS[key].work
        yield _at_most(f"{size:,}, {key}", result.warm, WARM[work])
        if work == "readers":
            yield _at_most(f"{size:,}, {key}, first touch", result.first, FIRST)


def _index(size: int, one: SizeResult, sample_rate: float) -> Iterator[Bar]:
    if ours := one.engines.get("bahith"):
        times = size / ours.build / sample_rate
        yield Bar(
            f"{size:,}, build: at least {BUILT} × the rate of Whoosh with Tashaphyne, uncached",
            f"{times:.1f} ×",
            times >= BUILT,
        )
        if theirs := one.engines.get("tantivy"):
            yield _at_most(f"{size:,}, index on disk", ours.size / theirs.size, ON_DISK)


def _at_most(text: str, ratio: float, most: float) -> Bar:
    return Bar(f"{text}: at most {most} × tantivy", f"{ratio:.2f} ×", ratio <= most)
