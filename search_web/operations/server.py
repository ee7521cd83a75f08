"""Server: granian as a library. Processes that each open the index share its pages in memory.

Each is begun anew rather than forked, so that it has an index, threads and locks of its own.
Granian reads heads of requests, each within a deadline, and lets requests under way end when it is
stopped.
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
"""Seconds that requests under way are given when the server is stopped."""

HEAD = 10
"""Seconds that a client has to send the head of a request, its connection idle before or not."""

BACKLOG = 1024
"""Connections that the system holds until a process takes them."""

CONNECTIONS = 2000
"""Of a process; more wait in the backlog."""

FILES = 8192
"""Open files of a process: its connections, and those of its generations."""

LONGEST_HEAD = 128 << 10
"""Bytes of a request's head. Of a first line of 64 KiB and more granian says itself that it is too
long."""

RESPAWN_AFTER = 1.0
"""Seconds."""

Load = Callable[[], Callable[..., Any]]

_log = logging.getLogger(__name__)


def check_address(host: str, port: int) -> None:
    """Raises OSError if nothing can be served there."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    socket.create_server(address[:2], family=family).close()


def numeric(host: str) -> str:
    """The first address of a host, of IPv4 if it has one. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    _, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return str(address[0])


def run(load: Load, host: str, port: int, workers: int) -> None:
    """Serves until a signal stops it. A process that died is replaced.

    Args:
        load: Makes the application, of ASGI; called in each process, so it can be pickled.
        host: An address.
        port: Its port.
        workers: Processes.
    """
    _allow_files()
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
        respawn_interval=RESPAWN_AFTER,
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
"""What granian says stands among our lines."""


class _Loading:
    """Makes the application in a process that ends with the one that began it."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def __call__(self) -> Callable[..., Any]:
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
        return self._load()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _allow_files() -> None:
    """Each connection is an open file, of which some systems allow few unless asked."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # it serves as many as it may
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
