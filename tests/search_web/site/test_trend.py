"""The trend: hits by year over all years of the collection, in numbers and as a share."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import FacetCount
from indexer.model.article import Article
from indexer.searching.request import SearchRequest
from search_web.app import create_app
from search_web.served import ServedIndex
from search_web.site.trend import HEIGHT, MOST_YEARS, trend
from tests.search_web.conftest import engine_of

PUBLISHED = {2016: 1, 2018: 4, 2020: 2}
"""Publications by year; the first of each year is on migration, in 2020 both."""


@pytest.fixture
def client(analyzer: ArabicAnalyzer) -> FlaskClient:
    articles = [
        Article(
            id=f"{year}-{number}",
            title="خبر",
            body=f"عن {'الهجرة' if not number or year == 2020 else 'الطقس'} {year} رقم{number}",
            date=dt.date(year, 1, 1 + number),
        )
        for year, count in PUBLISHED.items()
        for number in range(count)
    ]
    undated = replace(articles[0], id="undated", date=None)
    return create_app(ServedIndex(engine_of([*articles, undated], analyzer))).test_client()


def columns(client: FlaskClient, address: str) -> list[tuple[str, str | None]]:
    """Return the text and the link of each column of a page."""
    page: Any = html.document_fromstring(client.get(address).text)
    return [
        (item.xpath("string(.//*[@class='unseen'])"), next(iter(item.xpath("a/@href")), None))
        for item in page.xpath("//ol[@class='columns']/li")
    ]


def test_each_year_of_the_collection_has_a_column_that_leads_to_it(client: FlaskClient) -> None:
    def to(year: int) -> str:
        return "/search?" + urlencode({"q": "الهجرة", "year": year})

    assert columns(client, "/search?q=الهجرة") == [
        ("2016: إصدار واحد (100\u061c%)", to(2016)),
        ("2017: 0", None),
        ("2018: إصدار واحد (25\u061c%)", to(2018)),
        ("2019: 0", None),
        ("2020: إصداران (100\u061c%)", to(2020)),
    ]


def test_the_column_of_a_chosen_year_leads_back_to_all_years(client: FlaskClient) -> None:
    address = "/search?" + urlencode({"q": "الهجرة", "year": 2018})
    links = [link for _, link in columns(client, address)]
    assert links[2] == "/search?" + urlencode({"q": "الهجرة"})
    assert links[4] == "/search?" + urlencode({"q": "الهجرة", "year": 2020})


def test_the_whole_collection_is_drawn_where_readers_browse(client: FlaskClient) -> None:
    drawn = columns(client, "/browse")
    assert [text.partition(" ")[0] for text, _ in drawn] == [f"{y}:" for y in range(2016, 2021)]
    assert drawn[1] == ("2017: 0", None)
    assert drawn[2][1] == "/search?year=2018"


def test_behind_the_columns_is_a_table(client: FlaskClient) -> None:
    page: Any = html.document_fromstring(client.get("/search?q=الهجرة").text)
    rows = page.xpath("//details[@class='trend']//table/tbody/tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [
        ["2020", "2", "100\u061c%"],
        ["2019", "0", "0\u061c%"],
        ["2018", "1", "25\u061c%"],
        ["2017", "0", "0\u061c%"],
        ["2016", "1", "100\u061c%"],
    ]


COUNTS = st.dictionaries(st.integers(1, 9999), st.integers(1, 10**6), max_size=8)


@given(COUNTS, st.data())
def test_the_axis_has_no_gaps_and_columns_fit_the_chart(
    published: dict[int, int], data: st.DataObject
) -> None:
    hits = {year: data.draw(st.integers(0, count)) for year, count in published.items()}
    counts = [FacetCount(str(year), count) for year, count in hits.items() if count]
    drawn = trend(
        SearchRequest(), counts, [FacetCount(str(year), n) for year, n in published.items()]
    )
    years = [one.year for one in drawn]
    assert len(years) <= MOST_YEARS
    assert years == list(range(years[0], max(published) + 1) if years else [])
    for one in drawn:
        assert one.count == hits.get(one.year, 0)
        assert 0 <= one.share <= 1
        assert 0 <= one.height <= HEIGHT
        assert 0 <= one.share_height <= HEIGHT
