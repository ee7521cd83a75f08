"""No request causes an internal error, whatever it contains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

NAMES = (
    *("q", "page", "per_page", "sort", "section", "author", "year", "from", "to", "strict"),
    *("cursor", "format", "limit", "text", "no such"),
)
ANY = st.text(max_size=40) | st.text('()"«»~*-:ORNAD الدول٣۳\0\u202e\ud7ff', max_size=60)
LIKELY = st.sampled_from(
    "1 0 -1 1e9 999999999999 true false 2020-01-01 0000-00-00 9999-12-31 date -date ris text-ar "
    'title: الحدود "أمن_الحدود"~99999 * - ()'.split(" ")
)
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), ANY | LIKELY), max_size=6)
BYTES = st.binary(max_size=60).map(quote)

NUMBERS = st.integers(0, 99)
"""Which of the paths is asked, counted around."""

DAYS = st.tuples(st.dates(), st.dates()).map(sorted)


@pytest.fixture(scope="module")
def client(analyzer: ArabicAnalyzer) -> Iterator[FlaskClient]:
    app = create_app(ServedIndex(engine_of(ARTICLES, analyzer)))
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="module")
def paths(client: FlaskClient) -> list[str]:
    """Return the path of each endpoint that the OpenAPI document names, and the feed's."""
    described = client.get("/api/v1/openapi.json").get_json()["paths"]
    return [path.replace("{id}", "study-1") for path in described] + ["/feed"]


@settings(max_examples=300)
@given(number=NUMBERS, pairs=PAIRS)
def test_any_parameters_are_answered_or_refused(
    client: FlaskClient, paths: list[str], number: int, pairs: list[tuple[str, str]]
) -> None:
    response = client.get(paths[number % len(paths)], query_string=pairs)
    assert response.status_code in (200, 400), response.text


@settings(max_examples=150)
@given(number=NUMBERS, query=BYTES)
@example(number=0, query="q=%ff%fe&%ff=1")
@example(number=0, query="&&=&=a&q")
def test_any_bytes_are_answered_or_refused(
    client: FlaskClient, paths: list[str], number: int, query: str
) -> None:
    path = paths[number % len(paths)]
    assert client.get(f"{path}?{query}").status_code in (200, 400)


@settings(max_examples=150)
@given(rest=st.binary(max_size=40).map(quote))
def test_any_address_is_answered(client: FlaskClient, rest: str) -> None:
    for address in (f"/api/v1/{rest}", f"/api/v1/articles/{rest}", f"/api/problems/{rest}"):
        assert client.get(address).status_code in (200, 308, 400, 404)


@settings(max_examples=150)
@given(
    asked=st.fixed_dictionaries(
        {},
        optional={
            "q": st.text(max_size=30),
            "page": st.integers(1, 1_000_000),
            "per_page": st.integers(1, 100),
            "sort": st.sampled_from(["relevance", "-date", "date"]),
            "section": st.lists(st.text(max_size=300), max_size=5),
            "year": st.lists(st.integers(1, 9999), max_size=5),
            "strict": st.sampled_from(["true", "false"]),
        },
    ),
    days=st.none() | DAYS,
)
def test_what_the_document_allows_is_answered(
    client: FlaskClient, asked: dict[str, Any], days: list[Any] | None
) -> None:
    if days:
        asked |= {"from": days[0].isoformat(), "to": days[1].isoformat()}
    response = client.get("/api/v1/search", query_string=asked)
    assert response.status_code == 200, response.text


@settings(max_examples=100)
@given(
    headers=st.dictionaries(
        st.sampled_from(
            "If-None-Match If-Modified-Since Accept Accept-Language Range Cookie Origin "
            "Accept-Encoding X-Forwarded-For Content-Type".split()
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
    ),
    number=NUMBERS,
)
def test_any_headers_are_answered(
    client: FlaskClient, paths: list[str], number: int, headers: dict[str, str]
) -> None:
    assert client.get(paths[number % len(paths)], headers=headers).status_code in (200, 304, 400)
