"""A search as a feed, parsed by a feed reader and validated by the schema of Atom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from search_web.site.feed import ATOM, MAX_ENTRIES, XHTML
from tests.search_web.conftest import ARTICLES, FULL, engine_of, sparse

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))

Read = Callable[[str], Any]


def checked(document: bytes) -> Any:
    """Validate a document, and return what a feed reader takes from it."""
    tree = etree.fromstring(document)
    SCHEMA.assertValid(tree)
    authors = [f"{{{ATOM}}}author" in (child.tag for child in one) for one in tree]
    assert f"{{{ATOM}}}author" in [child.tag for child in tree] or all(authors)
    ids = [one.text for one in tree.iter(f"{{{ATOM}}}id")]
    assert len(set(ids)) == len(ids)
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    return parsed


@pytest.fixture
def read(client: FlaskClient) -> Read:
    def reading(address: str) -> Any:
        response = client.get(address)
        assert response.status_code == 200
        assert response.content_type == "application/atom+xml; charset=utf-8"
        return checked(response.data)

    return reading


def test_a_topic_is_followed_newest_first(read: Read) -> None:
    feed = read("/feed?q=الحدود&section=الهجرة")
    dates = [entry.published for entry in feed.entries]
    assert len(dates) == 23
    assert dates == sorted(dates, reverse=True)
    assert feed.feed.title == "باحث: الحدود"
    assert feed.feed.updated == dates[0]
    assert read("/feed?q=الحدود&sort=date").entries[0].published == dates[-1]


def test_an_entry_describes_its_article(read: Read) -> None:
    (entry,) = read("/feed?q=Europol").entries
    assert (entry.title, entry.summary) == (FULL.title, FULL.summary)
    assert [one.name for one in entry.authors] == [*FULL.authors]
    assert entry.tags[0].term == FULL.section
    assert entry.published == entry.updated == "2024-03-12T00:00:00Z"
    assert entry.id == "tag:localhost,2026:article/reports/2024/1"
    links = {link.rel: link.href for link in entry.links}
    assert links == {"alternate": "http://localhost/a/reports/2024/1", "via": FULL.url}


def test_in_a_browser_the_feed_is_a_styled_list_of_links(client: FlaskClient) -> None:
    accepted = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = client.get("/feed?q=Europol", headers={"Accept": accepted})
    assert answer.content_type == "application/xml; charset=utf-8"
    assert "Accept" in answer.vary
    document = etree.fromstring(answer.data)
    style = document.getprevious()
    assert isinstance(style, etree._ProcessingInstruction)
    assert style.target == "xml-stylesheet"
    assert style.get("type") == "text/css"
    with client.get(style.get("href") or "") as sheet:
        assert sheet.content_type.startswith("text/css")
    how, *titles = document.iter(f"{{{XHTML}}}a")
    assert client.get(how.get("href") or "").status_code == 200
    assert [(one.text, one.get("href")) for one in titles] == [
        (FULL.title, "http://localhost/a/reports/2024/1")
    ]


@pytest.mark.parametrize(
    "accepted",
    ["*/*", "application/atom+xml, application/xml;q=0.9", "application/atom+xml,text/html;q=0.9"],
)
def test_a_feed_reader_gets_atom(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/feed", headers={"Accept": accepted})
    assert answer.content_type == "application/atom+xml; charset=utf-8"


def test_the_feed_links_itself_and_the_page_of_the_search(read: Read, client: FlaskClient) -> None:
    feed = read("/feed?q=الحدود&year=2015").feed
    links = {link.rel: link.href for link in feed.links}
    assert read(links["self"]).feed.id == feed.id
    page = client.get(links["alternate"])
    assert page.status_code == 200
    assert "الحدود" in page.text


def test_without_a_search_the_feed_has_the_newest_articles(read: Read) -> None:
    assert len(read("/feed").entries) == len(ARTICLES)


def test_a_feed_has_a_maximum_length(analyzer: ArabicAnalyzer) -> None:
    articles = [sparse(number) for number in range(MAX_ENTRIES + 5)]
    client = create_app(ServedIndex(engine_of(articles, analyzer))).test_client()
    assert len(checked(client.get("/feed?page=2").data).entries) == MAX_ENTRIES


def test_texts_that_xml_cannot_hold_are_cleaned(analyzer: ArabicAnalyzer) -> None:
    odd = Article(id="a ب/&<>", title="عنوان\x0b <b> & \ufffe", body="نص\x00.", authors=("\x1b",))
    client = create_app(ServedIndex(engine_of([odd], analyzer))).test_client()
    (entry,) = checked(client.get("/feed?q=عنوان\x02").data).entries
    assert entry.title_detail.value == "عنوان <b> &"
    assert client.get(entry.link).status_code == 200


def test_an_article_without_a_date_is_not_new_with_every_build(analyzer: ArabicAnalyzer) -> None:
    client = create_app(ServedIndex(engine_of([Article(id="1", title="ع", body="ن")], analyzer)))
    (entry,) = checked(client.test_client().get("/feed").data).entries
    assert entry.updated == "1970-01-01T00:00:00Z"
    assert "published" not in entry


def test_ids_stay_when_the_index_is_built_again(analyzer: ArabicAnalyzer) -> None:
    def ids() -> list[str]:
        client = create_app(ServedIndex(engine_of(ARTICLES, analyzer))).test_client()
        feed = checked(client.get("/feed?q=الحدود").data)
        return [feed.feed.id, *(entry.id for entry in feed.entries)]

    assert ids() == ids()


@pytest.mark.parametrize(
    ("host", "authority"),
    [("LOCALHOST:8000", "localhost"), ("[::1]:8000", "localhost"), ("10.0.0.1", "10.0.0.1")],
)
def test_an_id_names_the_host_by_which_it_was_asked(
    client: FlaskClient, host: str, authority: str
) -> None:
    feed = checked(client.get("/feed?q=الحدود", headers={"Host": host}).data)
    assert feed.feed.id.startswith(f"tag:{authority},2026:feed?")


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/feed?q=الحدود")
    assert first.last_modified
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    tagged = client.get("/feed?q=الحدود", headers={"If-None-Match": first.headers["ETag"]})
    assert (tagged.status_code, tagged.data) == (304, b"")
    since = client.get(
        "/feed?q=الحدود", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )
    assert since.status_code == 304
    before = first.last_modified - dt.timedelta(days=1)
    stale = client.get(
        "/feed?q=الحدود",
        headers={"If-Modified-Since": before.strftime("%a, %d %b %Y %H:%M:%S GMT")},
    )
    assert stale.status_code == 200
    other = client.get("/feed?q=الهجرة", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_partial_feed_is_not_cached(analyzer: ArabicAnalyzer) -> None:
    app = create_app(ServedIndex(engine_of(ARTICLES, analyzer)), Configuration(time_limit=0))
    response = app.test_client().get("/feed?q=الحدود")
    checked(response.data)
    assert response.cache_control.no_store
    assert not {"ETag", "Last-Modified"} & {*response.headers.keys()}


def test_a_query_that_is_too_long_gets_an_error_page(client: FlaskClient) -> None:
    assert client.get("/feed?q=" + "a" * 1001).status_code == 400
    assert client.get("/feed?from=yesterday&sort=best").status_code == 200
