"""Tests of the Prometheus metrics."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine

Samples = dict[tuple[str, tuple[str, ...]], float]
"""Values by the name of the metric and the values of its labels, sorted by label name."""


def samples(text: str) -> Samples:
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(client: FlaskClient) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    return samples(response.text)


def test_requests_are_counted_by_method_route_and_status(client: FlaskClient) -> None:
    for path in ("/search?q=الحدود", "/search?q=الهجرة", "/a/study-1", "/nothing", "/a/nothing"):
        client.get(path, buffered=True)
    client.post("/search", buffered=True)
    seen = read(client)
    assert seen["bahith_requests_total", ("GET", "/search", "200")] == 2
    assert seen["bahith_requests_total", ("GET", "/a/<id:article_id>", "200")] == 1
    assert seen["bahith_requests_total", ("GET", "/a/<id:article_id>", "404")] == 1
    assert seen["bahith_requests_total", ("GET", "none", "404")] == 1
    assert seen["bahith_requests_total", ("POST", "none", "405")] == 1
    assert seen["bahith_request_seconds_count", ("/search",)] == 2


def test_each_stage_of_an_answer_is_measured_once(client: FlaskClient) -> None:
    client.get("/search?q=الحدود", buffered=True)
    seen = read(client)
    stages = ("understand", "retrieve", "snippets", "render")
    counts = [seen["bahith_stage_seconds_count", (stage,)] for stage in stages]
    assert counts == [1, 1, 1, 1]
    spent = sum(seen["bahith_stage_seconds_sum", (stage,)] for stage in stages)
    assert 0 < spent <= seen["bahith_request_seconds_sum", ("/search",)]
    client.get("/search?q=الحدود", buffered=True)  # from the cache
    seen = read(client)
    assert seen["bahith_stage_seconds_count", ("retrieve",)] == 1
    assert seen["bahith_stage_seconds_count", ("render",)] == 2


def test_searches_that_found_nothing_are_counted(client: FlaskClient) -> None:
    for path in (
        "/search?q=زنجبيل",
        "/api/v1/search?q=زنجبيل",
        "/search?q=الحدود",
        "/search?section=x",
        "/",
    ):
        assert client.get(path, buffered=True).status_code == 200
    assert read(client)["bahith_searches_without_result_total", ()] == 2


def test_the_index_tells_its_age_generation_and_articles(client: FlaskClient) -> None:
    seen = read(client)
    assert seen["bahith_index_articles", ()] == 24
    assert 0 <= seen["bahith_index_age_seconds", ()] < 3600
    (named,) = (labels for name, labels in seen if name == "bahith_index_info")
    assert "00000001" in named


def test_without_an_index_there_are_metrics_that_say_so() -> None:
    client = create_app(ServedIndex(MemoryEngine())).test_client()
    client.get("/search?q=a", buffered=True)
    seen = read(client)
    assert seen["bahith_index_up", ()] == 0
    assert seen["bahith_requests_total", ("GET", "/search", "503")] == 1


def test_no_query_and_no_path_becomes_a_label(client: FlaskClient) -> None:
    for number in range(50):
        client.get(f"/search?q=كلمة{number}", buffered=True)
        client.get(f"/path-{number}/كلمة", buffered=True)
        client.open("/", method=f"METHOD{number}", buffered=True)
    text = client.get("/metrics").text
    assert "كلمة" not in text
    assert "path-" not in text
    assert sum(line.startswith("bahith_requests_total") for line in text.splitlines()) < 6


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"HTTP_FORWARDED": "for=203.0.113.7"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_only_this_machine_reads_metrics_at_the_usual_port(
    client: FlaskClient, environ: dict[str, str]
) -> None:
    assert client.get("/metrics", environ_overrides=environ, buffered=True).status_code == 404
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200


def test_with_a_port_of_their_own_metrics_are_not_let_out_at_the_usual_one() -> None:
    configuration = Configuration(operations=Operations(has_metrics_port=True))
    client = create_app(ServedIndex(MemoryEngine()), configuration).test_client()
    assert client.get("/metrics", buffered=True).status_code == 404
    assert client.get("/help", buffered=True).status_code == 200
