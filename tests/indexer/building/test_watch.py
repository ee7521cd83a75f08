"""Unattended updates by `indexer watch`."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner

from indexer.building.report import Counts, Report
from indexer.building.watch import LOCKED_RETRY_SECONDS, MAX_BACKOFF, watch
from indexer.cli import main
from indexer.engines.base import EngineError, LockedError
from indexer.sources.source import SourceError
from indexer.workspace import Workspace
from search_web.cli import main as search_web
from tests.conftest import PROJECT
from tests.workspaces import new_workspace

UNITS = sorted((PROJECT / "systemd").iterdir())
DONE = Report(Counts(read=3, indexed=1), 0.5, None, published=True)


class Clock(Event):
    """An event whose waits return at once, and that is set after a number of waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waited: list[float | None] = []
        self._waits = waits

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        if len(self.waited) == self._waits:
            self.set()
        return self.is_set()


def outcomes(*results: Report | Exception) -> Callable[[], Report]:
    """Return an update with these successive outcomes."""
    remaining: Iterator[Report | Exception] = iter(results)

    def update() -> Report:
        result = next(remaining)
        if isinstance(result, Exception):
            raise result
        return result

    return update


def test_it_updates_at_its_interval_and_logs_the_result(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    clock = Clock(2)
    watch(outcomes(DONE, Report(Counts(read=3), 0.1, None, published=False)), 900, clock)
    assert clock.waited == [900, 900]
    assert "updated: 1 indexed, 0 removed, 0 refused of 3 in 0.5 s" in caplog.text
    assert "nothing changed" in caplog.text


def test_failures_are_logged_and_retried_with_exponential_backoff(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = [SourceError("https://x: it cannot be reached"), EngineError("x"), OSError("full")]
    clock = Clock(7)
    watch(outcomes(*failures, *failures[:2], DONE, failures[0]), 10, clock)
    assert clock.waited == [10, 20, 40, 10 * MAX_BACKOFF, 10 * MAX_BACKOFF, 10, 10]
    assert "https://x: it cannot be reached" in caplog.text


def test_a_full_disk_is_told_as_to_staff(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    watch(outcomes(OSError(errno.ENOSPC, "No space")), 1, Clock(1), tmp_path / "request")
    assert "failed: the disk is full (No space), at " in caplog.text


def test_another_writer_is_waited_for_and_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    clock = Clock(2)
    watch(outcomes(LockedError("written by process 7"), DONE), 900, clock)
    assert clock.waited == [LOCKED_RETRY_SECONDS, 900]
    assert "put off: written by process 7" in caplog.text


def test_objections_of_the_gate_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    report = Report(Counts(), 0, None, published=False, objections=["20 of 30 would be lost"])
    watch(outcomes(report), 1, Clock(1))
    said = "not switched to: 20 of 30 would be lost; if it is meant, `indexer update --force`"
    assert said in caplog.text


def test_it_indexes_changes_of_its_sources_until_it_is_stopped(tmp_path: Path) -> None:
    new_workspace(tmp_path)
    source = tmp_path / "articles.jsonl"

    def write(count: int) -> None:
        lines = (json.dumps({"id": str(n), "title": "عنوان", "body": "نص"}) for n in range(count))
        source.write_text("\n".join(lines), encoding="utf-8")

    write(1)
    built = CliRunner().invoke(main, ["build", str(source), "--data", str(tmp_path)])
    assert built.exit_code == 0
    command = [
        sys.executable,
        "-m",
        "indexer",
        "watch",
        "--every",
        "0.005",
        "--data",
        str(tmp_path),
    ]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as watching:
        write(2)
        until = time.monotonic() + 30
        while Workspace(tmp_path).engine().info().articles != 2 and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(watching.pid, signal.SIGTERM)
        _, said = watching.communicate(timeout=30)
    assert watching.returncode == 0
    assert Workspace(tmp_path).engine().info().articles == 2
    assert "updated: 1 indexed" in said


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: str(unit.name))
def test_a_systemd_unit_uses_existing_commands_and_options(unit: Path) -> None:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit, encoding="utf-8")
    if "Service" not in parser:
        assert (unit.with_suffix(".service")).exists()
        return
    program, command, *arguments = shlex.split(parser["Service"]["ExecStart"])
    known = {"indexer": main, "search-web": search_web}[Path(program).name].commands[command]
    options = {name for parameter in known.params for name in parameter.opts}
    assert {one for one in arguments if one.startswith("--")} <= options
