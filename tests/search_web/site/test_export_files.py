"""All hits of a search as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import rispy
from flask.testing import FlaskClient
from pybtex.database import parse_string

from analyzers.analyzer import ArabicAnalyzer
from search_web.api import sent_exports
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, FULL, engine_of, page_of


def rows(text: str) -> list[str]:
    return [row["title"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]


TITLES: dict[str, Callable[[str], list[str]]] = {
    "csv": rows,
    "ris": lambda text: [one["title"] for one in rispy.loads(text)],
    "bibtex": lambda text: [
        one.fields["title"] for one in parse_string(text, "bibtex").entries.values()
    ],
    "csl-json": lambda text: [one["title"] for one in json.loads(text)],
}


@pytest.mark.parametrize("name", TITLES)
def test_a_file_has_all_hits_in_the_order_of_the_search(client: FlaskClient, name: str) -> None:
    asked = {"q": "الحدود", "sort": "date"}
    found = client.get("/api/v1/search", query_string=asked | {"per_page": 100}).json
    assert found
    assert found["total"] > 20
    answer = client.get(f"/export/{name}", query_string=asked, buffered=True)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=bahith.")
    assert TITLES[name](answer.text) == [hit["title"] for hit in found["hits"]]


@pytest.mark.parametrize("name", TITLES)
def test_a_search_without_hits_makes_a_file_without_records(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/export/{name}", query_string={"year": "1999"}, buffered=True)
    assert answer.status_code == 200
    assert TITLES[name](answer.text) == []


def test_the_results_lead_to_the_files_of_their_search(client: FlaskClient) -> None:
    page = page_of(client.get("/search", query_string={"q": "أمن", "year": "2012", "page": 1}))
    ways = page.xpath("//a[contains(@href, '/export/')]/@href")
    assert len(ways) == len(TITLES)
    for way in ways:
        assert "year=2012" in way
        assert "page" not in way
        assert client.get(way, buffered=True).status_code == 200


@pytest.mark.parametrize("title", ["=1+1", "@cmd", "+x", "-2"])
def test_a_spreadsheet_computes_no_cell(analyzer: ArabicAnalyzer, title: str) -> None:
    hostile = replace(FULL, title=f"{title} أمن")
    with create_app(ServedIndex(engine_of([hostile], analyzer))).test_client() as client:
        assert rows(client.get("/export/csv", buffered=True).text) == [f"'{title} أمن"]


def test_a_client_with_many_exports_waits(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_exports, "OF_A_CLIENT", 1)
    first = client.get("/export/csv")
    refused = client.get("/export/csv")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert first.text
    first.close()
    assert client.get("/export/csv", buffered=True).status_code == 200


def test_another_format_is_not_found(client: FlaskClient) -> None:
    assert len(ARTICLES) > 20
    assert client.get("/export/docx").status_code == 404
