"""Each text in its own language and direction, and the language as a filter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import FULL, engine_of

ENGLISH = replace(
    FULL,
    id="en",
    title="Terrorist content online",
    body="The Act has changed how platforms answer.",
    headings=(),
    summary="A paper of Europol.",
    language="en",
)
UNKNOWN = replace(ENGLISH, id="und", title="Europol TE-SAT", language="")


@pytest.fixture
def mixed(analyzer: ArabicAnalyzer) -> FlaskClient:
    return create_app(ServedIndex(engine_of((FULL, ENGLISH, UNKNOWN), analyzer))).test_client()


def page(client: FlaskClient, address: str) -> Any:
    return html.document_fromstring(client.get(address).text)


def around(node: Any) -> tuple[str, str]:
    """The language and the direction of an element."""
    (language,) = node.xpath("ancestor-or-self::*[@lang][1]/@lang")
    (direction,) = node.xpath("ancestor-or-self::*[@dir][1]/@dir")
    return language, direction


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("article", "wanted"),
    [(FULL, ("ar", "rtl")), (ENGLISH, ("en", "ltr")), (UNKNOWN, ("und", "ltr"))],
)
def test_a_text_has_its_language_on_every_page(
    mixed: FlaskClient, language: str, article: Any, wanted: tuple[str, str]
) -> None:
    hits = page(mixed, f"/{language}/search?q=Europol")
    (title,) = [one for one in hits.iter("h2") if one.text_content() == article.title]
    assert around(title) == wanted
    for passage in title.xpath("../p[@class='snippet']//bdi"):
        assert around(passage) == wanted
    shown = page(mixed, f"/{language}/a/{article.id}?hl=Europol")
    for path in ("//h1", "//p[@class='summary']", "//*[@class='prose']/p[1]"):
        assert around(shown.xpath(path)[0]) == wanted, path


def test_the_language_is_a_filter_where_there_are_several(
    mixed: FlaskClient, client: FlaskClient
) -> None:
    path = "//*[@id='facet-language']//label"
    offered = page(mixed, "/ar/search?q=Europol").xpath(path)
    (english,) = [one for one in offered if "الإنجليزية" in one.text_content()]
    assert english.xpath("./input/@value") == ["en"]
    found = page(mixed, "/ar/search?q=Europol&language=en")
    assert found.xpath("//h2/a/text()") == [ENGLISH.title]
    assert not page(client, "/ar/search?q=Europol").xpath(path)
    assert not page(client, "/ar/browse").xpath("//*[@id='language-title']")
    assert page(mixed, "/ar/browse").xpath("//*[@id='language-title']")


def test_an_entry_of_a_feed_names_its_language(mixed: FlaskClient) -> None:
    feed = etree.fromstring(mixed.get("/feed?q=Europol").data)
    name = "{http://www.w3.org/XML/1998/namespace}lang"
    languages = {e.findtext("{*}title"): e.get(name) for e in feed.iter("{*}entry")}
    assert languages == {FULL.title: "ar", ENGLISH.title: "en", UNKNOWN.title: None}
