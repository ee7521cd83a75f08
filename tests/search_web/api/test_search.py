"""The endpoint of searches."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine
from tests.search_web.api.conftest import Ask, problem


def test_a_search_answers_with_hits_snippets_and_facets(ask: Ask) -> None:
    answer = ask("search", q="الإرهاب", section="مكافحة الإرهاب")
    assert answer["query"] == "الإرهاب"
    assert (answer["total"], answer["page"], answer["per_page"]) == (1, 1, 10)
    assert answer["generation"] == "00000001"
    assert answer["analyzer_version"]
    assert answer["next_cursor"] is None
    assert answer["took_ms"] >= 0
    (hit,) = answer["hits"]
    assert " ".join(sorted(hit)) == (
        "author authors date id kind language nearly place score section snippets tags title url"
        " why"
    )
    assert hit["kind"] == "دراسة"
    assert hit["why"] == [{"word": "الإرهاب", "match": "exact", "found": "الإرهاب"}]
    assert (hit["nearly"], answer["partial"]) == (None, False)
    assert (hit["id"], hit["date"], hit["author"]) == ("a", "2019-06-14", "وحدة الدراسات")
    assert hit["score"] > 0
    assert answer["facets"]["section"] == [
        {"value": "الأمن السيبراني", "count": 1},
        {"value": "مكافحة الإرهاب", "count": 1},
    ]
    assert answer["facets"]["year"] == [{"value": "2019", "count": 1}]


def test_marks_are_code_point_offsets_into_the_snippet(ask: Ask) -> None:
    for hit in ask("search", q="إرهاب")["hits"]:
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
def test_hits_are_sorted_by_date(ask: Ask, sort: str, ids: list[str]) -> None:
    assert [hit["id"] for hit in ask("search", q="الدول", sort=sort)["hits"]] == ids


def test_pages_follow_each_other(ask: Ask) -> None:
    pages = [ask("search", q="الدول", per_page=2, page=page)["hits"] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 0]
    assert len({hit["id"] for page in pages for hit in page}) == 4


def test_filters_narrow(ask: Ask) -> None:
    found = ask("search", author="وحدة الدراسات", **{"from": "2020-01-01", "to": "2021-12-31"})
    assert [hit["id"] for hit in found["hits"]] == ["c"]
    both = ask("search", section=["الهجرة", "مكافحة الإرهاب"])
    assert {hit["id"] for hit in both["hits"]} == {"a", "b"}


def test_types_of_content_and_months_are_filters_and_facets(ask: Ask) -> None:
    found = ask("search", kind=["تقرير", "دراسة"], month="2021-01")
    assert [hit["id"] for hit in found["hits"]] == ["b"]
    assert found["facets"]["month"] == [
        {"value": "2021-01", "count": 1},
        {"value": "2019-06", "count": 1},
    ]
    assert found["facets"]["kind"] == [{"value": "تقرير", "count": 1}]


def test_each_hit_says_why_it_matched_word_by_word(ask: Ask) -> None:
    answer = ask("search", q="إرهابي الهجرة")
    hits = {hit["id"]: hit["why"] for hit in (*answer["hits"], *answer["others"])}
    assert hits["b"] == [
        {"word": "إرهابي", "match": "fallback", "found": ""},
        {"word": "الهجرة", "match": "exact", "found": "الهجرة"},
    ]
    assert hits["a"][0] == {"word": "إرهابي", "match": "stem", "found": "والإرهابيون"}


def test_a_partial_answer_says_so_and_is_not_cached(engine: MemoryEngine) -> None:
    operations = Operations(secret=b"shared")
    hasty = create_app(
        ServedIndex(engine), Configuration(time_limit=0, operations=operations)
    ).test_client()
    response = hasty.get("/api/v1/search?q=الدول&per_page=2")
    found = response.json or {}
    assert found["partial"]
    assert response.cache_control.no_store
    assert "ETag" not in response.headers
    assert found["next_cursor"] is None
    cursor = (
        create_app(ServedIndex(engine), Configuration(operations=operations))
        .test_client()
        .get("/api/v1/search?q=الدول&per_page=2")
        .json
        or {}
    )["next_cursor"]
    again = hasty.get(f"/api/v1/search?cursor={cursor}").json or {}
    assert (again["page"], again["hits"]) == (2, [])
    assert hasty.get(f"/api/v1/search?cursor={again['next_cursor']}").json["page"] == 2  # type: ignore[index]


def test_the_answer_tells_how_many_hold_all_words_and_what_others_there_are(ask: Ask) -> None:
    answer = ask("search", q="الإرهاب الحدود")
    assert (answer["interpretation"]["words"], answer["whole"], answer["total"]) == (2, 1, 1)
    assert answer["others"]
    assert not {hit["id"] for hit in answer["others"]} & {hit["id"] for hit in answer["hits"]}


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
    told = problem(script, f"search?{query}")
    assert [error["parameter"] for error in told["errors"]] == [parameter]
    assert parameter in told["detail"]


def test_every_wrong_parameter_is_named(script: FlaskClient) -> None:
    told = problem(script, "search?page=0&sort=x")
    assert {error["parameter"] for error in told["errors"]} == {"page", "sort"}


def test_an_unknown_endpoint_is_a_problem(script: FlaskClient) -> None:
    response = script.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_a_method_that_is_not_allowed_names_those_that_are(script: FlaskClient) -> None:
    response = script.post("/api/v1/search")
    assert response.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} == response.allow
    assert response.content_type == "application/problem+json"


def test_without_an_index_a_script_is_told_to_come_back(script: FlaskClient) -> None:
    empty = create_app(ServedIndex(MemoryEngine())).test_client()
    for path in ("search?q=a", "facets", "export", "articles/a", "suggest?q=a", "analyze?text=a"):
        assert problem(empty, path, 503)["detail"] == "Nothing has been built yet."
        assert empty.get(f"/api/v1/{path}").headers["Retry-After"] == "30"
