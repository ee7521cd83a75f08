"""Server: gunicorn as a library. Processes that each open the index share its pages in memory.

None opens it before the fork: a lock on a generation belongs to the open file, which processes
would share, so that one of them could give it up for all.
"""

from __future__ import annotations

import select
import selectors
import socket
import struct
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import message
from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

DRAIN = 30
"""Seconds that requests under way are given when the server is stopped."""

KEEP_ALIVE = 10
"""Seconds that a connection without a request is kept."""

LINGER = 2
"""Seconds that a connection is kept that is to be closed, or whose server is stopped."""

STALLED = 20
"""Seconds after which a thread gives up a client that sends or takes nothing any more."""

BACKLOG = 1024
"""Connections that the system holds while all threads are busy."""

LONGEST_LINE = 64 << 10
"""Bytes of a request's first line. gunicorn's own limit refuses 1,400 Arabic letters, before the
application can say what is wrong with them."""

Connection = Any
"""gunicorn's TConn; it has no types."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections at the first address of a host, of IPv4 if it has one. Raises
    OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return socket.create_server(address[:2], family=family, backlog=BACKLOG)


class Server(BaseApplication):  # type: ignore[misc]
    """Serves an application, which each process makes for itself, until a signal stops it. A
    process that died is replaced."""

    def __init__(
        self,
        make: Callable[[], WSGIApplication],
        sockets: list[socket.socket],
        workers: int,
        threads: int,
    ) -> None:
        self._make = make
        self._settings = {
            "bind": [f"fd://{one.detach()}" for one in sockets],
            "workers": workers,
            "threads": threads,
            "worker_class": Worker,
            "graceful_timeout": DRAIN,
            "keepalive": KEEP_ALIVE,
            "backlog": BACKLOG,
            "limit_request_line": LONGEST_LINE,
            "timeout": 120,  # of a process that does not even accept; the index may open slowly
            "loglevel": "warning",
            "logger_class": Log,
            "forwarded_allow_ips": "",  # see Operations.trusted_proxies
            "control_socket_disable": True,
        }
        self.draining = Event()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)
        message.MAX_REQUEST_LINE = LONGEST_LINE

    def load(self) -> WSGIApplication:
        return self._make()


class Log(Logger):  # type: ignore[misc]
    """What gunicorn says, among our logs; of requests it says neither address nor text, which it
    would of one that it cannot read or whose answer breaks off."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: object, **kwargs: Any) -> None:
        is_request = msg.startswith("Invalid request")
        super().warning("a request could not be read" if is_request else msg, *args, **kwargs)

    def exception(self, msg: str, *args: object, **kwargs: Any) -> None:
        if msg.startswith("Socket error"):
            super().warning("a client was not waited for any longer")
            return
        if msg.startswith("Error handling request"):
            msg, args = "an answer could not be sent", ()
        super().exception(msg, *args, **kwargs)


class Worker(ThreadWorker):  # type: ignore[misc]
    """One process: a thread accepts, others answer."""

    def handle_exit(self, signal: int, frame: FrameType | None) -> None:
        self.app.draining.set()
        super().handle_exit(signal, frame)

    def enqueue_req(self, connection: Connection) -> None:
        """A new connection waits for its request where it takes no thread: browsers open some that
        they may never use."""
        if connection.initialized or connection.data_ready or not self.alive:
            super().enqueue_req(connection)
            return
        connection.set_timeout()
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            connection.sock.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", STALLED, 0))
        self._await(connection, partial(self.on_pending_socket_readable, connection))

    def finish_request(self, connection: Connection, done: Future[object]) -> None:
        """Where the connection is to be closed, its client is let read before, which gunicorn would
        wait for in the thread that accepts."""
        if done.cancelled() or done.exception() or done.result():
            super().finish_request(connection, done)
            return
        try:
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:  # the client was faster
            self._close(connection)
            return
        connection.timeout = time.monotonic() + LINGER
        self._await(connection, partial(self._read_on, connection))

    def _await(self, connection: Connection, then: Callable[[socket.socket], None]) -> None:
        """Something is done when bytes come; when none do in time, gunicorn closes it."""
        connection.sock.setblocking(False)
        self.pending_conns.append(connection)
        self.poller.register(connection.sock, selectors.EVENT_READ, then)

    def _read_on(self, connection: Connection, sock: socket.socket) -> None:
        """Reads what nobody wants, until the client closes too: closing on it would reset the
        connection, and the client might lose its answer (RFC 9112, 9.6)."""
        with suppress(OSError):
            if sock.recv(1 << 16):
                return
        self.poller.unregister(sock)
        self.pending_conns.remove(connection)
        self._close(connection)

    def _close(self, connection: Connection) -> None:
        self.nr_conns -= 1
        connection.close()

    def set_accept_enabled(self, enabled: bool) -> None:
        """When stopped: takes the connections that the system already made for the server, then
        refuses others, rather than have them reset at the end."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)
            listener.close()
        self.sockets: list[Any] = []
        last = time.monotonic() + LINGER
        for connection in self.pending_conns:
            connection.timeout = min(connection.timeout, last)
