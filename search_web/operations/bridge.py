"""Bridge: an adapter from ASGI to WSGI with a concurrency limit.

Slow clients occupy no thread: the body of a request is read, with a deadline, before a thread
starts on it, and the response is sent by the event loop. Because of the global interpreter lock,
few requests are computed concurrently; streamed responses share a single thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, MutableMapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote_to_bytes

from search_web.operations.hosts import MALFORMED, REFUSED

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

AT_ONCE = 2
"""Default concurrency limit of a process: with 8 clients, 8 threads have 25 % less throughput."""

LARGEST = (64 << 10) + 1
"""Bytes of a request body that are passed to the application: one more than it accepts."""

PASSED_OVER = 1 << 20
"""Bytes of a request body read and discarded at most to keep the connection open."""

TO_SEND = 30
"""Deadline in seconds for a client to send a body and to receive each chunk of a response."""

PIECE = 64 << 10
"""Size of the chunks in which a complete body is sent, in bytes."""

COMPUTED = 8 << 10
"""Approximate size of the chunks of a stream in bytes; between them, it yields to searches."""

GIVING_WAY = 0.2
"""Maximum delay of each chunk of a stream in favour of other requests, in seconds."""

LONGEST_TARGET = 32 << 10
"""Maximum size of the path and the query string of a request, in bytes."""

LONGEST_FIELDS = 64 << 10
"""Maximum size of the headers of a request, in bytes."""

SHORT = 1 << 10
"""Size in bytes up to which a path or a header of a request that is refused as too long is kept."""

TIMED_OUT, TARGET_TOO_LONG, FIELDS_TOO_LARGE = 408, 414, 431
"""Status codes for a body that missed its deadline, and for a head that is too long."""

FAILURE = b"500 Internal Server Error\n"
"""Body of the response to a request that failed."""

OF_A_BODY = frozenset(
    b"cache-control content-disposition content-encoding content-language content-length "
    b"content-type etag last-modified".split()
)
"""Headers that describe the original body; they are removed if a response fails."""

VERSIONS = {"1": "1.0"}
"""HTTP versions by granian's names, where these differ from the standard ones."""

Message = MutableMapping[str, Any]
"""ASGI message."""

Scope = MutableMapping[str, Any]
"""ASGI scope of a connection."""

Receive = Callable[[], Awaitable[Message]]
"""ASGI callable that receives a message."""

Send = Callable[[Message], Awaitable[None]]
"""ASGI callable that sends a message."""

Made = TypeVar("Made")

_log = logging.getLogger(__name__)


class Bridge:
    """An ASGI application that calls a WSGI application in threads.

    Args:
        application: The WSGI application.
        at_once: Concurrency limit.
        quick: Paths exempt from the concurrency limit, such as health checks.
        close: Callback for the shutdown of the server.
        seconds: Deadline as in TO_SEND.
    """

    def __init__(
        self,
        application: WSGIApplication,
        at_once: int = AT_ONCE,
        quick: Collection[str] = (),
        close: Callable[[], object] = lambda: None,
        seconds: float = TO_SEND,
    ) -> None:
        self._application = application
        self._quick = frozenset(quick)
        self._close = close
        self._seconds = seconds
        self._answers = ThreadPoolExecutor(at_once, "answers")
        self._at_once = ThreadPoolExecutor(1, "at-once")
        self._streams = ThreadPoolExecutor(1, "streams")
        self._computing = 0
        self._idle = asyncio.Event()
        self._streaming = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Handle the lifespan protocol: acknowledge startup, and close at shutdown."""
        while True:
            event = (await receive())["type"].removeprefix("lifespan.")
            if event == "shutdown":
                await asyncio.to_thread(self._close)
            await send({"type": f"lifespan.{event}.complete"})
            if event == "shutdown":
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; stop if the client disconnects or misses the deadline."""
        body = await _read(receive, self._seconds)
        known, refusal = _bounded(scope)
        environ = _environ(known, body, body.failure or refusal)
        answer = _Answer(self._application, environ)
        await self._begin(answer, environ["PATH_INFO"] in self._quick)
        gone = asyncio.ensure_future(_gone(receive, body))
        is_begun = False
        try:
            async for piece, is_last in self._pieces(answer):
                if gone.done():
                    return
                if not is_begun:
                    await send(answer.start(is_last=not body.is_whole))
                    is_begun = True
                sent = {"type": "http.response.body", "body": piece, "more_body": not is_last}
                async with asyncio.timeout(self._seconds):
                    await send(sent)
        except TimeoutError:
            _log.info("a client that took no answer was not waited for any longer")
        except Exception:
            _log.exception("an answer broke off")  # the connection is closed: a truncated body
            if not is_begun:
                await send(answer.failure())
                await send({"type": "http.response.body", "body": FAILURE})
        finally:
            gone.cancel()
            if not answer.is_closed:
                await asyncio.shield(_within(self._streams, answer.close))

    async def _begin(self, answer: _Answer, is_quick: bool) -> None:
        """Call the application in a thread, while counting the requests in progress."""
        self._computing += 1
        self._idle.clear()
        try:
            await _within(self._at_once if is_quick else self._answers, answer.begin)
        finally:
            self._computing -= 1
            if not self._computing:
                self._idle.set()

    async def _next(self, answer: _Answer) -> bytes:
        """Return the next chunk of a stream, after waiting briefly for requests in progress."""
        async with self._streaming:
            if self._computing:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(GIVING_WAY):
                        await self._idle.wait()
            return await _within(self._streams, answer.next)

    async def _pieces(self, answer: _Answer) -> AsyncIterator[tuple[bytes, bool]]:
        """Yield the chunks of the body, each with whether it is the last.

        The chunks of a stream are computed in the thread for streams.
        """
        if answer.rest is None:
            for begin in range(0, len(answer.made) or 1, PIECE):
                end = begin + PIECE
                yield answer.made[begin:end], end >= len(answer.made)
            return
        while piece := await self._next(answer):
            yield piece, False
        yield b"", True


class _Body:
    """The body of a request, as far as it was received.

    Attributes:
        content: The first LARGEST bytes.
        size: Number of bytes received.
        is_whole: Whether the body was received to its end.
        failure: Status code with which the request is refused, or 0.
    """

    def __init__(self) -> None:
        self.content = bytearray()
        self.size = 0
        self.is_whole = False
        self.failure = 0

    def take(self, message: Message) -> None:
        """Append the chunk in a message."""
        part = message.get("body", b"")
        self.size += len(part)
        self.content += part[: max(0, LARGEST - len(self.content))]
        self.is_whole = not message.get("more_body", False)


async def _read(receive: Receive, seconds: float) -> _Body:
    """Return the body of a request, read up to PASSED_OVER bytes and until the deadline."""
    body = _Body()
    try:
        async with asyncio.timeout(seconds):
            while not body.is_whole and body.size <= PASSED_OVER:
                message = await receive()
                if message["type"] != "http.request":  # client disconnected, or malformed body
                    body.failure = MALFORMED
                    break
                body.take(message)
    except TimeoutError:
        body.failure = TIMED_OUT
    return body


async def _gone(receive: Receive, body: _Body) -> None:
    """Wait until the client disconnects."""
    if body.is_whole:
        while (await receive())["type"] == "http.request":
            pass
    else:
        await asyncio.Event().wait()  # do not receive the rest of the body


async def _within(lane: Executor, do: Callable[[], Made]) -> Made:
    """Return the result of a function that is run by an executor."""
    return await asyncio.get_running_loop().run_in_executor(lane, do)


class _Answer:
    """A call of the application, run in several threads in turn, in the same context.

    Attributes:
        made: The body, if it is complete.
        rest: The chunks of the body, if it is streamed.
        is_closed: Whether the body's `close` was called.
    """

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._application = application
        self._environ = environ
        self._context: Context = copy_context()
        self._body: Any = ()
        self._status = 500
        self._headers: list[tuple[bytes, bytes]] = []
        self.is_closed = False
        self.made = b""
        self.rest: Iterator[bytes] | None = None

    def begin(self) -> None:
        """Call the application; a body of known length is read at once, others are streamed."""
        self._context.run(self._begin)

    def _begin(self) -> None:
        self._body = self._application(self._environ, self._start)
        names = {name for name, _ in self._headers}
        if b"content-length" in names or self._status in (204, 304):
            self.made = b"".join(self._body)
            self._close()
        else:
            self.rest = iter(self._body)

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        self._status = int(status.split(maxsplit=1)[0])
        self._headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return _no_write

    def start(self, *, is_last: bool) -> Message:
        """Return the start message of the response.

        Args:
            is_last: Whether to close the connection after the response.
        """
        closing = [(b"connection", b"close")] if is_last else []
        headers = [*self._headers, (b"server", b"bahith"), *closing]
        return {"type": "http.response.start", "status": self._status, "headers": headers}

    def failure(self) -> Message:
        """Return the start message of an error response, without headers of the original body."""
        kept = [pair for pair in self._headers if pair[0] not in OF_A_BODY]
        length = (b"content-length", str(len(FAILURE)).encode())
        headers = [*kept, (b"content-type", b"text/plain"), length, (b"server", b"bahith")]
        return {"type": "http.response.start", "status": 500, "headers": headers}

    def next(self) -> bytes:
        """Return the next chunk of the stream; it is empty at the end."""
        return self._context.run(self._next)

    def _next(self) -> bytes:
        piece = bytearray()
        for part in self.rest or ():
            piece += part
            if len(piece) >= COMPUTED:
                break
        return bytes(piece)

    def close(self) -> None:
        """Close the body, once."""
        self._context.run(self._close)

    def _close(self) -> None:
        if self.is_closed:
            return
        self.is_closed = True
        if hasattr(self._body, "close"):
            self._body.close()


def _no_write(_: bytes) -> object:
    """Reject the legacy `write` callable of WSGI."""
    raise NotImplementedError("what start_response returns is for applications before WSGI")


def _bounded(scope: Scope) -> tuple[Scope, int]:
    """Return a scope within the maximum sizes, and the status code of a refusal, or 0."""
    target = len(_raw_path(scope)) + len(scope.get("query_string", b""))
    if target > LONGEST_TARGET:
        cut = {"raw_path": _raw_path(scope)[:SHORT], "query_string": b""}
        return {**scope, **cut}, TARGET_TOO_LONG
    sizes = [len(name) + len(value) for name, value in scope["headers"]]
    if sum(sizes) > LONGEST_FIELDS:
        kept = [
            header for header, size in zip(scope["headers"], sizes, strict=True) if size <= SHORT
        ]
        return {**scope, "headers": kept}, FIELDS_TOO_LARGE
    return scope, 0


def _raw_path(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw


def _environ(scope: Scope, body: _Body, refusal: int) -> WSGIEnvironment:
    """Return the WSGI environment (PEP 3333) of a request.

    Args:
        scope: The ASGI scope.
        body: The body of the request.
        refusal: Status code with which the request is refused, or 0.
    """
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    version = scope["http_version"]
    raw = _raw_path(scope)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw).decode("latin-1"),
        "REQUEST_URI": raw.decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{VERSIONS.get(version, version)}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body.content),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ.update(_fields(scope["headers"]))
    if refusal:
        environ[REFUSED] = refusal
    return environ


def _fields(headers: Collection[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers as WSGI variables, without those with an underscore in the name.

    WSGI cannot tell an underscore from a hyphen, so such a header could forge one that a proxy
    sets or removes.
    """
    fields: dict[str, str] = {}
    for name, value in headers:
        key = name.decode("latin-1").upper()
        if "_" in key:
            continue
        key = key.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        joined = "; " if key == "HTTP_COOKIE" else ","
        fields[key] = f"{fields[key]}{joined}{text}" if key in fields else text
    return fields
