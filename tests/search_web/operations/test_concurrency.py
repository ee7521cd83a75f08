"""How many requests of a process are computed at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import Client

from search_web.operations.concurrency import Turns


def test_so_many_compute_at_once_and_all_are_answered() -> None:
    lock = threading.Lock()
    counts = {"inside": 0, "most": 0}
    met = threading.Barrier(2)

    def application(environ: Any, start_response: Any) -> Iterable[bytes]:
        with lock:
            counts["inside"] += 1
            counts["most"] = max(counts["most"], counts["inside"])
        met.wait(timeout=10)  # only where two are inside together
        with lock:
            counts["inside"] -= 1
        start_response("200 OK", [])
        return [b"done"]

    client = Client(Turns(application, at_once=2))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/").data, range(16)))
    assert answers == [b"done"] * 16
    assert counts["most"] == 2


def test_one_that_fails_gives_its_turn_back() -> None:
    def failing(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise ValueError("no answer")

    turns = Turns(failing, at_once=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="no answer"):
            Client(turns).get("/")
