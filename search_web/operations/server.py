"""HTTP server: granian with several worker processes.

The processes are spawned instead of forked, so that each has its own index, threads and locks; the
memory pages of the index files are shared. Granian reads the heads of requests with a deadline, and
completes open requests in a graceful shutdown.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

DRAIN = 30
"""Deadline of the graceful shutdown, in seconds."""

HEAD = 10
"""Deadline for a client to send the head of a request, also on an idle connection, in seconds."""

BACKLOG = 1024
"""Maximum number of connections in the queue of the operating system."""

CONNECTIONS = 2000
"""Backpressure: maximum number of connections of a process; others wait in the backlog."""

FILES = 8192
"""Maximum number of open files of a process: its connections and the files of generations."""

LONGEST_HEAD = 256 << 10
"""Size of a request's head in bytes from which granian refuses it, as it does targets of 64 KiB.

The bridge refuses shorter ones before, with all headers of a response and a line of the log.
"""

OVERLAP = 10.0
"""Seconds that a process still answers beside its successor, if SIGHUP replaces all."""

Load = Callable[[], Callable[..., Any]]
"""Factory of the ASGI application."""

_log = logging.getLogger(__name__)


def check_address(host: str, port: int) -> None:
    """Check that a server can listen at an address.

    Raises:
        OSError: It cannot.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    socket.create_server(address[:2], family=family).close()


def numeric(host: str) -> str:
    """Return the first IP address of a host, preferably IPv4.

    Raises:
        OSError: The host is unknown.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    _, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return str(address[0])


def run(load: Load, host: str, port: int, workers: int) -> None:
    """Serve an application until a signal stops it; processes that die are replaced.

    Each process listens for itself. While one is replaced, new connections are passed to the
    others; if it is the only one, they are refused.

    Args:
        load: Factory of the ASGI application, called in each process; it must be picklable.
        host: IP address to listen at.
        port: Port to listen at.
        workers: Number of processes.
    """
    _allow_files()
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(RETURNED))  # read by the processes' libc
    multiprocessing.set_start_method("spawn", force=True)
    Server(
        "bahith",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD * 1000, max_buffer_size=LONGEST_HEAD),
        respawn_failed_workers=True,
        respawn_interval=OVERLAP,
        workers_kill_timeout=DRAIN,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGED,
    ).serve(target_loader=_Loading(load), wrap_loader=False)


LOGGED: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}},
}
"""Logging configuration of granian: pass its messages on to the root logger."""


RETURNED = 4 << 20
"""Size of memory in bytes from which glibc returns it to the system when it is freed.

By itself it raises this limit to what was freed before (mallopt(3)), so that a process would keep
what it needed for a moment while opening an index: 40 of 308 MB at 10,000 articles.
"""


class _Loading:
    """Factory of the application that also ends the process when its parent ends."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def __call__(self) -> Callable[..., Any]:
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
        return self._load()


def _end_with_parent() -> None:
    """Wait for the end of the parent process, then send SIGTERM to this one."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _allow_files() -> None:
    """Raise the limit of open files to FILES if possible, as each connection is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # keep the lower limit
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
