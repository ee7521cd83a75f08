"""Tests of request ids and of the access log, which holds no personal data."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search_web.operations.access_log import Exchange, Followed, follow
from search_web.operations.logs import set_up_logs

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = "استعلام-لا-يُكتب"


@dataclass(frozen=True, slots=True)
class Log:
    """The output of the logs.

    Attributes:
        stream: The stream that the log is written to.
    """

    stream: io.StringIO

    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    """Return the output of the logs, which are set up as JSON."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    set_up_logs("json")
    return Log(stream)


@pytest.mark.parametrize("path", ["/", "/search?q=a", "/api/v1/search?q=a", "/nothing", "/healthz"])
def test_every_answer_has_an_id_of_its_own(client: FlaskClient, path: str) -> None:
    ids = {client.get(path).headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert all(map(UUID.fullmatch, ids))


@pytest.mark.parametrize("given", ["abc-123", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "Root=1-67891233-abc"])
def test_an_id_that_a_proxy_gave_goes_through(client: FlaskClient, given: str) -> None:
    assert client.get("/", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", " ", "a b", "a" * 129, "<script>", "é", "a,b", '"x"', "-"])
def test_an_id_that_does_not_look_like_one_is_replaced(client: FlaskClient, given: str) -> None:
    made = client.get("/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert UUID.fullmatch(made)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=200))
def test_no_id_breaks_a_header_or_a_line(given: str) -> None:
    app = Flask("ids")
    app.add_url_rule("/", view_func=lambda: "")
    app.wsgi_app = Followed(app.wsgi_app, lambda exchange: None, {})  # type: ignore[method-assign]
    answer = app.test_client().get("/", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[\w.:+/=-]{1,128}", answer.headers["X-Request-ID"], re.ASCII)


def test_a_request_is_one_line_of_json(client: FlaskClient, log: Log) -> None:
    answer = client.get("/search?q=الحدود", headers={"X-Request-ID": "abc"}, buffered=True)
    (line,) = log.lines()
    assert line.pop("time")
    assert line.pop("pid")
    assert line.pop("duration_ms") > 0
    assert line.pop("message").startswith("GET /search 200")
    assert line == {
        "level": "INFO",
        "logger": "search_web.operations.logs",
        "request_id": "abc",
        "method": "GET",
        "route": "/search",
        "status": 200,
        "bytes": len(answer.data),
        "generation": "00000001",
    }


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q={SECRET}",
        f"/api/v1/search?q={SECRET}",
        f"/suggest?q={SECRET}",
        f"/a/study-1?hl={SECRET}",
        f"/{SECRET}",
        f"/api/{SECRET}",
        f"/search?q={SECRET * 100}",
    ],
)
def test_no_line_tells_who_asked_or_for_what(client: FlaskClient, log: Log, path: str) -> None:
    headers = {"User-Agent": "a-browser", "Cookie": "language=en; a=b", "Referer": f"/?q={SECRET}"}
    client.get(path, headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.7"}, buffered=True)
    lines = log.lines()
    assert lines
    written = json.dumps(lines, ensure_ascii=False)
    for kept_out in (SECRET, "203.0.113.7", "a-browser", "language=en", "%D8"):
        assert kept_out not in written


def test_nobody_reads_of_health_checks(client: FlaskClient, log: Log) -> None:
    client.get("/healthz", buffered=True)
    client.get("/readyz", buffered=True)
    assert log.lines() == []


def test_an_error_of_ours_is_logged_with_its_traceback_under_the_id_that_is_answered(
    app: Flask, log: Log
) -> None:
    def fail() -> str:
        raise RuntimeError("a mistake")

    app.add_url_rule("/fail", view_func=fail)
    answer = app.test_client().get("/fail", buffered=True)
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    error, line = log.lines()
    assert error["level"] == "ERROR"
    assert 'raise RuntimeError("a mistake")' in error["exc_info"]
    assert error["request_id"] == line["request_id"] == answer.headers["X-Request-ID"]
    assert line["status"] == 500


def test_an_error_of_ours_is_a_problem_for_scripts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("search_web.answer_cache.Answers.search", fail)
    answer = client.get("/api/v1/search?q=a", buffered=True)
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert UUID.fullmatch(answer.headers["X-Request-ID"])
    assert "mistake" not in answer.text


def test_text_for_people_ends_with_the_id(
    client: FlaskClient, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", log.stream)
    logging.getLogger().handlers.clear()
    set_up_logs("text")
    client.get("/help", headers={"X-Request-ID": "abc"}, buffered=True)
    assert re.fullmatch(r"[\d:, -]+ INFO GET /help 200, [\d.]+ ms \[abc\]\n", log.text())


def told_of(path: str, method: str = "GET") -> Exchange:
    """Return the record of one request to a small application."""
    told: list[Exchange] = []
    app = Flask("told")
    follow(app)
    app.add_url_rule("/<name>", "name", lambda name: name * 3)
    app.add_url_rule("/stream", "stream", lambda: Response(iter(["ab", "ع"])))
    app.wsgi_app = Followed(app.wsgi_app, told.append, {})  # type: ignore[method-assign]
    app.test_client().open(path, method=method, buffered=True)
    (exchange,) = told
    return exchange


def test_the_bytes_of_a_stream_are_counted_as_they_leave() -> None:
    assert told_of("/stream").size == 4
    assert told_of("/stream", "HEAD").size == 0
    assert told_of("/abc").size == 9


def test_a_route_is_told_and_never_what_stood_in_its_place() -> None:
    assert told_of("/abc").route == "/<name>"
    assert told_of("/a/b/c").route == ""
    assert told_of("/abc", "SECRET").method == "other"
