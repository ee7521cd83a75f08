"""The command that serves, as those who run it see it: in processes of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.cli import main as indexer
from tests.search_web.operations.test_metrics import Samples, samples
from tests.workspaces import new_workspace

pytestmark = pytest.mark.slow

PATIENCE = 60
"""Seconds after which what never comes has not come; a slow machine is no failure."""

Answer = tuple[int, dict[str, str], bytes]


class Running:
    """A server, and what it logs."""

    def __init__(self, data: Path, *options: str) -> None:
        command = [sys.executable, "-m", "search_web", "serve", "--data", str(data), "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--log-format", "json", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        said = self.process.stdout.readline()
        self.port = int(said.rpartition("127.0.0.1:")[2].split()[0])
        self.lines: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._changed:
                self.lines.append(json.loads(line))
                self._changed.notify_all()

    def wait_for(self, seen: Callable[[list[dict[str, Any]]], object]) -> None:
        """Waits until the lines that were logged show something."""
        with self._changed:
            assert self._changed.wait_for(lambda: seen(self.lines), PATIENCE), self.lines

    def opened(self) -> list[int]:
        """The processes that opened the index, in that order."""
        return [line["pid"] for line in self.lines if "is served" in line["message"]]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str, port: int | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            return ask(connection, path)

    def send(self, request: bytes) -> bytes:
        """What comes back for bytes on the wire until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as sent:
            sent.sendall(request)
            return b"".join(iter(lambda: sent.recv(65536), b""))

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to stop, and waits for its exit status."""
        self.process.send_signal(sign)
        return self.end()

    def end(self) -> int:
        status = self.process.wait(PATIENCE)
        self._reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        return status


def ask(connection: http.client.HTTPConnection, path: str) -> Answer:
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read()


class SlowRequest:
    """A request of which the body is still to come, known to be under way."""

    BODY = b"x" * 100

    def __init__(self, server: Running) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        self.socket.sendall(
            b"POST /hooks/published HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            b"Content-Length: %d\r\n\r\n" % len(self.BODY)
        )
        assert self.socket.recv(1000).startswith(b"HTTP/1.1 100 Continue")

    def finish(self) -> bytes:
        """Sends the rest; what is answered until the server closes the connection."""
        with self.socket:
            self.socket.sendall(self.BODY)
            return b"".join(iter(lambda: self.socket.recv(65536), b""))


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data with an index of one article."""
    data = tmp_path_factory.mktemp("served")
    new_workspace(data)
    build(data, "واحد")
    (data / "hook-secret").write_bytes(b"x" * 32)
    return data


def build(data: Path, title: str) -> None:
    source = data / "articles.jsonl"
    source.write_text(json.dumps({"id": "1", "title": title, "body": "نص في الحدود."}))
    built = CliRunner().invoke(
        indexer, ["build", str(source), "--data", str(data), "--processes", "1"]
    )
    assert built.exit_code == 0, built.output


Serve = Callable[..., Running]


@pytest.fixture
def serve(indexed: Path) -> Iterator[Serve]:
    """Starts servers, which have opened their index; they are stopped in the end."""
    with ExitStack() as running:

        def start(*options: str, workers: int = 1) -> Running:
            secret = ("--hook-secret-file", str(indexed / "hook-secret"))
            server = Running(indexed, "--workers", str(workers), *secret, *options)
            running.callback(lambda: server.process.poll() is None and server.stop())
            server.wait_for(lambda _: len(server.opened()) == workers)
            return server

        yield start


@pytest.fixture(scope="module")
def standing(indexed: Path) -> Iterator[Running]:
    """A server for all tests that leave it as it is."""
    server = Running(indexed)
    yield server
    server.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_server_says_where_it_is_answers_and_ends_with_success(serve: Serve) -> None:
    server = serve()
    status, headers, body = server.get("/search?q=%D8%AD%D8%AF%D9%88%D8%AF")
    assert status == 200
    assert "واحد" in body.decode()
    assert "waitress" not in headers.get("Server", "")
    assert server.stop() == 0


def test_ctrl_c_ends_it_with_success_too(serve: Serve) -> None:
    assert serve(workers=2).stop(signal.SIGINT) == 0


def test_a_request_under_way_is_finished_before_a_server_ends(serve: Serve) -> None:
    server = serve()
    kept = server.connect()
    assert ask(kept, "/readyz")[0] == 200
    slow = SlowRequest(server)
    server.process.terminate()
    while (status := ask(kept, "/readyz")[0]) == 200:
        pass
    assert status == 503
    with pytest.raises(ConnectionRefusedError):
        while True:
            server.get("/healthz")
    assert slow.finish().startswith(b"HTTP/1.1 400")
    assert server.end() == 0


def test_clients_that_are_slow_to_ask_hinder_nobody(serve: Serve) -> None:
    server = serve()
    slow = [SlowRequest(server) for _ in range(4)]
    assert server.get("/healthz")[0] == 200
    assert server.get("/search?q=a")[0] == 200
    for one in slow:
        assert one.finish().startswith(b"HTTP/1.1 400")


def test_requests_that_wait_for_a_thread_are_answered_before_a_server_ends(serve: Serve) -> None:
    server = serve("--threads", "1")
    slow = SlowRequest(server)
    waiting = [server.connect() for _ in range(20)]
    for connection in waiting:
        connection.request("GET", "/healthz")
    server.process.terminate()
    assert slow.finish().startswith(b"HTTP/1.1 400")
    assert [connection.getresponse().read() for connection in waiting] == [b"ok\n"] * 20
    for connection in waiting:
        connection.close()
    assert server.end() == 0


def test_no_request_is_lost_while_a_server_under_load_ends(serve: Serve) -> None:
    server = serve(workers=2)
    lost: list[object] = []
    answered = [0] * 4

    def load(number: int) -> None:
        while True:
            try:
                status = server.get("/search?q=%D8%AD%D8%AF%D9%88%D8%AF")[0]
            except ConnectionRefusedError:
                return
            except (OSError, http.client.HTTPException) as error:
                lost.append(error)
                return
            if status != 200:
                lost.append(status)
            answered[number] += 1

    clients = [threading.Thread(target=load, args=(number,)) for number in range(4)]
    for client in clients:
        client.start()
    server.wait_for(lambda lines: len(lines) > 100)
    assert server.stop() == 0
    for client in clients:
        client.join()
    assert lost == []
    assert sum(answered) > 50


def answering(server: Running, generation: str | None = None) -> set[int]:
    """The processes that answered pages, of a generation."""
    return {
        line["pid"]
        for line in server.lines
        if line.get("route") == "/browse" and generation in (None, line["generation"])
    }


def ask_until(server: Running, seen: Callable[[], bool]) -> None:
    """Several clients ask until something is seen."""
    done = threading.Event()

    def ask_on() -> None:
        while not done.is_set():
            assert server.get("/browse")[0] == 200

    clients = [threading.Thread(target=ask_on) for _ in range(4)]
    for client in clients:
        client.start()
    try:
        server.wait_for(lambda _: seen())
    finally:
        done.set()
        for client in clients:
            client.join()


def test_two_processes_answer_and_any_tells_the_metrics_of_both(serve: Serve) -> None:
    port = free_port()
    server = serve("--metrics-port", str(port), "--limit-pages", "off", workers=2)
    ask_until(server, lambda: answering(server) == set(server.opened()))
    asked = sum(line.get("route") == "/browse" for line in server.lines)
    assert len(answering(server)) == 2
    for _ in range(5):
        counted = read_metrics(server, port)["bahith_requests_total", ("GET", "/browse", "200")]
        assert counted >= asked
    assert server.get("/metrics")[0] == 404
    assert server.get("/browse", port)[0] == 404


def read_metrics(server: Running, port: int) -> Samples:
    status, _, body = server.get("/metrics", port)
    assert status == 200
    return samples(body.decode())


def test_both_processes_take_up_a_new_generation(serve: Serve, indexed: Path) -> None:
    server = serve("--limit-pages", "off", workers=2)
    ask_until(server, lambda: len(answering(server)) == 2)
    build(indexed, "اثنان")
    generation = (indexed / "generations" / "CURRENT").read_text().strip()
    ask_until(server, lambda: len(answering(server, generation)) == 2)
    assert "اثنان" in server.get("/search?q=%D8%AD%D8%AF%D9%88%D8%AF")[2].decode()


def test_a_process_that_is_killed_is_replaced_and_what_it_counted_stays(serve: Serve) -> None:
    server = serve()
    assert server.get("/browse")[0] == 200
    (first,) = server.opened()
    server.wait_for(lambda _: answering(server))
    os.kill(first, signal.SIGKILL)
    server.wait_for(lambda _: len(server.opened()) == 2)
    assert server.get("/browse")[0] == 200
    server.wait_for(lambda _: len(answering(server)) == 2)
    seen = read_metrics(server, server.port)
    assert seen["bahith_requests_total", ("GET", "/browse", "200")] == 2
    assert server.stop() == 0


def test_nothing_is_left_behind(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = serve(workers=2)
    server.get("/browse")
    os.kill(server.opened()[0], signal.SIGTERM)  # one process alone removes nothing
    server.wait_for(lambda _: len(server.opened()) == 3)
    assert server.get("/metrics")[0] == 200
    assert server.stop() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "request_",
    [
        b"NONSENSE\r\n\r\n",
        b"GET /secret-query HTTP/9.9\r\n\r\n",
        "GET /search?q=الحدود HTTP/1.1\r\nHost: a\r\n\r\n".encode(),  # to be percent-encoded
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret-query\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nsecret-query\r\n\r\n",
        b"GET /secret-query" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_a_request_that_cannot_be_read_is_refused_at_once(
    standing: Running, request_: bytes
) -> None:
    before = len(standing.lines)
    assert standing.send(request_).startswith(b"HTTP/1.1 4")
    said = "a request could not be read"
    standing.wait_for(lambda lines: any(line["message"] == said for line in lines[before:]))
    written = json.dumps(standing.lines)
    assert "127.0.0.1" not in written
    assert "secret-query" not in written
    assert standing.get("/healthz")[0] == 200


def test_a_query_that_is_much_too_long_is_told_so_by_the_application(standing: Running) -> None:
    status, headers, body = standing.get("/api/v1/search?q=" + "%D8%AD" * 5000)
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(body)["errors"][0]["parameter"] == "q"


def test_connections_without_a_request_take_no_thread(serve: Serve) -> None:
    server = serve("--threads", "1")
    with ExitStack() as idle:
        for _ in range(50):
            idle.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        assert [server.get("/healthz")[0] for _ in range(3)] == [200] * 3
        assert server.stop() == 0


def test_clients_that_do_not_read_on_hold_up_nobody(serve: Serve) -> None:
    server = serve("--threads", "1")
    with ExitStack() as idle:
        for _ in range(50):
            client = idle.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")  # closed by the server
        client.settimeout(PATIENCE)  # each would take two seconds of the one that accepts
        assert client.recv(1000).startswith(b"HTTP/1.0 200")


def failing(data: Path, *options: str) -> str:
    """What the command says that cannot serve."""
    command = [sys.executable, "-m", "search_web", "serve", "--data", str(data), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_in_use_and_an_unknown_host_are_named(indexed: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = failing(indexed, "--port", port)
        assert f"127.0.0.1:{port} cannot be served: Address already in use" in said
        said = failing(indexed, "--port", "0", "--metrics-port", port)
        assert f"127.0.0.1:{port} cannot be served" in said
    said = failing(indexed, "--host", "no-such-host.invalid")
    assert "no-such-host.invalid:8000 cannot be served" in said


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--limit-api", "many"), "many"),
        (("--limits-storage", "http://localhost"), "redis://"),
    ],
)
def test_a_limit_that_cannot_be_read_is_named(
    indexed: Path, options: tuple[str, ...], reason: str
) -> None:
    assert reason in failing(indexed, "--port", "0", *options)


def test_without_an_index_a_server_warns_and_waits_for_one(tmp_path: Path) -> None:
    server = Running(tmp_path)
    server.wait_for(
        lambda lines: any("nothing has been built" in line["message"] for line in lines)
    )
    assert server.get("/healthz")[0] == 200
    assert server.get("/readyz")[0] == 503
    assert server.get("/")[0] == 503
    new_workspace(tmp_path)
    build(tmp_path, "واحد")
    assert server.get("/readyz")[0] == 200
    assert server.stop() == 0
