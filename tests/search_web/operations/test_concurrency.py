"""How many requests of a process are computed at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from analyzers.analyzer import ArabicAnalyzer
from indexer.searching.result_page import search
from search_web import app as application
from search_web.api import export
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.concurrency import AT_ONCE, TakingTurns, Turns
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

PATIENCE = 10
"""Seconds after which a test that waits has failed."""

MOMENT = 0.05
"""Seconds that are left for one too many to come in."""


class Counting:
    """Counts those inside at once. Each waits for those expected, and a moment for one more."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self._changed = threading.Condition()

    @contextmanager
    def entered(self, expected: int) -> Iterator[None]:
        with self._changed:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most >= expected, PATIENCE)
            self._changed.wait_for(lambda: self.most > expected, MOMENT)
        yield
        with self._changed:
            self.inside -= 1


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """The turns of the application that the test makes."""
    turns = Turns()
    monkeypatch.setattr(application, "Turns", lambda: turns)
    return turns


@pytest.fixture
def app(turns: Turns, analyzer: ArabicAnalyzer) -> Flask:
    return create_app(ServedIndex(engine_of(ARTICLES, analyzer)), Configuration(cache=0))


def test_so_many_compute_at_once_and_all_are_answered() -> None:
    counting = Counting()

    def answering(environ: Any, start_response: Any) -> Iterable[bytes]:
        with counting.entered(2):
            start_response("200 OK", [])
            return [b"done"]

    client = Client(TakingTurns(answering, Turns(2)))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/").data, range(16)))
    assert answers == [b"done"] * 16
    assert counting.most == 2


def test_one_that_fails_gives_its_turn_back() -> None:
    def failing(environ: Any, start_response: Any) -> Iterable[bytes]:
        raise ValueError("no answer")

    client = Client(TakingTurns(failing, Turns(1)))
    for _ in range(3):
        with pytest.raises(ValueError, match="no answer"):
            client.get("/")


def test_a_process_whose_turns_are_all_taken_says_that_it_is_alive(
    app: Flask, turns: Turns
) -> None:
    with ThreadPoolExecutor(2) as pool:
        with ExitStack() as taken:
            for _ in range(AT_ONCE):
                taken.enter_context(turns)
            alive = pool.submit(lambda: app.test_client().get("/healthz").status_code)
            search = pool.submit(lambda: app.test_client().get("/search?q=الحدود").status_code)
            assert alive.result(PATIENCE) == 200
            assert not search.done()
        assert search.result(PATIENCE) == 200


def test_exports_that_stream_take_turns_to_search(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting()

    def counted(*arguments: Any, **named: Any) -> Any:
        with counting.entered(AT_ONCE):
            return search(*arguments, **named)

    monkeypatch.setattr(export, "WINDOW", 5)
    monkeypatch.setattr(export, "search", counted)
    with ThreadPoolExecutor(6) as pool:
        texts = list(pool.map(lambda _: app.test_client().get("/api/v1/export").text, range(6)))
    for text in texts:
        assert json.loads(text.splitlines()[-1]) == {
            "end": {"complete": True, "hits": len(ARTICLES)}
        }
    assert counting.most == AT_ONCE


def test_an_export_whose_client_is_slow_holds_no_turn(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "WINDOW", 5)
    slow = [app.test_client().get("/api/v1/export", buffered=False) for _ in range(AT_ONCE)]
    streams = [iter(response.response) for response in slow]
    with ThreadPoolExecutor(1) as pool, ExitStack() as taking:
        for response in slow:
            taking.callback(response.close)
        for lines in streams:
            next(lines)
            next(lines)  # the first hit of a window
        answer = pool.submit(lambda: app.test_client().get("/search?q=الحدود").status_code)
        assert answer.result(PATIENCE) == 200
