"""The API reference: the OpenAPI document as a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html


@pytest.mark.parametrize(
    ("language", "heading"),
    [("ar", "للبرامج: واجهة JSON"), ("en", "For scripts: the JSON endpoints")],
)
def test_headings_are_in_the_language_of_the_reader(
    client: FlaskClient, language: str, heading: str
) -> None:
    page: Any = html.fromstring(client.get("/api/", headers={"Accept-Language": language}).text)
    assert page.findtext(".//h1") == heading


def test_the_address_without_the_slash_redirects(client: FlaskClient) -> None:
    response = client.get("/api")
    assert (response.status_code, response.headers["Location"]) == (308, "http://localhost/api/")


def test_the_page_has_everything_in_the_document(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json or {}
    page: Any = html.fromstring(client.get("/api/").text)
    for path, methods in told["paths"].items():
        section = page.get_element_by_id(methods["get"]["operationId"])
        text = section.text_content()
        assert f"GET {path}" in text
        for one in methods["get"]["parameters"]:
            assert one["name"] in text
            assert one["description"].replace("`", "") in text
        for status in methods["get"]["responses"]:
            assert status in text
    for name, schema in told["components"]["schemas"].items():
        text = page.get_element_by_id(name).text_content()
        assert all(field in text for field in schema["properties"])


def test_links_work_and_nothing_is_loaded_from_other_hosts(client: FlaskClient) -> None:
    text = client.get("/api/").text
    page: Any = html.fromstring(text)
    ids = set(page.xpath("//@id"))
    for target in page.xpath("//main//a/@href"):
        if target.startswith("#"):
            assert target[1:] in ids
        else:
            assert client.get(target).status_code == 200
    assert not re.search("<style|style=|<script>|//cdn", text)
