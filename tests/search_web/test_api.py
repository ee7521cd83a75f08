"""What a script gets."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from analyzers.arabic import ArabicAnalyzer
from indexer.engines.memory import MemoryEngine
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    engine = MemoryEngine()
    build(engine, ARTICLES, analyzer)
    return engine


@pytest.fixture
def script(engine: MemoryEngine) -> FlaskClient:
    return create_app(ServedIndex(engine)).test_client()


def search(script: FlaskClient, **parameters: Any) -> dict[str, Any]:
    response = script.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    return dict(response.json or {})


def problem(script: FlaskClient, query: str) -> dict[str, Any]:
    response = script.get(f"/api/v1/search?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    told = dict(response.json or {})
    assert told["status"] == 400
    assert told["title"] == "Bad Request"
    return told


def test_a_search_answers_with_hits_snippets_and_facets(script: FlaskClient) -> None:
    answer = search(script, q="الإرهاب", section="مكافحة الإرهاب")
    assert answer["query"] == "الإرهاب"
    assert (answer["total"], answer["page"], answer["per_page"]) == (1, 1, 10)
    assert answer["generation"] == "00000001"
    assert answer["took_ms"] >= 0
    (hit,) = answer["hits"]
    assert hit.keys() == {
        "id", "title", "url", "date", "section", "author", "score", "snippets"
    }  # fmt: skip
    assert (hit["id"], hit["date"], hit["author"]) == ("a", "2019-06-14", "وحدة الدراسات")
    assert hit["score"] > 0
    assert answer["facets"]["section"] == [
        {"value": "الأمن السيبراني", "count": 1},
        {"value": "مكافحة الإرهاب", "count": 1},
    ]
    assert answer["facets"]["year"] == [{"value": "2019", "count": 1}]


def test_marks_are_code_point_offsets_into_the_snippet(script: FlaskClient) -> None:
    for hit in search(script, q="إرهاب")["hits"]:
        for snippet in hit["snippets"]:
            assert snippet["marks"]
            for start, end in snippet["marks"]:
                assert "رهاب" in snippet["text"][start:end]


def test_text_is_never_markup(script: FlaskClient) -> None:
    response = script.get("/api/v1/search?q=<script>alert(1)</script>")
    assert response.content_type == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("sort", "ids"), [("-date", ["c", "b", "a", "d"]), ("date", ["a", "b", "c", "d"])]
)
def test_hits_are_sorted_by_date(script: FlaskClient, sort: str, ids: list[str]) -> None:
    assert [hit["id"] for hit in search(script, q="الدول", sort=sort)["hits"]] == ids


def test_pages_follow_each_other(script: FlaskClient) -> None:
    pages = [search(script, q="الدول", per_page=2, page=page)["hits"] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 0]
    assert len({hit["id"] for page in pages for hit in page}) == 4


def test_filters_narrow(script: FlaskClient) -> None:
    found = search(script, author="وحدة الدراسات", **{"from": "2020-01-01", "to": "2021-12-31"})
    assert [hit["id"] for hit in found["hits"]] == ["c"]
    both = search(script, section=["الهجرة", "مكافحة الإرهاب"])
    assert {hit["id"] for hit in both["hits"]} == {"a", "b"}


def test_the_answer_admits_that_it_wanted_fewer_words(script: FlaskClient) -> None:
    taken = search(script, q="الهجرة الفضاء")["interpretation"]
    assert (taken["words"], taken["wanted"]) == (2, 1)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=1.5", "page"),
        ("per_page=101", "per_page"),
        ("per_page=0", "per_page"),
        ("sort=newest", "sort"),
        ("from=2019-02-30", "from"),
        ("from=14-06-2019", "from"),
        ("from=1560470400", "from"),
        ("to=yesterday", "to"),
        ("from=2020-01-01&to=2019-01-01", "to"),
        ("year=abc", "year"),
        ("q=" + "a" * 1001, "q"),
        ("q=a&q=b", "q"),
        ("colour=red", "colour"),
    ],
)
def test_a_wrong_parameter_is_named(script: FlaskClient, query: str, parameter: str) -> None:
    told = problem(script, query)
    assert [error["parameter"] for error in told["errors"]] == [parameter]
    assert parameter in told["detail"]


def test_every_wrong_parameter_is_named(script: FlaskClient) -> None:
    told = problem(script, "page=0&sort=x")
    assert {error["parameter"] for error in told["errors"]} == {"page", "sort"}


def test_an_unknown_endpoint_is_a_problem_too(script: FlaskClient) -> None:
    response = script.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_a_method_that_is_not_allowed_names_those_that_are(script: FlaskClient) -> None:
    response = script.post("/api/v1/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.content_type == "application/problem+json"


def test_without_an_index_the_endpoint_says_why(script: FlaskClient) -> None:
    response = create_app(ServedIndex(MemoryEngine())).test_client().get("/api/v1/search?q=a")
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert "nothing has been built" in (response.json or {})["detail"]
