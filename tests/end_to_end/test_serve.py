"""Tests of `search-web serve` in separate processes."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from search_web.operations.security_headers import HEADERS
from tests.end_to_end.running import PATIENCE, Running, ask, build, free_port
from tests.search_web.operations.test_metrics import Samples, samples
from tests.workspaces import new_workspace

pytestmark = pytest.mark.slow


class SlowRequest:
    """A request in progress, whose body is not sent yet."""

    BODY = b"x" * 100

    def __init__(self, server: Running) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        self.socket.sendall(
            b"POST /hooks/published HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            b"Content-Length: %d\r\n\r\n" % len(self.BODY)
        )
        assert self.socket.recv(1000).startswith(b"HTTP/1.1 100 Continue")

    def finish(self) -> bytes:
        """Send the body and return the beginning of the response."""
        with self.socket:
            self.socket.sendall(self.BODY)
            return self.socket.recv(65536)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with an index of one article."""
    data = tmp_path_factory.mktemp("served")
    new_workspace(data)
    build(data, "واحد")
    (data / "hook-secret").write_bytes(b"x" * 32)
    return data


Serve = Callable[..., Running]


@pytest.fixture
def serve(indexed: Path) -> Iterator[Serve]:
    """Yield a function that starts a server and waits for its workers; stop all at the end."""
    with ExitStack() as running:

        def start(*options: str, workers: int = 1) -> Running:
            secret = ("--hook-secret-file", str(indexed / "hook-secret"))
            server = Running(indexed, "--workers", str(workers), *secret, *options)
            running.callback(lambda: server.process.poll() is None and server.stop())
            server.wait_for(lambda _: len(server.opened()) == workers)
            server.wait_until_it_listens()
            return server

        yield start


@pytest.fixture(scope="module")
def standing(indexed: Path) -> Iterator[Running]:
    """Yield a server shared by the tests that do not change it."""
    server = Running(indexed)
    server.wait_until_it_listens()
    yield server
    server.stop()


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
    slow = SlowRequest(server)
    server.process.terminate()
    with pytest.raises(OSError):
        while True:
            server.get("/healthz")
    assert slow.finish().startswith(b"HTTP/1.1 400")
    assert server.end() == 0


def trickle(server: Running, head: bytes, count: int) -> list[socket.socket]:
    """Return connections that have sent the beginning of a request."""
    clients = [socket.create_connection(("127.0.0.1", server.port), PATIENCE) for _ in range(count)]
    for client in clients:
        client.sendall(head)
    return clients


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        b"POST /preferences HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nba",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nba",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na",
    ],
    ids=["nothing", "heads", "bodies", "bodies-of-get", "chunks"],
)
def test_clients_that_are_slow_to_ask_hinder_nobody(standing: Running, head: bytes) -> None:
    slow = trickle(standing, head, 64)
    for _ in range(5):
        for client in slow:
            if head:
                client.sendall(b"a")
        assert standing.get("/healthz")[0] == 200
        assert standing.get("/search?q=a")[0] == 200
    for client in slow:
        client.close()


def test_a_client_that_never_ends_its_head_is_not_waited_for(standing: Running) -> None:
    (slow,) = trickle(standing, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", 1)
    slow.settimeout(1)
    sent = 0
    with slow, contextlib.suppress(ConnectionError):
        while True:
            slow.sendall(b"a")
            sent += 1
            with contextlib.suppress(TimeoutError):
                assert slow.recv(1000) == b""
                break
    assert sent < PATIENCE


def test_clients_that_take_nothing_hinder_nobody(standing: Running) -> None:
    asking = b"GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n"
    slow = trickle(standing, asking, 16)
    assert standing.get("/search?q=a")[0] == 200
    for client in slow:
        client.close()


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/v1/search", "/preferences", "/en"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_body_that_nobody_reads_loses_no_request_after_it(
    standing: Running, method: str, path: str
) -> None:
    with contextlib.closing(standing.connect()) as connection:
        for _ in range(3):
            connection.request(method, path, body=b"x" * 70_000)
            response = connection.getresponse()
            assert response.status < 500
            assert response.getheader("Connection") != "close"
            response.read()
        assert ask(connection, "/healthz")[0] == 200


def test_of_a_body_that_is_much_too_long_the_answer_says_that_nothing_follows(
    standing: Running,
) -> None:
    head = b"POST /preferences HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", standing.port), PATIENCE) as client:
        client.sendall(head + b"x" * (2 << 20))
        answer = client.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer


def test_requests_that_wait_are_answered_before_a_server_ends(serve: Serve) -> None:
    server = serve("--threads", "1")
    waiting = [server.connect() for _ in range(20)]
    for connection in waiting:
        connection.request("GET", "/browse")
    server.wait_for(lambda _: answering(server))
    server.process.terminate()
    answers = [connection.getresponse() for connection in waiting]
    assert {answer.status for answer in answers} == {200}
    assert all(answer.read().endswith(b"</html>") for answer in answers)
    for connection in waiting:
        connection.close()
    assert server.end() == 0


def test_no_answer_breaks_off_while_a_server_under_load_ends(serve: Serve) -> None:
    """Assert that no response is truncated in a graceful shutdown.

    A request without any byte of a response may be retried (RFC 9112, section 9.3.1).
    """
    server = serve(workers=2)
    broken: list[object] = []
    answered = [0] * 4

    def load(number: int) -> None:
        while True:
            try:
                status = server.get("/search?q=%D8%AD%D8%AF%D9%88%D8%AF")[0]
            except ConnectionRefusedError:
                return
            except (ConnectionResetError, http.client.RemoteDisconnected):
                continue
            except (OSError, http.client.HTTPException) as error:
                broken.append(error)
                return
            if status != 200:
                broken.append(status)
            answered[number] += 1

    clients = [threading.Thread(target=load, args=(number,)) for number in range(4)]
    for client in clients:
        client.start()
    server.wait_for(lambda lines: len(lines) > 100)
    assert server.stop() == 0
    for client in clients:
        client.join()
    assert broken == []
    assert sum(answered) > 50


def answering(server: Running, generation: str | None = None) -> set[int]:
    """Return the ids of the processes that served pages, optionally only of one generation."""
    return {
        line["pid"]
        for line in server.lines
        if line.get("route") == "/browse" and generation in (None, line["generation"])
    }


def ask_until(server: Running, seen: Callable[[], bool]) -> None:
    """Send requests from several clients until a condition holds."""
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
    server.wait_until_it_listens()
    assert server.get("/browse")[0] == 200
    server.wait_for(lambda _: len(answering(server)) == 2)
    seen = read_metrics(server, server.port)
    assert seen["bahith_requests_total", ("GET", "/browse", "200")] == 2
    assert server.stop() == 0


def test_while_a_killed_process_is_replaced_the_other_answers(serve: Serve) -> None:
    """Assert that no connection is refused, and that all are answered once the process is gone.

    Connections that it has accepted or queued are reset when it dies.
    """
    server = serve("--limit-pages", "off", workers=2)
    gone, done = threading.Event(), threading.Event()
    statuses: list[int] = []
    failures: list[Exception] = []

    def load() -> None:
        while not done.is_set():
            begun_afterwards = gone.is_set()
            try:
                statuses.append(server.get("/browse")[0])
            except (OSError, http.client.HTTPException) as error:
                if begun_afterwards or isinstance(error, ConnectionRefusedError):
                    failures.append(error)

    clients = [threading.Thread(target=load) for _ in range(4)]
    for client in clients:
        client.start()
    server.wait_for(lambda _: len(answering(server)) == 2)
    os.kill(server.opened()[0], signal.SIGKILL)
    server.wait_for(lambda lines: any("Unexpected exit" in line["message"] for line in lines))
    gone.set()
    server.wait_for(lambda _: len(server.opened()) == 3)
    server.wait_for(lambda _: len(answering(server)) == 3)
    done.set()
    for client in clients:
        client.join()
    assert failures == []
    assert set(statuses) == {200}
    assert server.stop() == 0


def test_nothing_is_left_behind(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = serve(workers=2)
    server.get("/browse")
    os.kill(server.opened()[0], signal.SIGTERM)  # a single worker removes no files
    server.wait_for(lambda _: len(server.opened()) == 3)
    assert server.get("/metrics")[0] == 200
    assert server.stop() == 0
    assert list(tmp_path.iterdir()) == []


def head(target: bytes = b"/", fields: bytes = b"", method: bytes = b"GET") -> bytes:
    """Return the head of a request, with more fields than the usual ones."""
    usual = b"Host: localhost\r\nConnection: close\r\n"
    return method + b" " + target + b" HTTP/1.1\r\n" + usual + fields + b"\r\n"


UNREADABLE = {
    "no request": b"NONSENSE\r\n\r\n",
    "no such version": b"GET /secret-query HTTP/9.9\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret-query\r\n\r\n",
    "HTTP 0.9": b"GET /secret-query\r\n\r\n",
    "a space in a target": head(b"/secret query"),
    "an angle bracket in a target": head(b"/<secret-query>"),
    "a line that is no field": head(fields=b"secret-query\r\n"),
    "a folded field": head(fields=b"X: a\r\n secret-query\r\n"),
    "U+0000 in a field": head(fields=b"X: secret-query\0\r\n"),
    "two lengths": head(fields=b"Content-Length: 1\r\nContent-Length: 2\r\n") + b"ab",
    "a negative length": head(fields=b"Content-Length: -1\r\n"),
    "an unknown coding": head(fields=b"Transfer-Encoding: gzip\r\n"),
    "a target of 64 KiB": head(b"/secret-query" + b"x" * (64 << 10)),
    "more than 100 fields": head(fields=b"X: secret-query\r\n" * 101),
    "a head of 1 MiB": head(fields=b"X: secret-query" + b"x" * (1 << 20) + b"\r\n"),
}
"""Requests that granian cannot read, by their faults: it refuses them without the application."""


@pytest.mark.parametrize("fault", UNREADABLE)
def test_a_request_that_granian_cannot_read_is_refused_at_once_without_a_body(
    standing: Running, fault: str
) -> None:
    with socket.create_connection(("127.0.0.1", standing.port), PATIENCE) as client:
        with contextlib.suppress(ConnectionError):  # it may be refused before it is sent whole
            client.sendall(UNREADABLE[fault])
        answer = client.recv(65536)
    assert re.match(rb"HTTP/1.1 4(00|14|31) ", answer)
    assert b"\r\ncontent-length: 0\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")
    assert "secret-query" not in json.dumps(standing.lines)
    assert standing.get("/healthz")[0] == 200


CHUNKED = head(fields=b"Transfer-Encoding: chunked\r\n", method=b"POST")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (head(fields=b"Host: a\r\n"), 400),
        (CHUNKED + b"ZZ\r\nabc\r\n", 400),
        (CHUNKED + b"-1\r\n", 400),
        (head(b"/secret-query" + b"x" * (33 << 10)), 414),
        (head(b"/search?q=secret-query" + b"x" * (62 << 10)), 414),
        (head(b"/api/v1/search?q=secret-query" + b"x" * (62 << 10)), 414),
        (head(fields=b"X: secret-query" + b"x" * (65 << 10) + b"\r\n"), 431),
        (head(fields=b"X: secret-query" + b"x" * (200 << 10) + b"\r\n"), 431),
        (head(b"/api/v1/search", (b"X: secret-query" + b"x" * 1000 + b"\r\n") * 90), 431),
    ],
)
def test_a_request_that_is_refused_is_answered_and_logged_like_any_other(
    standing: Running, request_: bytes, status: int
) -> None:
    before = len(standing.lines)
    answer = standing.send(request_)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    for name in (*HEADERS, "X-Request-ID"):
        assert b"\r\n%s: " % name.lower().encode() in answer
    assert len(answer) < 16_000  # not the whole target, which pages repeat
    standing.wait_for(lambda lines: any(line.get("status") == status for line in lines[before:]))
    written = json.dumps(standing.lines)
    assert "127.0.0.1" not in written
    assert "secret-query" not in written
    assert standing.get("/healthz")[0] == 200


@pytest.mark.parametrize(
    "request_",
    [
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /search?q=الحدود HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
        b"GET /%ff?q=%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
    ],
)
def test_an_odd_request_is_answered_like_any_other(standing: Running, request_: bytes) -> None:
    answer = standing.send(request_).lower()
    assert re.match(rb"http/1.[01] (200|404)", answer)
    assert b"content-security-policy" in answer
    assert b"x-request-id" in answer


def test_a_percent_encoded_slash_belongs_to_the_id_of_an_article(standing: Running) -> None:
    assert standing.get("/api/v1/articles/1/related")[0] == 200
    for slash in ("%2F", "%2f"):
        status, _, body = standing.get(f"/api/v1/articles/1{slash}related")
        assert status == 404
        assert "1/related" in json.loads(body)["detail"]


def test_a_query_that_is_much_too_long_is_told_so_by_the_application(standing: Running) -> None:
    status, headers, body = standing.get("/api/v1/search?q=" + "%D8%AD" * 5000)
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(body)["errors"][0]["parameter"] == "q"


def failing(data: Path, *options: str) -> str:
    """Return the error message of a server that fails to start."""
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
        said = failing(indexed, "--port", str(free_port()), "--metrics-port", port)
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
    assert reason in failing(indexed, "--port", str(free_port()), *options)


def test_without_room_for_metrics_a_server_says_so_and_serves(
    indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "not there"))
    server = Running(indexed, "--workers", "2")
    server.wait_for(lambda _: len(server.opened()) == 2)
    server.wait_until_it_listens()
    for _ in range(4):
        status, _, body = server.get("/readyz")
        assert status == 200
        assert body.startswith(b"ok\nmetrics: each process counts for itself")
    assert server.get("/metrics")[0] == 200
    told = [line for line in server.lines if line["message"].startswith("metrics:")]
    assert len(told) == 1
    assert server.stop() == 0


def test_processes_end_with_the_one_that_began_them(indexed: Path) -> None:
    server = Running(indexed)
    server.wait_until_it_listens()
    server.process.kill()
    with pytest.raises(OSError):
        while True:
            server.get("/healthz")
    server.end()


def test_without_an_index_a_server_warns_and_waits_for_one(tmp_path: Path) -> None:
    server = Running(tmp_path)
    server.wait_for(
        lambda lines: any("nothing has been built" in line["message"] for line in lines)
    )
    server.wait_until_it_listens()
    assert server.get("/healthz")[0] == 200
    assert server.get("/readyz")[0] == 503
    assert server.get("/")[0] == 503
    new_workspace(tmp_path)
    build(tmp_path, "واحد")
    assert server.get("/readyz")[0] == 200
    assert server.stop() == 0
