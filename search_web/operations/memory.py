"""Memory that a process has freed and the C library keeps for it."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back_memory() -> None:
    """Give freed memory back to the system, where the C library can (glibc's malloc_trim).

    What is read of a generation is parsed from texts that are several times as large.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
