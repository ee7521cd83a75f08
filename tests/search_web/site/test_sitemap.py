"""The sitemap, by the rules of https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import etree

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps
from indexer.model.document import make_document
from indexer.settings import Centre
from search_web.app import create_app
from search_web.centre import Face
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from search_web.site import sitemap
from tests.reference_engine import MemoryEngine
from tests.search_web.conftest import ARTICLES, FULL, engine_of

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")
"""Forms of a W3C date that are used."""


def checked(client: FlaskClient, path: str) -> etree._Element:
    """Return a sitemap or an index of sitemaps that follows the rules."""
    response = client.get(path)
    assert response.content_type == "application/xml; charset=utf-8"
    assert len(response.data) <= 50 << 20
    root = etree.fromstring(response.data)
    assert etree.QName(root).namespace == NAMESPACE
    row = {"urlset": "url", "sitemapindex": "sitemap"}[etree.QName(root).localname]
    assert 1 <= len(root) <= 50_000
    for one in root:
        assert one.tag == f"{{{NAMESPACE}}}{row}"
        names = [etree.QName(held).localname for held in one]
        assert names in (["loc"], ["loc", "lastmod"])
        address = one[0].text or ""
        assert address.startswith("http://localhost/")
        assert len(address) < 2048
        assert address.isascii()
        assert all(DATE.fullmatch(held.text or "") for held in one.iter("{*}lastmod"))
    addresses = [one[0].text for one in root]
    assert len(set(addresses)) == len(addresses)
    return root


def addresses_in(client: FlaskClient, path: str) -> list[str]:
    """Return the addresses in a sitemap, or in an index of sitemaps."""
    return [location.text or "" for location in checked(client, path).iter("{*}loc")]


def client_of(articles: list[Article], analyzer: ArabicAnalyzer) -> FlaskClient:
    """Return a client of an application over some articles."""
    return create_app(ServedIndex(engine_of(articles, analyzer))).test_client()


@pytest.mark.parametrize("canonical", ["here", "original"])
def test_the_sitemap_has_the_pages_that_search_engines_are_to_list(
    analyzer: ArabicAnalyzer, canonical: str
) -> None:
    face = Face(Centre.model_validate({"canonical": canonical}))
    served = ServedIndex(engine_of(ARTICLES, analyzer))
    client = create_app(served, Configuration(face=face)).test_client()
    here = {one.id for one in ARTICLES} - ({FULL.id} if canonical == "original" else set())
    addresses = addresses_in(client, "/sitemap.xml")
    assert {"http://localhost/", *(f"http://localhost/a/{id_}" for id_ in here)} == set(addresses)
    assert client.get("/sitemap-1.xml").status_code == 404


def test_only_a_known_time_of_change_is_told(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in ARTICLES:
            writer.add(make_document(article, analyzer))
        stamps = Datestamps({"study-1": "2025-06-01T10:20:30Z"})
        writer.keep_file(DATESTAMPS_FILE, stamps.format())
        writer.publish(["the test"], refused=0)
    root = checked(create_app(ServedIndex(engine)).test_client(), "/sitemap.xml")
    told = {one[0].text: one[1].text for one in root if len(one) > 1}
    assert told == {"http://localhost/a/study-1": "2025-06-01T10:20:30Z"}


@pytest.mark.parametrize("id_", ["تقرير/1", "a b", "50%", "q\"<>&'", "a#b?c"])
def test_any_id_has_an_address_that_leads_to_its_page(analyzer: ArabicAnalyzer, id_: str) -> None:
    client = client_of([replace(ARTICLES[1], id=id_)], analyzer)
    _, address = addresses_in(client, "/sitemap.xml")
    assert ARTICLES[1].title in client.get(address).text


def test_an_address_that_is_too_long_is_left_out(analyzer: ArabicAnalyzer) -> None:
    articles = [replace(ARTICLES[1], id=id_) for id_ in ("📄" * 180, "📄" * 150)]
    assert len(addresses_in(client_of(articles, analyzer), "/sitemap.xml")) == 2


@pytest.mark.parametrize(
    ("limit", "value", "sizes"),
    [("MAX_SITEMAP_URLS", 10, [10, 10, 4]), ("MAX_SITEMAP_BYTES", 5_000, [11, 11, 2])],
)
def test_a_long_sitemap_is_split(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    sizes: list[int],
) -> None:
    monkeypatch.setattr(sitemap, limit, value)
    parts = addresses_in(client, "/sitemap.xml")
    assert [len(addresses_in(client, part)) for part in parts] == sizes
    if limit == "MAX_SITEMAP_BYTES":
        assert all(len(client.get(part).data) <= value for part in parts)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_a_sitemap_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/sitemap.xml", buffered=True)
    assert first.headers["Cache-Control"] == "public, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/sitemap.xml", headers=known, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    elsewhere = client.get("/en/sitemap.xml", headers=known, buffered=True)
    assert elsewhere.status_code == 200
