"""A row of the table of fields is a filter, a facet and a value everywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from indexer.model.article import Article
from indexer.model.fields import FIELD, FIELDS, KEYWORDS, Field
from search_web.site import wording
from tests.conftest import PROJECT
from tests.search_web.conftest import FULL, narrowed

NAMELESS = "language"
"""Field whose values pages show by other names."""

VALUED = [field for field in KEYWORDS if field.of(FULL) and field.name != NAMELESS]
NAMES = [field.name for field in VALUED]

ROW = """    Field(
        name="notice",
        kind="facet",
        label=Message("Notice"),
        plural=Message("Notices"),
        described="Notices wanted, any.",
        example="مسودة",
        weight=1.0,
        typed=("تنبيه",),
    ),
"""


def page(client: FlaskClient, address: str) -> Any:
    return html.fromstring(client.get(address).text)


def links(client: FlaskClient, address: str) -> list[tuple[str, str]]:
    """Return the text and URL of each link on a page."""
    found = page(client, address).iter("a")
    return [(link.text_content().strip(), link.get("href")) for link in found]


def ids(answer: object) -> list[str]:
    assert isinstance(answer, dict)
    return [hit["id"] for hit in answer["hits"]]


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_a_reader_filters_by_the_field(client: FlaskClient, field: Field) -> None:
    value = field.of(FULL)
    found = page(client, "/search?q=الإرهاب")
    (box,) = found.xpath(f"//*[@id='facet-{field.name}']//label[contains(., '{value}')]/input")
    results = page(client, narrowed(found, **{field.name: box.get("value")}))
    (chip,) = results.xpath('//ul[@class="chips"]/li[1]')
    assert value in chip.text_content()
    assert f"{field.name}=" not in chip.xpath(".//a/@href")[0]
    titles = results.xpath('//ol[@class="results"]//h2')
    assert [title.text_content() for title in titles] == [FULL.title]


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_a_reader_finds_the_field_where_all_is_browsed(client: FlaskClient, field: Field) -> None:
    value = field.of(FULL)
    (address,) = [href for text, href in links(client, "/browse") if text.startswith(value)]
    assert FULL.title in client.get(address).text


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_an_article_leads_to_others_with_the_same_value(client: FlaskClient, field: Field) -> None:
    shown = page(client, f"/a/{FULL.id}")
    addresses = shown.xpath(f'//footer//dd/a[contains(@href, "?{field.name}=")]/@href')
    assert len(addresses) == len(field.values(FULL))
    assert all(FULL.title in client.get(address).text for address in addresses)


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
@pytest.mark.parametrize("path", ["search", "facets"])
def test_a_script_filters_and_counts_by_the_field(
    client: FlaskClient, field: Field, path: str
) -> None:
    value = field.of(FULL)
    answer = client.get(f"/api/v1/{path}", query_string={field.name: value}).get_json()
    assert answer["total"] == 1
    assert {"value": value, "count": 1} in answer["facets"][field.name]


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_a_script_reads_the_field_of_a_hit_and_of_an_article(
    client: FlaskClient, field: Field
) -> None:
    (hit,) = client.get("/api/v1/search?q=Europol").get_json()["hits"]
    article = client.get(f"/api/v1/articles/{FULL.id}").get_json()
    values = field.values(FULL)
    assert hit[field.name] == article[field.name]
    assert hit[field.name] in ("؛ ".join(values), [*values])
    if field.listed_as:
        assert hit[field.listed_as] == article[field.listed_as] == [*values]


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_a_feed_follows_the_field_and_names_its_value(client: FlaskClient, field: Field) -> None:
    value = field.of(FULL)
    feed = client.get("/feed", query_string={field.name: value}).text
    assert feed.count("</entry>") == 1
    assert feed.count(value) >= 1


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_an_export_has_what_the_field_narrows_it_to(client: FlaskClient, field: Field) -> None:
    address = "/api/v1/export"
    lines = client.get(address, query_string={field.name: field.of(FULL)}).text.splitlines()
    (found,) = [line["hit"]["id"] for line in map(json.loads, lines) if "hit" in line]
    assert found == FULL.id


@pytest.mark.parametrize("field", VALUED, ids=NAMES)
def test_the_document_describes_the_filter_and_the_property(
    client: FlaskClient, field: Field
) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    parameters = document["paths"]["/api/v1/search"]["get"]["parameters"]
    (parameter,) = [one for one in parameters if one["name"] == field.name]
    assert parameter["description"] == field.described
    assert parameter["example"] == [field.example]
    schemas = document["components"]["schemas"]
    assert field.name in schemas["HitModel"]["properties"]
    assert field.name in schemas["ArticleModel"]["properties"]


@pytest.mark.parametrize("field", [row for row in VALUED if row.weight], ids=lambda row: row.name)
def test_a_query_names_the_field_in_arabic_and_in_english(
    client: FlaskClient, field: Field
) -> None:
    word = field.of(FULL).split()[-1]
    for name in (field.name, *field.typed):
        answer = client.get("/api/v1/search", query_string={"q": f"{name}:{word}"}).get_json()
        assert ids(answer) == [FULL.id], name


def test_the_article_of_these_tests_has_a_value_in_each_facet() -> None:
    assert [field for field in KEYWORDS if field.name != NAMELESS] == VALUED


def test_each_field_says_how_it_is_read() -> None:
    attributes = {attribute.name for attribute in fields(Article)}
    assert all({field.name, field.listed_as} & attributes or field.read for field in FIELDS)


def test_each_field_that_pages_name_has_an_arabic_name(app: Flask) -> None:
    with app.test_request_context("/"):
        for field in FIELDS:
            if field.kind != "words":
                assert not wording.label(field.name).isascii(), field.name
            if field.is_filtered:
                assert not wording.plural(field.name).isascii(), field.name


@pytest.mark.slow
@pytest.mark.skipif("notice" in FIELD and FIELD["notice"].is_filtered, reason="is the copy itself")
def test_one_row_and_one_message_make_a_field_a_filter(tmp_path: Path) -> None:
    for room in ("analyzers", "indexer", "search_web", "index_data", "tests"):
        shutil.copytree(
            PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("generations")
        )
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, tmp_path)
    table = tmp_path / "indexer" / "model" / "fields.py"
    before, year, after = table.read_text(encoding="utf-8").partition(
        '    Field(\n        name="year"'
    )
    table.write_text(before + ROW + year + after, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    chosen = ["tests/search_web/test_fields.py", "-k", "notice and not arabic_name"]
    ran = subprocess.run(
        [*command, *chosen],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "9 passed" in ran.stdout or "10 passed" in ran.stdout
