"""Progress of a build: a bar with rate and remaining time on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from indexer.building.pipeline import Progress
from indexer.building.report import Counts
from indexer.sources.record import Refused

SECONDS_BETWEEN_LINES = 5.0


class TerminalProgress:
    """A progress bar over bytes of files and posts of sites; refusals are printed above it."""

    def __init__(self, bar: Bar) -> None:
        """Add a task to a bar."""
        self._begun = time.monotonic()
        self._bar = bar
        self._total = 0
        self._task = bar.add_task("reading", total=None, counts="")

    def begin(self, total: int) -> None:
        self._total += total
        self._bar.update(self._task, total=self._total)

    def advance(self, read: int, counts: Counts) -> None:
        self._bar.update(self._task, advance=read, counts=_rate(counts, self._begun))

    def refused(self, record: Refused) -> None:
        self._bar.console.print(refusal(record), markup=False, highlight=False, soft_wrap=True)

    def writing(self) -> None:
        self._bar.update(self._task, description="writing")


class LineProgress:
    """Lines on standard error: one every few seconds, and one for each refused record."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()
        self._total = self._read = 0

    def begin(self, total: int) -> None:
        self._total += total

    def advance(self, read: int, counts: Counts) -> None:
        self._read += read
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            share = self._read / self._total if self._total else 1.0
            _say(f"reading: {share:.0%}, {_rate(counts, self._begun)}")

    def refused(self, record: Refused) -> None:
        _say(refusal(record))

    def writing(self) -> None:
        _say("writing the generation")


@contextmanager
def progress_on(console: Console) -> Iterator[Progress]:
    """Show the progress of a build on a console until the end of the block."""
    if not console.is_terminal:
        yield LineProgress()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console) as bar:
        yield TerminalProgress(bar)


def refusal(record: Refused) -> str:
    """Return a line with the file, the place and the reason of a refused record."""
    return f"refused: {record.file}, {record.place}: {record.reason}"


def _rate(counts: Counts, begun: float) -> str:
    """Return the number of records and their rate."""
    seconds = max(time.monotonic() - begun, 1e-6)
    return f"{counts.read:,} records, {counts.read / seconds:,.0f}/s"


def _say(line: str) -> None:
    """Write a line to standard error at once."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
