"""Exchange: a request and its answer as metrics and logs may know them, and the request's id.

Nothing in it says who asked, or for what.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from flask import Flask, Response, before_render_template, g, request, template_rendered

from indexer.timings import Observation, observe, observed

REQUEST_ID = "X-Request-ID"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,127}", re.ASCII)


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


def follow(app: Flask, tell: Tell) -> None:
    """Gives each request an id, and tells of it when its answer has been sent. To be called before
    all that looks at requests, so that the id is there and the answer is seen as it leaves."""

    def begin() -> None:
        g.begun = time.perf_counter()
        g.observation = observe()
        g.request_id = _request_id(request.headers.get(REQUEST_ID, ""))

    def end(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.request_id
        told = partial(
            Exchange,
            request_id=g.request_id,
            method=request.method if request.method in METHODS else "other",
            route=request.url_rule.rule if request.url_rule else "",
            status=response.status_code,
            observation=g.observation,
        )
        sent = _Sent(response)
        begun = g.begun
        response.call_on_close(
            lambda: tell(told(seconds=time.perf_counter() - begun, size=sent.size))
        )
        return response

    app.before_request(begin)
    app.after_request(end)
    before_render_template.connect(_begin_rendering, app)
    template_rendered.connect(_end_rendering, app)


def _request_id(given: str) -> str:
    """The id that the client or a proxy gave, if it looks like one, else a new one."""
    return given if _SANE.fullmatch(given) else str(uuid.uuid4())


class _Sent:
    """Counts the bytes of a body, which of a stream are known only as they leave."""

    def __init__(self, response: Response) -> None:
        self.size = 0
        if request.method == "HEAD":
            return
        if response.content_length is not None:
            self.size = response.content_length
        elif response.is_streamed:
            response.response = self._counted(response.iter_encoded())

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            yield chunk


def _begin_rendering(app: Flask, **_: object) -> None:
    g.rendering = time.perf_counter()


def _end_rendering(app: Flask, **_: object) -> None:
    observed().seconds["render"] += time.perf_counter() - g.rendering
