"""Exchange: a request and its answer as metrics and logs may know them, and the request's id.

Nothing in it says who asked, or for what.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, before_render_template, g, request, template_rendered

from indexer.timings import Observation, observe, observed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = "X-Request-ID"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

ID = "bahith.request_id"
"""In the environment of a request: its id."""

_SENT = "bahith.sent"
"""In the environment of a request, and in copies of it: its answer."""

_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,127}", re.ASCII)

_current: ContextVar[str] = ContextVar("request_id", default="")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """`method`: one of METHODS or `other`. `route`: the rule that took the request, or nothing.
    `size`: the bytes of the answer's body, as sent."""

    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    size: int
    observation: Observation


Tell = Callable[[Exchange], None]


def request_id() -> str:
    """The id of the request that is being answered, or nothing."""
    return _current.get()


class Followed:
    """An application of which every answer, whoever makes it, has an id and the usual headers, and
    is told of when it was sent. What fails in it is logged and answered with 500.

    Args:
        application: What is called.
        tell: Called once for each request.
        headers: What an answer has that does not set them itself.
    """

    def __init__(
        self, application: WSGIApplication, tell: Tell, headers: Mapping[str, str]
    ) -> None:
        self._application = application
        self._tell = tell
        self._headers = headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        id_ = environ[ID] = _request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        _current.set(id_)
        sent = environ[_SENT] = _Sent(environ, self._tell)

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            sent.status = int(status.split(maxsplit=1)[0])
            given = {name.lower() for name, _ in headers}
            usual = [pair for pair in self._headers.items() if pair[0].lower() not in given]
            return start_response(status, [*headers, *usual, (REQUEST_ID, id_)], exc_info)

        try:
            sent.body = self._application(environ, start)
        except Exception:
            _log.exception("a request could not be answered")
            sent.body = _failure(start)
        return sent


def _failure(start: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
    """The answer where not even an error page can be made."""
    text = b"500 Internal Server Error\n"
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))]
    start("500 Internal Server Error", headers)
    return [text]


class _Sent:
    """A body, whose bytes are counted as they leave; told of once it is closed."""

    def __init__(self, environ: WSGIEnvironment, tell: Tell) -> None:
        self.body: Iterable[bytes] = ()
        self.status = 500
        self.route = ""
        self._environ = environ
        self._tell = tell
        self._size = 0
        self._begun = time.perf_counter()
        self._observation = observe()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.body:
            self._size += len(chunk)
            yield chunk

    def close(self) -> None:
        try:
            if hasattr(self.body, "close"):
                self.body.close()
        finally:
            method = self._environ.get("REQUEST_METHOD", "")
            self._tell(
                Exchange(
                    request_id=self._environ[ID],
                    method=method if method in METHODS else "other",
                    route=self.route,
                    status=self.status,
                    seconds=time.perf_counter() - self._begun,
                    size=self._size,
                    observation=self._observation,
                )
            )
            _current.set("")


def follow(app: Flask) -> None:
    """Tells a Followed which route takes a request, and the application the request's id. To be
    called before all that looks at requests, so that the id is there."""

    def begin() -> None:
        g.request_id = request.environ.get(ID, "")
        took(request.environ, request.url_rule.rule if request.url_rule else "")

    app.before_request(begin)
    before_render_template.connect(_begin_rendering, app)
    template_rendered.connect(_end_rendering, app)


def took(environ: WSGIEnvironment, route: str) -> None:
    """Says which route takes a request."""
    if sent := environ.get(_SENT):
        sent.route = route


def _request_id(given: str) -> str:
    """The id that the client or a proxy gave, if it looks like one, else a new one."""
    return given if _SANE.fullmatch(given) else str(uuid.uuid4())


def _begin_rendering(app: Flask, **_: object) -> None:
    g.rendering = time.perf_counter()


def _end_rendering(app: Flask, **_: object) -> None:
    observed().seconds["render"] += time.perf_counter() - g.rendering
