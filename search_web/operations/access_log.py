"""Access log: an id for each request, and a record of it for the metrics and the logs.

The record holds no personal data: no address, no query string, no search terms.
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
"""Name of the response header with the request id."""

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""HTTP methods that are recorded by name; all others are recorded as `other`."""

ID = "bahith.request_id"
"""Key of the request id in the WSGI environment."""

_SENT = "bahith.sent"
"""Key of the response body, a `_Sent`, in the WSGI environment and in copies of it."""

_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,127}", re.ASCII)
"""Pattern of the request ids that are accepted from a client or a proxy."""

_current: ContextVar[str] = ContextVar("request_id", default="")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The record of a request and its response.

    Attributes:
        request_id: Id of the request.
        method: One of METHODS, or `other`.
        route: URL rule that matched the request, or "".
        status: Status code of the response.
        seconds: Time from the arrival of the request until the body was sent.
        size: Number of bytes of the body that were sent.
        observation: Timings of the stages and the outcome of the search.
    """

    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    size: int
    observation: Observation


Tell = Callable[[Exchange], None]
"""Callback that receives the record of each finished request."""


def request_id() -> str:
    """Return the id of the current request, or "" outside a request."""
    return _current.get()


class Followed:
    """WSGI middleware that adds request ids and default headers, and records each request.

    An exception of the application is logged and answered with 500.

    Args:
        application: The wrapped application.
        tell: Callback for the record of each request.
        headers: Default headers, added unless the response sets them.
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
    """Return the plain-text response for an exception outside the error pages."""
    text = b"500 Internal Server Error\n"
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))]
    start("500 Internal Server Error", headers)
    return [text]


class _Sent:
    """A response body that counts its bytes and reports the exchange when it is closed."""

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
        """Close the body and report the exchange."""
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
    """Record the route and the rendering time of each request, and set `g.request_id`.

    Call it before any other `before_request` hook is registered, so that all of them see the id.
    """

    def begin() -> None:
        g.request_id = request.environ.get(ID, "")
        took(request.environ, request.url_rule.rule if request.url_rule else "")

    app.before_request(begin)
    before_render_template.connect(_begin_rendering, app)
    template_rendered.connect(_end_rendering, app)


def took(environ: WSGIEnvironment, route: str) -> None:
    """Record the route of a request."""
    if sent := environ.get(_SENT):
        sent.route = route


def _request_id(given: str) -> str:
    """Return the id given by the client or a proxy if it is well-formed, else a new one."""
    return given if _SANE.fullmatch(given) else str(uuid.uuid4())


def _begin_rendering(app: Flask, **_: object) -> None:
    g.rendering = time.perf_counter()


def _end_rendering(app: Flask, **_: object) -> None:
    observed().seconds["render"] += time.perf_counter() - g.rendering
