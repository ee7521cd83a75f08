"""Tests of the ASGI bridge, also with slow clients and broken connections."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_web.operations.bridge import COMPUTED, LARGEST, PASSED_OVER, PIECE, Bridge
from search_web.operations.hosts import REFUSED

PATIENCE = 20
"""Time limit of a wait in seconds."""

Message = dict[str, Any]
Result = TypeVar("Result")


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread of its own: browser tests keep a loop in the main one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Client:
    """A simulated client that sends one request through ASGI and records the response.

    Args:
        body: Chunks of the request body; the client disconnects at None, and stalls at `...`.
        path: Path of the request.
        method: Method of the request.
        headers: Headers of the request.
        slow: Whether the client stalls while it receives the body of the response.

    Attributes:
        scope: The ASGI scope.
        sent: Messages of the response.
        read: Number of bytes of the request body that the application has received.
    """

    def __init__(
        self,
        body: Sequence[Any] = (b"",),
        path: str = "/",
        method: str = "GET",
        headers: Iterable[tuple[bytes, bytes]] = (),
        *,
        slow: bool = False,
    ) -> None:
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"q=%D8%AD&\xff",
            "headers": list(headers),
            "server": ("127.0.0.1", "8000"),
            "client": ("203.0.113.7", "1234"),
            "scheme": "http",
        }
        self._body = list(body)
        self._slow = slow
        self.sent: list[MutableMapping[str, Any]] = []
        self.read = 0

    async def receive(self) -> Message:
        if not self._body or self._body[0] is ...:
            await asyncio.Event().wait()
        part = self._body.pop(0)
        if part is None:
            return {"type": "http.disconnect"}
        self.read += len(part)
        return {"type": "http.request", "body": part, "more_body": bool(self._body)}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if self._slow and message["type"] == "http.response.body" and message.get("more_body"):
            await asyncio.Event().wait()
        self.sent.append(message)

    async def ask(self, bridge: Bridge) -> Client:
        async with asyncio.timeout(PATIENCE):
            await bridge(self.scope, self.receive, self.send)
        return self

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def answer(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def is_complete(self) -> bool:
        last = self.sent[-1]
        return last["type"] == "http.response.body" and not last.get("more_body", False)


def asked(bridge: Bridge, *clients: Client) -> list[Client]:
    async def ask() -> list[Client]:
        return await asyncio.gather(*(client.ask(bridge) for client in clients))

    return run(ask())


def answering(answer: Callable[[dict[str, Any]], object]) -> Any:
    """Return a WSGI application whose body is the result of a function, or empty if not bytes."""

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        answered = answer(environ)
        body = answered if isinstance(answered, bytes) else b""
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    return application


def streaming(parts: Callable[[], Iterator[bytes]]) -> Any:
    def application(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        start("200 OK", [])
        return parts()

    return application


def test_an_application_sees_a_request_as_it_was_sent() -> None:
    seen: list[dict[str, Any]] = []
    headers = [
        (b"host", b"a.example"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"1"),
        (b"x-forwarded-for", b"2"),
        (b"x_remote_user", b"forged"),
        (b"content-type", b"text/plain"),
        (b"content-length", b"2"),
    ]
    client = Client([b"o", b"k"], "/a/%D8%AD%ff", "POST", headers)
    asked(Bridge(answering(seen.append)), client)
    environ = seen[0]
    assert environ["wsgi.input"].read() == b"ok"
    assert environ["PATH_INFO"].encode("latin-1") == b"/a/" + "ح".encode() + b"\xff"
    assert environ["REQUEST_URI"] == "/a/%D8%AD%ff"
    assert environ["QUERY_STRING"].encode("latin-1") == b"q=%D8%AD&\xff"
    assert environ["REMOTE_ADDR"] == "203.0.113.7"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "1,2"
    assert "HTTP_X_REMOTE_USER" not in environ
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "2")


def test_clients_that_send_no_more_take_no_thread_and_are_told_in_the_end() -> None:
    seen: list[int] = []
    bridge = Bridge(answering(lambda environ: seen.append(environ.get(REFUSED, 0))), 1, seconds=0.2)
    slow = [Client([b"x", ...], method="POST") for _ in range(64)]
    quick = Client()
    asked(bridge, *slow, quick)
    assert seen[0] == 0  # the quick client is answered first
    assert seen[1:] == [408] * 64
    assert all(client.headers[b"connection"] == b"close" for client in slow)
    assert b"connection" not in quick.headers


def test_a_body_that_breaks_off_is_refused() -> None:
    seen: list[int] = []
    client = Client([b"x", None], method="POST")
    asked(Bridge(answering(lambda environ: seen.append(environ[REFUSED]))), client)
    assert seen == [400]
    assert client.headers[b"connection"] == b"close"


@pytest.mark.parametrize(("size", "follows"), [(70_000, True), (PASSED_OVER + 3 * PIECE, False)])
def test_a_body_that_nobody_reads_loses_no_request_after_it(size: int, follows: bool) -> None:
    """Assert that the body is read to its end, or that the connection is closed."""
    parts = [b"x" * min(PIECE, size - begin) for begin in range(0, size, PIECE)]
    client = Client(parts)
    asked(Bridge(answering(lambda environ: b"ok")), client)
    assert client.answer == b"ok"
    assert (client.read == size) is follows
    assert (b"connection" not in client.headers) is follows


def test_no_more_of_a_body_is_kept_than_an_application_can_take() -> None:
    held: list[int] = []
    client = Client([b"x" * PIECE] * 10, method="POST")
    asked(
        Bridge(answering(lambda environ: held.append(len(environ["wsgi.input"].read())))),
        client,
    )
    assert held == [LARGEST]


def test_clients_that_take_nothing_are_given_up_and_hinder_nobody() -> None:
    closed: list[int] = []

    def parts() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * PIECE
        finally:
            closed.append(1)

    bridge = Bridge(streaming(parts), 1, seconds=0.2)
    whole = Bridge(answering(lambda environ: b"x" * PIECE * 3), 1, seconds=0.2)
    for one in (bridge, whole):
        clients = asked(one, *(Client(slow=True) for _ in range(16)))
        assert not any(client.answer or client.is_complete for client in clients)
    assert len(closed) == 16


def test_an_answer_comes_whole_in_pieces_and_is_closed_once() -> None:
    closed: list[int] = []

    def parts() -> Iterator[bytes]:
        try:
            yield from (b"%d," % number for number in range(30_000))
        finally:
            closed.append(1)

    (client,) = asked(Bridge(streaming(parts)), Client())
    assert client.answer == b"".join(parts())
    assert client.is_complete
    assert len(client.sent) < 30
    assert closed == [1, 1]
    body = bytes(range(256)) * 1000
    (client,) = asked(Bridge(answering(lambda environ: body)), Client())
    assert client.answer == body
    assert client.is_complete


def test_an_answer_that_breaks_off_does_not_look_complete() -> None:
    def parts() -> Iterator[bytes]:
        yield b"x" * PIECE
        raise ValueError("broken")

    (client,) = asked(Bridge(streaming(parts)), Client())
    assert client.answer == b"x" * PIECE
    assert not client.is_complete


def test_a_stream_that_fails_before_its_first_piece_is_answered_with_500() -> None:
    def application(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        start("200 OK", [("X-Request-ID", "a"), ("ETag", "b"), ("Content-Type", "text/html")])
        return parts()

    def parts() -> Iterator[bytes]:
        raise ValueError("broken")
        yield b""

    (client,) = asked(Bridge(application), Client())
    assert client.sent[0]["status"] == 500
    assert client.headers[b"x-request-id"] == b"a"
    assert b"etag" not in client.headers
    assert client.headers[b"content-type"] == b"text/plain"
    assert client.answer == b"500 Internal Server Error\n"


def test_streams_have_one_thread_and_searches_do_not_wait_for_it() -> None:
    threads: set[str] = set()
    let_go = threading.Event()

    def parts() -> Iterator[bytes]:
        threads.add(threading.current_thread().name)
        yield b"a"
        assert let_go.wait(PATIENCE)
        yield b"b"

    stream = streaming(parts)

    def found(environ: dict[str, Any]) -> bytes:
        let_go.set()
        return b"found"

    whole = answering(found)

    def application(environ: dict[str, Any], start: Any) -> Any:
        return (whole if environ["PATH_INFO"] == "/search" else stream)(environ, start)

    streams = [Client(path="/export") for _ in range(16)]
    search = Client(path="/search")
    asked(Bridge(application, 1), *streams, search)
    assert search.answer == b"found"
    assert {client.answer for client in streams} == {b"ab"}
    assert len(threads) == 1


def test_streams_give_way_to_answers_that_are_computed() -> None:
    """Assert that a stream rarely computes a chunk during a short request."""
    computing = threading.Event()
    together: list[bool] = []

    def parts() -> Iterator[bytes]:
        for _ in range(50):
            together.append(computing.is_set())
            yield b"x" * COMPUTED

    def answer(environ: dict[str, Any]) -> bytes:
        computing.set()
        time.sleep(0.002)
        computing.clear()
        return b"found"

    stream, whole = streaming(parts), answering(answer)

    def application(environ: dict[str, Any], start: Any) -> Any:
        return (whole if environ["PATH_INFO"] == "/search" else stream)(environ, start)

    async def search_on(bridge: Bridge) -> None:
        for _ in range(20):
            await Client(path="/search").ask(bridge)
            await asyncio.sleep(0.002)

    async def both() -> None:
        bridge = Bridge(application, 1)
        await asyncio.gather(Client(path="/export").ask(bridge), search_on(bridge))

    run(both())
    assert len(together) == 50
    assert sum(together) <= 20  # a search may begin while a chunk is being computed


def test_so_many_compute_at_once_and_who_asks_whether_it_lives_waits_for_none() -> None:
    inside = most = 0
    changed = threading.Condition()
    let_go = threading.Event()

    def answer(environ: dict[str, Any]) -> bytes:
        nonlocal inside, most
        if environ["PATH_INFO"] == "/healthz":
            let_go.set()
            return b"ok"
        with changed:
            inside += 1
            most = max(most, inside)
        assert let_go.wait(PATIENCE)
        with changed:
            inside -= 1
        return b"done"

    clients = [*(Client() for _ in range(16)), Client(path="/healthz")]
    asked(Bridge(answering(answer), 2, {"/healthz"}), *clients)
    assert [client.answer for client in clients] == [b"done"] * 16 + [b"ok"]
    assert most <= 2


def test_what_fails_ends_no_thread() -> None:
    def application(environ: dict[str, Any], start: Any) -> Any:
        raise ValueError("broken")

    bridge = Bridge(application, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            asked(bridge, Client())


def test_what_is_to_be_closed_is_closed_when_the_server_ends() -> None:
    closed: list[int] = []
    sent: list[str] = []
    events = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Message:
        return {"type": next(events)}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message["type"])

    bridge = Bridge(answering(lambda environ: b""), close=lambda: closed.append(1))
    run(bridge({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert closed == [1]


@given(
    path=st.binary(max_size=40),
    headers=st.lists(
        st.tuples(
            st.from_regex(rb"[a-z0-9!#$%&'*+.^_`|~-]{1,12}", fullmatch=True), st.binary(max_size=20)
        ),
        max_size=5,
    ),
    body=st.lists(st.binary(max_size=20), min_size=1, max_size=4),
)
def test_any_request_reaches_the_application(
    path: bytes, headers: list[tuple[bytes, bytes]], body: list[bytes]
) -> None:
    got: list[bytes] = []
    client = Client(body, headers=headers)
    client.scope["raw_path"] = path
    asked(Bridge(answering(lambda environ: got.append(environ["wsgi.input"].read()))), client)
    assert got == [b"".join(body)]
    assert client.sent[0]["status"] == 200
