"""What staff see while a build runs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from indexer.building.progress import (
    MAX_REFUSALS,
    MAX_REFUSED_FILES,
    READING_SHARE,
    LineProgress,
    TerminalProgress,
    _MovingBar,
    progress_on,
)
from indexer.building.report import Counts
from indexer.sources.record import Refused


class Build:
    """A build on a clock of the test, and where its bar stands."""

    def __init__(self) -> None:
        self.now = 0.0
        self.bar = _MovingBar(console=Console(file=io.StringIO()), auto_refresh=False)
        self.progress = TerminalProgress(self.bar, clock=lambda: self.now)

    @property
    def share(self) -> float:
        self.bar.progress = self.progress
        list(self.bar.get_renderables())
        return self.bar.tasks[0].percentage / 100


def test_the_bar_moves_on_while_the_index_is_written_and_ends_when_it_is() -> None:
    build = Build()
    build.progress.begin(100)
    shares = []
    for _ in range(10):
        build.now += 1
        build.progress.advance(10, Counts(read=1))
        shares.append(build.share)
    assert shares[-1] == pytest.approx(READING_SHARE)
    build.progress.writing()
    for _ in range(20):
        build.now += 1
        shares.append(build.share)
    assert shares == sorted(set(shares))
    assert READING_SHARE < shares[10] < shares[15] < shares[-1] < 1
    build.progress.end()
    assert build.bar.tasks[0].percentage == 100


def test_the_bar_goes_on_where_the_rest_is_read_after_what_was_modified() -> None:
    build = Build()
    build.now += 1
    build.progress.writing()
    build.progress.begin(100)
    assert build.share == 0
    build.progress.advance(50, Counts(read=1))
    assert build.share == pytest.approx(READING_SHARE / 2)
    assert build.bar.tasks[0].description == "reading"


def test_a_terminal_has_a_bar_that_ends_full() -> None:
    shown = io.StringIO()
    with progress_on(Console(file=shown, force_terminal=True, width=100)) as progress:
        progress.begin(10)
        progress.advance(10, Counts(read=3))
        progress.refused(Refused(Path("a.txt"), "line 1", "it is [no] article"))
        progress.writing()
    assert "100%" in shown.getvalue()
    assert "refused: a.txt, line 1: it is [no] article" in shown.getvalue()


def test_a_folder_of_anything_is_not_named_file_by_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = LineProgress()
    for number in range(MAX_REFUSED_FILES + 50):
        progress.refused(Refused(Path(f"{number}.py"), "the page", "no"))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MAX_REFUSED_FILES + 1
    assert lines[-1] == "refused: more files, which the report counts (--json has all)"


def test_each_refusal_is_said_once_and_of_a_file_a_few(capsys: pytest.CaptureFixture[str]) -> None:
    progress = LineProgress()
    for _ in range(2):
        for number in range(100):
            progress.refused(Refused(Path("a.txt"), f"line {number}", "no"))
        progress.refused(Refused(Path("b.txt"), "the file", "no"))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MAX_REFUSALS + 2
    assert lines[MAX_REFUSALS].startswith("refused: a.txt: and more")
    assert lines[-1] == "refused: b.txt, the file: no"
