"""Errors say what went wrong in the client's language, and link to an explanation."""

from __future__ import annotations

import re

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from indexer.searching.query.parser import MAX_COST, MAX_DEPTH
from search_web.app import create_app
from search_web.problems.types import problem_types
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine, MemorySnapshot
from tests.search_web.api.conftest import problem

ARABIC = re.compile("[\u0600-\u06ff]")

FAULTY = {
    "page=0": ("greater_than_equal", "it must be at least 1"),
    "page=x": ("int_parsing", "it must be a whole number, in the digits 0 to 9"),
    "page=1_0": ("int_parsing", "it must be a whole number, in the digits 0 to 9"),
    "page=%D9%A1": ("int_parsing", "it must be a whole number, in the digits 0 to 9"),
    "per_page=101": ("less_than_equal", "it must be at most 100"),
    "sort=best": ("literal_error", "it must be one of: relevance, -date, date"),
    "from=1.1.2020": ("day", "a date must have the form YYYY-MM-DD"),
    "from=2020-02-30": ("date_from_datetime_parsing", "there is no such day"),
    "from=2020-01-02&to=2020-01-01": ("period", "the last day is before the first"),
    "q=" + "a" * 1001: ("string_too_long", "it has more than 1000 characters"),
    "q=" + "%20" * 1001: ("string_too_long", "it has more than 1000 characters"),
    "section=" + "a" * 301: ("string_too_long", "it has more than 300 characters"),
    "&".join(["year=2020"] * 51): ("too_long", "it is given more than 50 times"),
    "strict=yes": ("bool_parsing", "it must be true or false"),
    "q=a&q=b": ("repeated", "it is given more than once"),
    "colour=red": ("extra_forbidden", "there is no such parameter"),
    "from_date=2020-01-01": ("extra_forbidden", "there is no such parameter"),
}


@pytest.mark.parametrize("query", FAULTY)
def test_an_invalid_parameter_has_a_code_and_a_message_in_both_languages(
    script: FlaskClient, query: str
) -> None:
    code, detail = FAULTY[query]
    (english,) = problem(script, f"search?{query}", language="en")["errors"]
    (arabic,) = problem(script, f"search?{query}", language="ar")["errors"]
    assert (english["code"], english["detail"]) == (code, detail)
    assert arabic["code"] == code
    assert ARABIC.match(arabic["detail"])


def test_a_missing_parameter_is_reported(script: FlaskClient) -> None:
    for address in ("analyze", "suggest", "articles/a/citation", "search/citation"):
        (error,) = problem(script, address)["errors"]
        assert error["code"] == "missing"


def test_problems_are_in_arabic_by_default(script: FlaskClient) -> None:
    response = script.get("/api/v1/search?page=0")
    assert response.headers["Content-Language"] == "ar"
    assert ARABIC.match((response.json or {})["title"])


def test_a_query_may_be_too_deep_or_too_long(script: FlaskClient) -> None:
    deep = "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1)
    long = " ".join(f"كلمة{number}" for number in range(MAX_COST + 1))
    for query, code in ((deep, "too_deep"), (long, "too_many_terms")):
        for endpoint in ("search", "facets", "export"):
            told = problem(script, f"{endpoint}?q={query}")
            assert told["type"] == "/api/problems/query-too-complex"
            assert [one["code"] for one in told["errors"]] == [code]
    fits = " ".join(["كلمة"] * MAX_COST)
    assert script.get(f"/api/v1/search?q={fits}").status_code == 200


def test_an_unknown_article_is_named(script: FlaskClient) -> None:
    for address in ("articles/x/y", "articles/x/y/related", "articles/x/y/citation?format=ris"):
        told = problem(script, address, 404)
        assert told["type"] == "/api/problems/article-not-found"
        assert "x/y" in told["detail"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_type_has_a_page_that_explains_it(script: FlaskClient, language: str) -> None:
    with script.application.test_request_context(headers={"Accept-Language": language}):
        types = problem_types()
    assert len({one.name for one in types}) == len(types)
    for one in types:
        response = script.get(f"/api/problems/{one.name}", headers={"Accept-Language": language})
        assert response.status_code == 200
        assert one.title in response.text
        assert bool(ARABIC.match(one.title)) == bool(ARABIC.match(one.remedy)) == (language == "ar")
    assert script.get("/api/problems/none-such").status_code == 404


def test_an_internal_error_is_a_problem_without_internals(
    engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = create_app(ServedIndex(engine)).test_client()
    monkeypatch.delattr(MemorySnapshot, "search")
    told = problem(script, "search?q=a", 500)
    assert told["type"] == "/api/problems/internal-error"
    assert "MemorySnapshot" not in told["detail"]


def test_a_rate_limit_and_the_request_id_are_in_the_problem(engine: MemoryEngine) -> None:
    app: Flask = create_app(ServedIndex(engine))

    @app.before_request
    def limit() -> None:
        g.request_id = "a1"
        raise TooManyRequests(retry_after=7)

    response = app.test_client().get("/api/v1/search", headers={"Accept-Language": "en"})
    told = response.json or {}
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert told["type"] == "/api/problems/too-many-requests"
    assert told["request_id"] == "a1"
