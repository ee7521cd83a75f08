"""Patience: what a command does while another process is writing."""

from __future__ import annotations

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from indexer.engines.base import LockedError


def patiently(seconds: int) -> Retrying:
    """Call again what another process that is writing keeps from being done, for some time."""
    return Retrying(
        retry=retry_if_exception_type(LockedError),
        stop=stop_after_delay(seconds),
        wait=wait_fixed(min(1, seconds)),
        reraise=True,
    )
