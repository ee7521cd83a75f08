"""The bars: what our engine should reach, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.results import Results, SizeResult

OURS = "bahith-terms"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in words, what was measured in words, and whether it is met."""

    text: str
    measured: str
    met: bool


def bars(results: Results) -> list[Bar]:
    """All bars whose numbers were measured."""
    sizes = results.sizes
    return [
        *(
            bar
            for size, most in ((10_000, 0.5), (50_000, 1.0))
            for bar in _tantivy(sizes, size, most)
        ),
        *(bar for size, one in sizes.items() for bar in _others(size, one)),
        *_builds(results),
        *(bar for size, one in sizes.items() for bar in _application(size, one)),
        *_flat(sizes),
    ]


def _tantivy(sizes: dict[int, SizeResult], size: int, most: float) -> Iterator[Bar]:
    if size not in sizes:
        return
    for kind, ratio in _ratios(sizes[size], "tantivy"):
        yield Bar(f"{size:,}, {kind}: at most {most} × tantivy", f"{ratio:.2f} ×", ratio <= most)


def _others(size: int, one: SizeResult) -> Iterator[Bar]:
    for kind, ratio in _ratios(one, "fts5"):
        if kind in ("two OR", "four OR"):
            yield Bar(
                f"{size:,}, {kind}: at most 0.05 × SQLite FTS5", f"{ratio:.3f} ×", ratio <= 0.05
            )
    for kind, ratio in _ratios(one, "whoosh-tuned"):
        if "facets" in kind:
            faster = 1 / ratio
            yield Bar(
                f"{size:,}, {kind}: at least 50 × as fast as tuned Whoosh",
                f"{faster:.0f} ×",
                faster >= 50,
            )


def _ratios(one: SizeResult, other: str) -> Iterator[tuple[str, float]]:
    """Each kind of query with our median over another engine's, both warm."""
    if OURS in one.engines and other in one.engines:
        for kind, theirs in one.engines[other].kinds.items():
            yield kind, one.engines[OURS].kinds[kind].warm.p50 / theirs.warm.p50


def _builds(results: Results) -> Iterator[Bar]:
    for size, one in results.sizes.items():
        if OURS not in one.engines:
            continue
        ours = size / one.engines[OURS].build
        times = ours / results.sample_rate
        yield Bar(
            f"{size:,}, build: at least 8 × the rate of Whoosh with Tashaphyne, uncached",
            f"{times:.1f} ×",
            times >= 8,
        )
        if plain := one.engines.get("whoosh-plain"):
            times = ours / (size / plain.build)
            yield Bar(
                f"{size:,}, build: at least the rate of plain Whoosh that is given stems",
                f"{times:.2f} ×",
                times >= 1,
            )


def _application(size: int, one: SizeResult) -> Iterator[Bar]:
    if one.application is None:
        return
    warm, update, opened = one.application.warm, one.application.update, one.application.snapshot
    if size == 10_000:
        yield Bar(f"{size:,}, request: p50 at most 5 ms", f"{warm.p50:.1f} ms", warm.p50 <= 5)
        times = warm.p95 / warm.p50
        yield Bar(f"{size:,}, request: p95 at most 4 × p50", f"{times:.1f} ×", times <= 4)
    yield Bar(f"{size:,}, update: under 300 ms", f"{update.p50:.0f} ms", update.p50 < 300)
    if size == 50_000:
        yield Bar(f"{size:,}, open: under 200 ms", f"{opened.p50:.0f} ms", opened.p50 < 200)
        ours = [engine.resident for name, engine in one.engines.items() if "bahith" in name]
        resident = max(one.application.resident, *ours) / 1e6
        yield Bar(f"{size:,}, resident: under 400 MB", f"{resident:.0f} MB", resident < 400)


def _flat(sizes: dict[int, SizeResult]) -> Iterator[Bar]:
    """Flat: a collection fifty times as large makes no update half as long again."""
    updates = {size: one.application.update.p50 for size, one in sizes.items() if one.application}
    if {1_000, 50_000} <= updates.keys():
        times = updates[50_000] / updates[1_000]
        yield Bar("update: 50,000 at most 1.5 × 1,000", f"{times:.2f} ×", times <= 1.5)
