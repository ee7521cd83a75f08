"""Retries of a command while another process is writing."""

from __future__ import annotations

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from indexer.engines.base import LockedError


def retry_while_locked(seconds: int) -> Retrying:
    """Return a caller that retries a function while it raises LockedError.

    Args:
        seconds: Time after which the error is raised; 0 raises it at once.
    """
    return Retrying(
        retry=retry_if_exception_type(LockedError),
        stop=stop_after_delay(seconds),
        wait=wait_fixed(min(1, seconds)),
        reraise=True,
    )
