"""Periodic updates of the index until a stop event."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from analyzers.errors import UserError
from indexer.building.report import Report
from indexer.engines.base import LockedError
from indexer.os_failures import explain_error

POLL_SECONDS = 1.0
"""Seconds between two checks of the update request."""

LOCKED_RETRY_SECONDS = 60.0
"""Longest pause, in seconds, before a retry after another process was writing."""

MAX_BACKOFF = 8
"""Longest pause after consecutive failures, in intervals; the pause doubles from one interval."""

_log = logging.getLogger(__name__)


def watch(
    update: Callable[[], Report], every: float, stopped: Event, request: Path | None = None
) -> None:
    """Update at an interval until stopped; log failures and retry them later.

    Args:
        update: Updates the index.
        every: Seconds from the end of an update to the start of the next.
        stopped: Event that stops the loop; a running update is completed first.
        request: File that requests an update when it is written.
    """
    failures = 0
    while not stopped.is_set():
        pause, before = every, _written(request)
        try:
            _log_report(update())
            failures = 0
        except LockedError as error:
            _log.info("put off: %s", error)
            pause = min(every, LOCKED_RETRY_SECONDS)
        except (UserError, OSError) as error:
            _log.error("failed: %s", explain_error(error, request.parent if request else None))
            pause = every * min(2**failures, MAX_BACKOFF)
            failures += 1
        _wait(pause, stopped, request, before)


def _wait(seconds: float, stopped: Event, request: Path | None, before: int) -> None:
    """Wait for some seconds, or until stopped or requested.

    Args:
        seconds: Longest time to wait.
        stopped: The stop event.
        request: File of the update request.
        before: Modification time of the request that was already handled.
    """
    until = time.monotonic() + seconds
    if request is None:
        stopped.wait(seconds)
        return
    while _written(request) == before and (left := until - time.monotonic()) > 0:
        if stopped.wait(min(POLL_SECONDS, left)):
            return


def _written(file: Path | None) -> int:
    """Return the modification time of a file in nanoseconds, 0 if it does not exist."""
    try:
        return file.stat().st_mtime_ns if file else 0
    except FileNotFoundError:
        return 0


def _log_report(report: Report) -> None:
    """Log the result of an update on one line."""
    counts = report.counts
    did = (
        f"{counts.indexed} indexed, {counts.removed} removed, {counts.refused} refused of "
        f"{counts.read} in {report.seconds:.1f} s"
    )
    if report.objections:
        said = "; ".join((*report.objections, "if it is meant, `indexer update --force`"))
        _log.warning("not switched to: %s (%s)", said, did)
    elif report.published:
        _log.info("updated: %s", did)
    else:
        _log.info("nothing changed: %s", did)
