"""Requests: what a script waits for that asks the JSON endpoint, ten marked snippets each.

The application is called as a WSGI server calls it. It keeps no answers here, so that each is a
search, but for `again`: the same requests once more of an application that keeps them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
from flask import Flask
from werkzeug.test import EnvironBuilder

from indexer.engines.whoosh.engine import WhooshEngine
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from tests.benchmarks.measuring import Measured
from tests.benchmarks.queries import BenchQuery

ROUNDS = 3
AGAIN = 100
"""So few that all their answers are kept."""

TYPED = {"one term": "{0}", "two OR": "{0} OR {1}", "two AND": "{0} {1}", "phrase": '"{0} {1}"'}
"""What readers type for a kind of query."""


def measure_requests(folder: Path, queries: Sequence[BenchQuery]) -> Measured:
    """Return the nanoseconds of each request, and the resident bytes of the server."""
    typed = [text for query in queries if (text := _typed(query))]
    served = ServedIndex(WhooshEngine(folder))
    app = create_app(served, Configuration(cache=0))
    opening = _answer(app, "/readyz")
    cold = [_ask(app, text) for text in typed]
    warm = [[_ask(app, text) for text in typed] for _ in range(ROUNDS)]
    resident = psutil.Process().memory_info().rss
    keeping = create_app(served)
    for text in typed[:AGAIN]:
        _ask(keeping, text)
    again = [_ask(keeping, text) for text in typed[:AGAIN]]
    served.close()
    return {
        "opening": opening,
        "cold": cold,
        "warm": warm,
        "again": again,
        "resident": resident,
    }


def _typed(query: BenchQuery) -> str:
    return TYPED.get(query.kind.name, "").format(*query.forms)


def _ask(app: Flask, text: str) -> int:
    return _answer(app, "/api/v1/search", {"q": text})


def _answer(app: Flask, path: str, parameters: dict[str, str] | None = None) -> int:
    """Return the nanoseconds until the response is complete."""
    environ = EnvironBuilder(path=path, query_string=parameters).get_environ()
    statuses: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda data: None

    begun = time.perf_counter_ns()
    b"".join(app(environ, start_response))
    took = time.perf_counter_ns() - begun
    if statuses != ["200 OK"]:
        raise RuntimeError(f"{path} {parameters}: {statuses}")
    return took
