"""Progress of a build: a bar with rate and remaining time on a terminal, plain lines elsewhere."""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from indexer.building.pipeline import Progress
from indexer.building.report import Counts
from indexer.sources.record import Origin, Refused
from indexer.text.paragraphs import one_line

SECONDS_BETWEEN_LINES = 5.0

READING_SHARE = 0.6
"""Share of the reading in the duration of a build; the rest is writing.

Measured: 447 of 1,119 frames of the bar were writing, with 2,000 posts (25 November 2026).
"""

MAX_REFUSALS = 20
"""Maximum number of refused records of a file that are printed; the report counts all."""

MAX_REFUSED_FILES = 100
"""Maximum number of files whose refused records are printed."""


class TerminalProgress:
    """A progress bar from the first byte read to publishing; refusals are printed above it.

    Reading progresses by bytes and posts. The duration of writing is estimated from that of
    reading; the bar slows down and reaches its end only when the build is complete.
    """

    def __init__(self, bar: Bar, clock: Callable[[], float] = time.monotonic) -> None:
        """Add a task to a bar, timed by a clock in seconds."""
        self._clock = clock
        self._begun = clock()
        self._bar = bar
        self._total = self._read = 0
        self._written_from: float | None = None
        self._is_done = False
        self._refusals = _Refusals()
        self._task = bar.add_task("reading", total=None, counts="")

    def begin(self, total: int) -> None:
        self._total += total
        self._written_from = None
        self._bar.update(self._task, description="reading", total=1.0)
        self.move()

    def advance(self, read: int, counts: Counts) -> None:
        self._read += read
        self._bar.update(self._task, counts=_rate(counts, self._clock() - self._begun))
        self.move()

    def refused(self, record: Refused) -> None:
        for line in map(one_line, self._refusals.said(record)):
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def writing(self) -> None:
        self._written_from = self._clock()
        self._bar.update(self._task, description="writing", total=1.0)
        self.move()

    def move(self) -> None:
        """Update the bar to the current progress."""
        if self._bar.tasks[self._task].total is not None:
            self._bar.update(self._task, completed=self._share())

    def end(self) -> None:
        """Complete the bar."""
        self._is_done = True
        self._bar.update(self._task, total=1.0, completed=1.0)

    def _share(self) -> float:
        """Return the completed share of the build, from 0 to 1."""
        if self._is_done:
            return 1.0
        read = self._read / self._total if self._total else 0.0
        if self._written_from is None:
            return READING_SHARE * min(read, 1.0)
        took = max(self._written_from - self._begun, 1e-6)
        expected = took * (1 - READING_SHARE) / READING_SHARE
        # Exponential approach: 1 - 1/e of the writing share after the expected time.
        return 1 - (1 - READING_SHARE) * math.exp(-(self._clock() - self._written_from) / expected)


class LineProgress:
    """Lines on standard error: one every few seconds, and one for each refused record."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()
        self._total = self._read = 0
        self._refusals = _Refusals()

    def begin(self, total: int) -> None:
        self._total += total

    def advance(self, read: int, counts: Counts) -> None:
        self._read += read
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            share = self._read / self._total if self._total else 1.0
            _say(f"reading: {share:.0%}, {_rate(counts, time.monotonic() - self._begun)}")

    def refused(self, record: Refused) -> None:
        for line in self._refusals.said(record):
            _say(line)

    def writing(self) -> None:
        _say("writing the generation")


class _Refusals:
    """Lines about refused records, each printed once, with a limit per file."""

    def __init__(self) -> None:
        """Start without refused records."""
        self._said: set[Refused] = set()
        self._of: Counter[Origin] = Counter()
        self._is_long = False

    def said(self, record: Refused) -> Iterator[str]:
        """Yield the lines to print for a refused record, if any."""
        if record in self._said or self._of[record.file] > MAX_REFUSALS:
            return
        if record.file not in self._of and len(self._of) >= MAX_REFUSED_FILES:
            if not self._is_long:
                yield "refused: more files, which the report counts (--json has all)"
            self._is_long = True
            return
        self._of[record.file] += 1
        if self._of[record.file] > MAX_REFUSALS:
            yield f"refused: {record.file}: and more, which the report counts (--json has all)"
            return
        self._said.add(record)
        yield f"refused: {record.file}, {record.place}: {record.reason}"


class _MovingBar(Bar):
    """A bar that updates the progress whenever it is drawn."""

    progress: TerminalProgress | None = None

    def get_renderables(self) -> Iterable[RenderableType]:
        """Update the progress and return what to draw."""
        if self.progress is not None:
            self.progress.move()
        return super().get_renderables()


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
        TimeElapsedColumn(),
    )
    with _MovingBar(*columns, console=console) as bar:
        bar.progress = TerminalProgress(bar)
        yield bar.progress
        bar.progress.end()


def _rate(counts: Counts, seconds: float) -> str:
    """Return the number of records and their rate per second as text."""
    return f"{counts.read:,} records, {counts.read / max(seconds, 1e-6):,.0f}/s"


def _say(line: str) -> None:
    """Write a line to standard error at once."""
    sys.stderr.write(f"{one_line(line)}\n")
    sys.stderr.flush()
