"""Watch: brings the index to the state of its sources again and again, until it is told to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from analyzers.errors import UserError
from indexer.building.report import Report
from indexer.engines.base import LockedError

LOOKED = 1.0
"""Seconds between two looks at it."""

SOON = 60.0
"""Seconds after which it is tried again at the latest if another process was writing."""

LONGER = 8
"""How many times the interval at most is waited after failures in a row, doubling from one."""

_log = logging.getLogger(__name__)


def watch(
    update: Callable[[], Report], every: float, stopped: Event, request: Path | None = None
) -> None:
    """Updates every so many seconds, and soon after the file `request` was written. What fails is
    logged with its reason and tried again later; a run that has begun is ended before it stops."""
    failures = 0
    while not stopped.is_set():
        pause, before = every, _written(request)
        try:
            _tell(update())
            failures = 0
        except LockedError as error:
            _log.info("put off: %s", error)
            pause = min(every, SOON)
        except (UserError, OSError) as error:
            _log.error("failed: %s", error)
            pause = every * min(2**failures, LONGER)
            failures += 1
        _wait(pause, stopped, request, before)


def _wait(seconds: float, stopped: Event, request: Path | None, before: int) -> None:
    """Waits until it is time, it is to stop, or the request was written since."""
    until = time.monotonic() + seconds
    if request is None:
        stopped.wait(seconds)
        return
    while _written(request) == before and (left := until - time.monotonic()) > 0:
        if stopped.wait(min(LOOKED, left)):
            return


def _written(file: Path | None) -> int:
    """When the file was written, 0 if it never was."""
    try:
        return file.stat().st_mtime_ns if file else 0
    except FileNotFoundError:
        return 0


def _tell(report: Report) -> None:
    """A line of what a run did."""
    counts = report.counts
    did = (
        f"{counts.indexed} indexed, {counts.removed} removed, {counts.refused} refused of "
        f"{counts.read} in {report.seconds:.1f} s"
    )
    if report.objections:
        _log.warning("not switched to: %s (%s)", "; ".join(report.objections), did)
    elif report.published:
        _log.info("updated: %s", did)
    else:
        _log.info("nothing changed: %s", did)
