"""The plot: warm medians of all engines by the size of the collection, a panel for each kind."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.benchmarks.engines.contestants import CONTESTANTS
from tests.benchmarks.queries import KINDS
from tests.benchmarks.results import Results

COLUMNS = 4


def is_drawn(results: Results) -> bool:
    """Return whether there is a line to draw: engines on several sizes."""
    return sum(bool(one.engines) for one in results.sizes.values()) > 1


def write_plot(results: Results, file: Path) -> None:
    if not is_drawn(results):
        file.unlink(missing_ok=True)
        return
    mpl.rcParams["svg.hashsalt"] = "bahith"  # the same numbers make the same file
    figure = Figure(figsize=(14, 7), layout="constrained")
    panels = figure.subplots(-(-len(KINDS) // COLUMNS), COLUMNS, sharex=True, sharey=True)
    for panel, kind in zip(panels.flat, KINDS, strict=True):
        for name, contestant in CONTESTANTS.items():
            points = [
                (size, one.engines[name].kinds[kind.name].warm.p50)
                for size, one in results.sizes.items()
                if name in one.engines
            ]
            if points:
                sizes, medians = zip(*points, strict=True)
                width = 2.5 if contestant.is_ours else 1.2
                panel.plot(sizes, medians, marker="o", linewidth=width, label=contestant.title)
        panel.set(title=kind.name, xscale="log", yscale="log")
        panel.grid(visible=True, which="major", alpha=0.3)
    figure.supxlabel("documents")
    figure.supylabel("ms, median, warm")
    figure.legend(*panels.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=8)
    figure.savefig(file, metadata={"Date": None})
