"""Bridge: the application, which is of WSGI, as a server of ASGI calls it.

Slow clients cost no thread: a request's body is read, within a deadline, before a thread takes
it, and an answer is sent without one. Threads of Python that compute hinder one another, so few
requests are computed at once; streams, which compute as they are sent, have one thread for all.
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
"""Requests of a process that are computed at once: with 8 clients, 8 threads answer a quarter less
than 2."""

LARGEST = (64 << 10) + 1
"""Bytes of a body that the application can see: one more than it takes of any."""

PASSED_OVER = 1 << 20
"""Bytes of a body that are read though nobody wants them, so that the next request can follow."""

TO_SEND = 30
"""Seconds that a client has to send a body, and to take each piece of an answer."""

PIECE = 64 << 10
"""Bytes of an answer that are sent at a time, about."""

COMPUTED = 8 << 10
"""Bytes of a stream that are computed at a time, about; then it is seen whether readers wait."""

GIVING_WAY = 0.2
"""Seconds that a stream waits at most, before each piece, for answers that are being computed."""

TIMED_OUT = 408

FAILURE = b"500 Internal Server Error\n"

OF_A_BODY = frozenset(
    b"cache-control content-disposition content-encoding content-language content-length "
    b"content-type etag last-modified".split()
)
"""Headers that belong to the body that a failure has not."""

VERSIONS = {"1": "1.0"}
"""Of HTTP, as granian names them in its own way."""

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Made = TypeVar("Made")

_log = logging.getLogger(__name__)


class Bridge:
    """An application of ASGI around one of WSGI.

    Args:
        application: What is called.
        at_once: Requests that are computed at once.
        quick: Paths that compute nothing, and so wait for nobody.
        close: Called when the server ends.
        seconds: As TO_SEND.
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
        """Tells when the server begins and ends."""
        while True:
            event = (await receive())["type"].removeprefix("lifespan.")
            if event == "shutdown":
                await asyncio.to_thread(self._close)
            await send({"type": f"lifespan.{event}.complete"})
            if event == "shutdown":
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive, self._seconds)
        environ = _environ(scope, body)
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
            _log.exception("an answer broke off")  # and so does the connection, for all to see
            if not is_begun:
                await send(answer.failure())
                await send({"type": "http.response.body", "body": FAILURE})
        finally:
            gone.cancel()
            if not answer.is_closed:
                await asyncio.shield(_within(self._streams, answer.close))

    async def _begin(self, answer: _Answer, is_quick: bool) -> None:
        self._computing += 1
        self._idle.clear()
        try:
            await _within(self._at_once if is_quick else self._answers, answer.begin)
        finally:
            self._computing -= 1
            if not self._computing:
                self._idle.set()

    async def _next(self, answer: _Answer) -> bytes:
        """The next piece of a stream; readers who search come before it."""
        async with self._streaming:
            if self._computing:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(GIVING_WAY):
                        await self._idle.wait()
            return await _within(self._streams, answer.next)

    async def _pieces(self, answer: _Answer) -> AsyncIterator[tuple[bytes, bool]]:
        """The body of an answer, each piece with whether it is the last; what is yet to be computed
        is in the thread of streams."""
        if answer.rest is None:
            for begin in range(0, len(answer.made) or 1, PIECE):
                end = begin + PIECE
                yield answer.made[begin:end], end >= len(answer.made)
            return
        while piece := await self._next(answer):
            yield piece, False
        yield b"", True


class _Body:
    """What came of a request's body. `failure`: the status that it is refused with, or 0."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.size = 0
        self.is_whole = False
        self.failure = 0

    def take(self, message: Message) -> None:
        part = message.get("body", b"")
        self.size += len(part)
        self.content += part[: max(0, LARGEST - len(self.content))]
        self.is_whole = not message.get("more_body", False)


async def _read(receive: Receive, seconds: float) -> _Body:
    """The body of a request, as far as it is wanted and came in time."""
    body = _Body()
    try:
        async with asyncio.timeout(seconds):
            while not body.is_whole and body.size <= PASSED_OVER:
                message = await receive()
                if message["type"] != "http.request":  # it broke off, or was not as HTTP has it
                    body.failure = MALFORMED
                    break
                body.take(message)
    except TimeoutError:
        body.failure = TIMED_OUT
    return body


async def _gone(receive: Receive, body: _Body) -> None:
    """Returns when the client has gone."""
    if body.is_whole:
        while (await receive())["type"] == "http.request":
            pass
    else:
        await asyncio.Event().wait()  # what comes is the rest of the body


async def _within(lane: Executor, do: Callable[[], Made]) -> Made:
    return await asyncio.get_running_loop().run_in_executor(lane, do)


class _Answer:
    """One call of the application, made by several threads one after the other, in one context.

    Attributes:
        made: The body, where it is there at once.
        rest: The body, where it is computed as it is sent.
        is_closed: Whether the application was told that it is over.
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
        """Calls the application. An answer whose length it knows is taken whole."""
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
        """The message that an answer begins with. `is_last`: no other request can follow."""
        closing = [(b"connection", b"close")] if is_last else []
        headers = [*self._headers, (b"server", b"bahith"), *closing]
        return {"type": "http.response.start", "status": self._status, "headers": headers}

    def failure(self) -> Message:
        """The message of an answer of which nothing could be computed: with what every answer has,
        and nothing of what this one would have been."""
        kept = [pair for pair in self._headers if pair[0] not in OF_A_BODY]
        length = (b"content-length", str(len(FAILURE)).encode())
        headers = [*kept, (b"content-type", b"text/plain"), length, (b"server", b"bahith")]
        return {"type": "http.response.start", "status": 500, "headers": headers}

    def next(self) -> bytes:
        """The next piece of what is computed as it is sent; nothing at its end."""
        return self._context.run(self._next)

    def _next(self) -> bytes:
        piece = bytearray()
        for part in self.rest or ():
            piece += part
            if len(piece) >= COMPUTED:
                break
        return bytes(piece)

    def close(self) -> None:
        self._context.run(self._close)

    def _close(self) -> None:
        if self.is_closed:
            return
        self.is_closed = True
        if hasattr(self._body, "close"):
            self._body.close()


def _no_write(_: bytes) -> object:
    raise NotImplementedError("what start_response returns is for applications before WSGI")


def _environ(scope: Scope, body: _Body) -> WSGIEnvironment:
    """A request as PEP 3333 has it."""
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    version = scope["http_version"]
    raw = scope.get("raw_path") or scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw).decode("latin-1"),
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
    if body.failure:
        environ[REFUSED] = body.failure
    return environ


def _fields(headers: Collection[tuple[bytes, bytes]]) -> dict[str, str]:
    """The header fields. One with an underscore in its name is dropped: it would be taken for one
    with a dash, which a proxy may have set or removed."""
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
