"""How a reader follows a search."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.search_web.conftest import FULL, page_of


def test_the_results_lead_to_a_page_with_the_address_of_their_feed(client: FlaskClient) -> None:
    results = page_of(client.get("/search", query_string={"q": "أمن", "year": "2012", "page": 1}))
    [way] = results.xpath("//a[contains(@href, '/follow?')]/@href")
    page = page_of(client.get(way))
    [address] = page.xpath("//input[@id='feed-address']/@value")
    assert address == f"http://localhost/feed?q={quote('أمن')}&year=2012"
    feed = client.get(address)
    assert feed.content_type.startswith("application/atom+xml")
    assert "دراسة في أمن الحدود" in feed.text
    [back] = page.xpath("//main//a[contains(@href, '/search?')]/@href")
    assert client.get(back).status_code == 200


def test_without_a_search_all_publications_are_followed(client: FlaskClient) -> None:
    page = page_of(client.get("/follow"))
    [address] = page.xpath("//input[@id='feed-address']/@value")
    assert address == "http://localhost/feed"
    assert not page.xpath("//main//a[contains(@href, '/search')]")
    assert FULL.title in client.get(address).text


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "&quot;"])
def test_a_query_stays_text(client: FlaskClient, hostile: str) -> None:
    page = page_of(client.get("/follow", query_string={"q": hostile}))
    assert not page.xpath("//main//script")
    assert hostile in page.xpath("//h1")[0].text_content()
