"""Server in separate processes, and an index for it."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from werkzeug.serving import make_server

from indexer.cli import main as indexer

PATIENCE = 60
"""Time limit of a wait in seconds, generous for slow machines."""


@contextlib.contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application in a thread, and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def listens(port: int) -> bool:
    """Return whether a port accepts connections before the time limit."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), PATIENCE).close()
            return True
        time.sleep(0.05)
    return False


Answer = tuple[int, http.client.HTTPMessage, bytes]


class Running:
    """A running server and its log.

    Args:
        data: The data folder.
        options: Further options of the command; without `--workers`, there is one process.

    Attributes:
        port: Port of the server.
        process: The main process.
        lines: Lines of the log so far, parsed from JSON.
        printed: Other lines on standard error, such as of a panic of granian, which begins with an
            empty line.
    """

    def __init__(self, data: Path, *options: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "search_web", "serve", "--data", str(data)]
        command += ["--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(
            [*command, "--log-format", "json", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        assert f"127.0.0.1:{self.port}" in self.process.stdout.readline()
        self.lines: list[dict[str, Any]] = []
        self.printed: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            if not line.startswith("{"):
                self.printed.append(line)
                continue
            with self._changed:
                self.lines.append(json.loads(line))
                self._changed.notify_all()

    def wait_for(self, seen: Callable[[list[dict[str, Any]]], object]) -> None:
        """Wait until a condition on the lines of the log holds."""
        with self._changed:
            assert self._changed.wait_for(lambda: seen(self.lines), PATIENCE), self.lines

    def wait_until_it_listens(self) -> None:
        assert listens(self.port), self.lines

    def opened(self) -> list[int]:
        """Return the ids of the processes that have opened the index, in order."""
        return [line["pid"] for line in self.lines if "is served" in line["message"]]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str, port: int | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            return ask(connection, path)

    def send(self, request: bytes) -> bytes:
        """Send raw bytes and return all bytes received until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as sent:
            sent.sendall(request)
            return b"".join(iter(lambda: sent.recv(65536), b""))

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to stop the server, and return its exit status."""
        self.process.send_signal(sign)
        return self.end()

    def end(self) -> int:
        status = self.process.wait(PATIENCE)
        self._reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        assert not any("Traceback" in line for line in self.printed), self.printed
        return status


def ask(connection: http.client.HTTPConnection, path: str) -> Answer:
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def build(data: Path, title: str) -> None:
    source = data / "articles.jsonl"
    source.write_text(json.dumps({"id": "1", "title": title, "body": "نص في الحدود."}))
    built = CliRunner().invoke(
        indexer, ["build", str(source), "--data", str(data), "--processes", "1"]
    )
    assert built.exit_code == 0, built.output
