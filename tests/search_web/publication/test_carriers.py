"""Whatever texts an article holds, the documents that carry it are whole and hold just those."""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import quote, unquote

import feedparser
import pytest
import rispy
from flask.testing import FlaskClient
from lxml import etree, html

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.text.paragraphs import fold_space
from search_web.app import create_app
from search_web.publication.links import web_link
from search_web.served import ServedIndex
from tests.search_web.conftest import engine_of

HOSTILE = (
    "عنوان\nER  - \n\nTY  - RPRT\nTI  - INJECTED",
    "عنوان</script><script>alert(1)</script>",
    "عنوان]]></title><entry/>&lt;&amp;&#0;",
    "عنوان \x00\x0b\x1b[31m \ufffe\uffff",
    "عنوان\u2028نص\u2029نص\x85نص",
    'عنوان", "headline": "INJECTED',
    "عنوان {{ 7*7 }} {% raw %}",
    '=HYPERLINK("x") عنوان',
)
"""Texts that end, open or command something in one of the formats."""


def article(number: int, text: str) -> Article:
    """An article that has the text wherever one can stand."""
    return Article(
        id=f"{number}/ <&>\"'%0a",
        title=text,
        body=f"{text.partition(chr(10))[0]} في النص.",
        summary=text,
        url=f'https://example.org/{number}?a=<b>&c="d" e\'',
        date=dt.date(2020, 1, 1 + number),
        section=text,
        authors=(text,),
        kind=text,
        tags=(text, "وسم"),
        notice=text,
    )


ARTICLES = tuple(article(number, text) for number, text in enumerate(HOSTILE))


@pytest.fixture
def pages(analyzer: ArabicAnalyzer) -> FlaskClient:
    return create_app(ServedIndex(engine_of(ARTICLES, analyzer))).test_client()


def path_of(article: Article) -> str:
    return f"/a/{quote(article.id)}"


@pytest.mark.parametrize("article", ARTICLES)
def test_a_page_tells_search_engines_what_the_article_holds(
    pages: FlaskClient, article: Article
) -> None:
    text = pages.get(path_of(article)).text
    page = html.fromstring(text.replace("\0", ""))  # where libxml2 before 2.14 ends a page
    scripts = list(page.iter("script"))
    (script,) = (one for one in scripts if one.get("type") == "application/ld+json")
    told = json.loads(script.text or "")
    assert (told["headline"], told["genre"]) == (article.title, article.kind)
    assert told["keywords"] == list(article.tags)
    (title,) = page.iter("h1")
    assert shown("".join(map(str, title.itertext()))) == shown(article.title)
    assert [one for one in scripts if "alert" in (one.text or "")] in ([], [script])


def shown(text: str) -> list[str]:
    """The words of a text, without what a page cannot show."""
    return re.sub("[\x00-\x1f\x7f-\x9f\ufffd-\uffff]", " ", text).split()


def test_a_feed_has_an_entry_for_each_article(pages: FlaskClient) -> None:
    document = pages.get("/feed").data
    etree.fromstring(document)
    feed = feedparser.parse(document)
    assert not feed.bozo
    entries = {unquote(entry.id.partition("article/")[2]): entry for entry in feed.entries}
    assert entries.keys() == {article.id for article in ARTICLES}
    for article in ARTICLES:
        entry = entries[article.id]
        assert shown(entry.title) == shown(article.title)
        assert shown(entry.tags[0].term) == shown(article.section)
        assert {link.rel: link.href for link in entry.links}["via"] == web_link(article.url)
        assert pages.get(entry.link).status_code == 200


def test_the_sitemap_has_each_article_that_has_no_address_elsewhere(
    pages: FlaskClient,
) -> None:
    tree = etree.fromstring(pages.get("/sitemap.xml", buffered=True).data)
    addresses = [one.text or "" for one in tree.iter("{*}loc")]
    assert len(addresses) == 1 + sum(not web_link(article.url) for article in ARTICLES)
    assert all(pages.get(address).status_code == 200 for address in addresses)


def test_harvesters_get_a_whole_record_of_each_article(pages: FlaskClient) -> None:
    answer = pages.get("/oai?verb=ListRecords&metadataPrefix=oai_dc")
    records = list(etree.fromstring(answer.data).iter("{*}dc"))
    assert len(records) == len(ARTICLES)
    titles = [shown(record.findtext("{*}title") or "") for record in records]
    assert sorted(titles) == sorted(shown(one.title) for one in ARTICLES)
    sets = etree.fromstring(pages.get("/oai?verb=ListSets").data)
    assert len(list(sets.iter("{*}setName"))) > 0


def test_an_export_has_a_line_for_each_hit(pages: FlaskClient) -> None:
    text = pages.get("/api/v1/export", buffered=True).text
    *hits, end = [json.loads(line) for line in text.split("\n")[1:-1]]
    assert end["end"] == {"complete": True, "hits": len(ARTICLES)}
    assert {hit["hit"]["id"]: hit["hit"]["title"] for hit in hits} == {
        article.id: article.title for article in ARTICLES
    }


def test_a_file_of_citations_has_a_record_for_each_article(pages: FlaskClient) -> None:
    records = rispy.loads(pages.get("/api/v1/search/citation?format=ris").text)
    assert {record["id"]: record["title"] for record in records} == {
        article.id: fold_space(article.title) for article in ARTICLES
    }
