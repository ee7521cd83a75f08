"""Answering: requests in the process of one version, which need not be this one.

Run by `versions` with the code of a checkout, so this imports nothing of the benchmarks. Reads a
path and queries a line, as JSON, and prints what they took.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
import psutil
from flask import Flask
from werkzeug.test import EnvironBuilder

from search_web.app import create_app
from search_web.served import ServedIndex

try:
    from indexer.workspace import Workspace
    from search_web.configuration import Configuration
except ImportError:  # f694fb8
    from indexer.engines.open import open_engine  # type: ignore[import-not-found]

    Workspace = None  # type: ignore[assignment,misc]


def application(data: Path) -> Flask:
    """Return the application, which keeps no answers."""
    if Workspace is None:
        served = ServedIndex(open_engine(data), data / "words")
        _open(served)
        return create_app(served, cache=0)  # type: ignore[call-arg]
    workspace = Workspace(data)
    served = ServedIndex(workspace.engine(), workspace.words)
    _open(served)
    return create_app(served, Configuration(cache=0, ranking=workspace.ranking()))


def _open(served: ServedIndex) -> None:
    """Tell the milliseconds of processor time until the index is open, and the memory then."""
    begun = time.process_time()
    with served.snapshot():
        opening = (time.process_time() - begun) * 1000
    _tell(opening=opening, resident=_resident())


def ask(app: Flask, path: str, **parameters: str) -> bytes:
    """Return the complete response."""
    statuses: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda data: None

    environ = EnvironBuilder(path=path, query_string=urlencode(parameters)).get_environ()
    answer = b"".join(app(environ, start_response))
    if statuses != ["200 OK"]:
        raise RuntimeError(f"{path} {parameters}: {statuses}")
    return answer


def main(data: Path) -> None:
    app = application(data)
    while not json.loads(ask(app, "/api/v1/suggest", q="تو"))["queries"]:
        time.sleep(0.2)
    for line in sys.stdin:
        path, queries = json.loads(line)
        gc.collect()
        begun_ns = time.process_time_ns()
        for query in queries:
            ask(app, path, q=query)
        taken = (time.process_time_ns() - begun_ns) / 1e6 / len(queries)
        _tell(milliseconds=taken, resident=_resident())


def _resident() -> float:
    return float(psutil.Process().memory_info().rss / (1 << 20))


def _tell(**measured: Any) -> None:
    click.echo(json.dumps(measured))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
