"""Tests of malformed and unusual requests: each gets a response, and never a server error."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from analyzers.analyzer import ArabicAnalyzer
from indexer.settings import Site
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.logs import set_up_logs
from search_web.operations.operations import Operations
from search_web.operations.security_headers import HEADERS
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

PATHS = (
    *("/", "/search?q=الحدود", "/search", "/browse", "/help", "/a/study-1", "/a/no", "/nothing"),
    *("/en", "/en/", "/en/api/v1/search", "/ar/search?q=a", "/feed", "/suggest?q=a"),
    *("/sitemap.xml", "/robots.txt", "/opensearch.xml", "/healthz", "/readyz", "/metrics"),
    *("/api/", "/api/nothing", "/api/v1/search?page=0", "/api/v1/search?q=a", "/api/v1/export"),
    *("/static/style.css", "/static/no", "/preferences", "/cite/study-1.ris"),
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "get", "ODD")

ENVIRONMENT = st.characters(max_codepoint=255)
"""Characters of values in a WSGI environment: bytes decoded as Latin-1."""

NAMES = tuple(
    f"HTTP_{name.upper().replace('-', '_')}"
    for name in (
        "Accept Accept-Language Accept-Encoding Accept-Charset Authorization Cache-Control Cookie "
        "Forwarded From Host If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since "
        "Max-Forwards Origin Pragma Range Referer Sec-Fetch-Site TE Upgrade User-Agent Via "
        "X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Request-ID X-Remote-User "
        "Access-Control-Request-Method webhook-id"
    ).split()
)
HEADERS_SENT = (*NAMES, "CONTENT_TYPE", "CONTENT_LENGTH", "QUERY_STRING", "REMOTE_ADDR")

LIKELY = st.sampled_from(
    [
        *("EN", "Ar-EG", "en;q=nan", "en;q=1e999", "*;q=-1", "x-klingon", "en_GB", "ar,EN;q=0.5"),
        *('W/"', '"', "bytes=0-1,-5", "bytes=9-1", "Sun, 99 Xxx 9999 99:99:99 GMT", "a=b;c;;=;"),
        *(
            "http://[",
            "https://a:99999999/search",
            "//",
            "-1",
            "99999999999999999999",
            "1e5",
            "٣".encode().decode("latin-1"),
        ),
        *("application/json; charset=x", "[::1", "a..b"),
    ]
)


@pytest.fixture(scope="module")
def odd(analyzer: ArabicAnalyzer) -> Flask:
    """Return the application behind one trusted proxy."""
    served = ServedIndex(engine_of(ARTICLES, analyzer))
    return create_app(served, Configuration(operations=Operations(trusted_proxies=1)))


def ask(app: Flask, environ: dict[str, Any]) -> Response:
    """Return the response to an environment, which is passed on without any checks."""
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    return Response(b"".join(body), status, headers)


def environ_of(path: str, method: str = "GET", **changes: str) -> dict[str, Any]:
    return EnvironBuilder(path, method=method).get_environ() | changes


def assert_answered(answer: Any) -> None:
    """Assert that a response is no server error and has the headers of all responses."""
    assert answer.status_code < 500, answer.get_data(as_text=True)
    for name in HEADERS:
        assert name in answer.headers
    assert len(answer.headers.getlist("X-Request-ID")) == 1
    assert not any(re.search("[\r\n\0]", value) for _, value in answer.headers)


@settings(max_examples=400)
@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(METHODS),
    headers=st.dictionaries(
        st.sampled_from(HEADERS_SENT), st.text(ENVIRONMENT, max_size=40) | LIKELY, max_size=5
    ),
)
@example(path="/", method="GET", headers={"HTTP_ACCEPT_LANGUAGE": "EN"})
@example(path="/nothing", method="GET", headers={"HTTP_ACCEPT_LANGUAGE": "fr, EN;q=0.5"})
@example(path="/", method="GET", headers={"HTTP_HOST": "a" * 64})
@example(path="/sitemap.xml", method="GET", headers={"HTTP_HOST": "a..b"})
@example(path="/", method="GET", headers={"CONTENT_LENGTH": "-1"})
def test_any_header_and_method_is_answered(
    odd: Flask, path: str, method: str, headers: dict[str, str]
) -> None:
    assert_answered(ask(odd, environ_of(path, method, **headers)))


@settings(max_examples=300)
@given(
    path=st.text(ENVIRONMENT, max_size=30)
    | st.lists(
        st.sampled_from(
            ["/", "//", "en", "ar", "api", "v1", "a", "static", "..", ".", "*", "%", ""]
        ),
        max_size=6,
    ).map("".join),
    query=st.text(ENVIRONMENT, max_size=30),
    method=st.sampled_from(METHODS),
)
@example(path="*", query="", method="OPTIONS")
@example(path="a:80", query="", method="CONNECT")
@example(path="", query="", method="GET")
@example(path="/en//evil.example", query="", method="GET")
def test_any_address_is_answered(odd: Flask, path: str, query: str, method: str) -> None:
    answer = ask(odd, environ_of("/", method, PATH_INFO=path, QUERY_STRING=query))
    assert_answered(answer)
    assert not answer.headers.get("Location", "/").startswith("//")


@pytest.mark.parametrize("accepted", ["EN", "En", "EN-us", "en-GB", "EN-LATN", "fr, EN;q=0.5"])
@pytest.mark.parametrize("path", ["/", "/search?q=x", "/api/v1/search?page=0", "/nothing"])
def test_a_language_is_understood_in_any_case(
    client: FlaskClient, path: str, accepted: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": accepted})
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize("accepted", ["AR", "Ar-EG", "aR", "fr", "*", "EN;q=0", "AR, en;q=0.9"])
def test_arabic_is_the_language_else(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert answer.headers["Content-Language"] == "ar"


@pytest.mark.parametrize(
    "host",
    [
        *("a" * 64, "a" * 300, "a..b", ".", "-a.example", "a b", '"><script>', "evil/x", "a:b"),
        *("a:0", "a:65536", "a:80:80", "[::1", "[x]", "::1", "a,b", "é", "a\0", "user@localhost"),
        *("localhost:", "a." * 130),
    ],
)
@pytest.mark.parametrize("path", ["/", "/robots.txt", "/healthz", "/api/v1/search", "/nothing"])
def test_a_malformed_host_is_refused(odd: Flask, host: str, path: str) -> None:
    sent = host.encode().decode("latin-1")
    answer = ask(odd, environ_of(path, HTTP_HOST=sent))
    assert answer.status_code == 400
    assert_answered(answer)
    assert host not in answer.get_data(as_text=True) or len(host) < 3


def test_a_request_without_a_host_is_refused_unless_it_is_of_http_1_0(odd: Flask) -> None:
    environ = environ_of("/", SERVER_PROTOCOL="HTTP/1.1")
    del environ["HTTP_HOST"]
    assert ask(odd, environ).status_code == 400
    assert ask(odd, environ | {"SERVER_PROTOCOL": "HTTP/1.0"}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "app.localhost", "127.0.0.1:8000", "[::1]:80", "192.168.1.5"],
)
def test_names_and_addresses_of_this_machine_are_known(odd: Flask, host: str) -> None:
    assert ask(odd, environ_of("/", HTTP_HOST=host)).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "203.0.113.200.evil.example", "8.8.8.8"])
def test_a_name_that_the_site_does_not_know_is_refused(odd: Flask, host: str) -> None:
    for path in ("/", "/robots.txt", "/feed", "/sitemap.xml", "/api/v1/search"):
        answer = ask(odd, environ_of(path, HTTP_HOST=host))
        assert answer.status_code == 421
        assert_answered(answer)
        assert host not in answer.get_data(as_text=True)
    assert ask(odd, environ_of("/healthz", HTTP_HOST=host)).status_code == 200


def site_client(analyzer: ArabicAnalyzer, site: Site) -> FlaskClient:
    served = ServedIndex(engine_of(ARTICLES, analyzer))
    return create_app(served, Configuration(operations=Operations(site=site))).test_client()


def test_names_that_are_listed_are_known(analyzer: ArabicAnalyzer) -> None:
    asked = site_client(analyzer, Site(hosts=("search.example.org", ".example.com", "8.8.8.8")))
    for host, status in (
        ("search.example.org", 200),
        ("SEARCH.example.org:443", 200),
        ("a.example.com", 200),
        ("example.com", 200),
        ("8.8.8.8", 200),
        ("other.example.org", 421),
        ("example.com.evil.example", 421),
    ):
        assert asked.get("/", headers={"Host": host}).status_code == status, host


@pytest.mark.parametrize("host", ["evil.example", "localhost", "search.example.org:8080"])
@pytest.mark.parametrize(
    "path", ["/", "/search?q=الحدود", "/a/study-1", "/feed", "/sitemap.xml", "/robots.txt"]
)
def test_with_an_address_no_link_follows_the_host(
    analyzer: ArabicAnalyzer, path: str, host: str
) -> None:
    asked = site_client(analyzer, Site(address="https://search.example.org"))
    answer = asked.get(path, headers={"Host": host})
    assert answer.status_code == 200
    links = re.findall(r"https?://([^/\"<>\s]+)", answer.get_data(as_text=True))
    ours = {link for link in links if "evil" in link or "localhost" in link or "search." in link}
    assert ours <= {"search.example.org"}
    assert "tag:evil" not in answer.get_data(as_text=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_without_tls_browsers_are_not_told_to_want_it(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/en", "/metrics", "/healthz", "/static/style.css", "/api/v1/nothing"]
)
def test_every_answer_is_a_line_of_the_log_and_is_counted(
    client: FlaskClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    def counted() -> float:
        text = client.get("/metrics", buffered=True).text
        lines = [line for line in text.splitlines() if line.startswith("bahith_requests_total")]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    before = counted()
    with caplog.at_level(logging.DEBUG):
        answer = client.get(path, buffered=True)
    assert_answered(answer)
    told = [record for record in caplog.records if hasattr(record, "duration_ms")]
    assert [vars(record)["status"] for record in told] == [answer.status_code]
    assert counted() == before + 2  # includes the previous request for the metrics


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a client of an application whose error pages fail, too."""

    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("a mistake")

    app.add_url_rule("/fail", view_func=fail)
    monkeypatch.setattr("search_web.problems.error_pages.render_template", fail)
    return app.test_client()


def test_where_no_error_page_can_be_made_the_answer_has_all_headers(failing: FlaskClient) -> None:
    answer = failing.get("/fail")
    assert (answer.status_code, answer.get_data(as_text=True)) == (
        500,
        "500 Internal Server Error\n",
    )
    for name in HEADERS:
        assert name in answer.headers
    assert answer.headers["X-Request-ID"]


FORGED = (
    "/x%0a2026-11-25%2000:00:00,000%20WARNING%20FORGED%1b%5b31m",
    "/x%e2%80%a8FORGED",
    "/x%c2%85FORGED",
    "/x%0d%0aFORGED",
)


@pytest.fixture
def begin_logs(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], io.StringIO]:
    """Return a function that sets up logs in a format and returns the stream of their lines."""

    def begin(log_format: Any) -> io.StringIO:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(logging.getLogger(), "handlers", [])
        set_up_logs(log_format)
        return stream

    return begin


@pytest.mark.parametrize("path", FORGED)
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_request_forges_a_line_of_the_log(
    failing: FlaskClient, begin_logs: Callable[[Any], io.StringIO], path: str, log_format: Any
) -> None:
    written = begin_logs(log_format)
    failing.get(path, headers={"Host": "evil.example", "X-Request-ID": "a"}, buffered=True)
    failing.get(path, buffered=True)
    logging.getLogger("x").error("told %s", "a\nFORGED\x1b[31m\u2028FORGED\x85FORGED\rFORGED")
    text = written.getvalue()
    assert text
    assert "\x1b" not in text
    lines = text.splitlines()
    if log_format == "json":
        assert all(json.loads(line)["level"] for line in lines)
    assert not any(line.startswith(("FORGED", "2026-11-25")) for line in lines)


def test_a_traceback_is_set_in_so_that_its_text_begins_no_line(
    begin_logs: Callable[[Any], io.StringIO],
) -> None:
    written = begin_logs("text")
    try:
        raise ValueError("a\n2026-11-25 00:00:00,000 WARNING FORGED")
    except ValueError:
        logging.getLogger("x").exception("it failed")
    first, *others = written.getvalue().splitlines()
    assert first.endswith("ERROR it failed")
    assert others
    assert all(line.startswith("    ") for line in others)
