"""The typed links of an article's page, by the rules of https://signposting.org/FAIR/."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.settings import Centre
from search_web.app import create_app
from search_web.centre import Face
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, FULL, engine_of

Link = tuple[str, str, str]
"""Relation, target and media type."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ODD = Article(id='تقرير/1 "<a>,;', title="عنوان", body="نص.", authors=('د. "ليلى"، قسم',))
WITH_ODD = (*ARTICLES, ODD)

LINK = re.compile(r'<([^<>"\s\\^`{|}]+)>; rel="([a-z-]+)"(?:; type="([a-z]+/[a-z0-9.+-]+)")?')
"""A link of the header (RFC 8288), whose target is written as RFC 3986 says."""

NUMBERS = {
    "cite-as": (1, 1),
    "type": (1, 2),
    "author": (0, 99),
    "license": (0, 1),
    "describedby": (1, 99),
    "linkset": (1, 1),
}
"""Least and largest number of links of each relation; others are not used."""


@pytest.fixture
def client(analyzer: ArabicAnalyzer) -> FlaskClient:
    """A client of an application whose centre has a licence."""
    served = ServedIndex(engine_of(WITH_ODD, analyzer))
    face = Face(Centre(licence=LICENCE))
    return create_app(served, Configuration(face=face)).test_client()


def address_of(client: FlaskClient, article: Article) -> str:
    """Return the address of an article's page."""
    with client.application.test_request_context():
        return client.application.url_for("pages.article", article_id=article.id)


def links_of(client: FlaskClient, article: Article) -> list[Link]:
    """Return the links in the header of an article's page."""
    header = client.get(address_of(client, article)).headers["Link"]
    assert header.isascii()
    assert re.fullmatch(rf"{LINK.pattern}(?:, {LINK.pattern})*", header)
    return [(one[2], one[1], one[3] or "") for one in LINK.finditer(header)]


@pytest.mark.parametrize("article", [FULL, ARTICLES[1], ODD], ids=["full", "sparse", "odd"])
def test_the_links_follow_the_rules(client: FlaskClient, article: Article) -> None:
    links = links_of(client, article)
    counts = dict.fromkeys(NUMBERS, 0)
    for relation, target, media_type in links:
        counts[relation] += 1
        assert urlsplit(target).scheme in ("http", "https")
        assert bool(media_type) == (relation in ("describedby", "linkset"))
    for relation, (least, most) in NUMBERS.items():
        assert least <= counts[relation] <= most, relation
    assert "https://schema.org/AboutPage" in [to for relation, to, _ in links if relation == "type"]
    assert ("license", LICENCE, "") in links


@pytest.mark.parametrize("article", [FULL, ARTICLES[1], ODD], ids=["full", "sparse", "odd"])
def test_what_is_linked_is_there_and_of_the_type_that_is_named(
    client: FlaskClient, article: Article
) -> None:
    for relation, target, media_type in links_of(client, article):
        if not target.startswith("http://localhost/"):
            continue
        answer = client.get(target)
        assert answer.status_code == 200, relation
        assert not media_type or answer.mimetype == media_type


@pytest.mark.parametrize("article", [FULL, ARTICLES[1], ODD], ids=["full", "sparse", "odd"])
def test_the_set_of_links_has_those_of_the_header(client: FlaskClient, article: Article) -> None:
    """The form is that of RFC 9264, section 4.2."""
    *in_header, (relation, address, media_type) = links_of(client, article)
    assert (relation, media_type) == ("linkset", "application/linkset+json")
    held = client.get(address).get_json(force=True)
    assert list(held) == ["linkset"]
    (context,) = held["linkset"]
    anchor = context.pop("anchor")
    assert client.get(anchor).data == client.get(address_of(client, article)).data
    listed = [
        (relation, target["href"], target.get("type", ""))
        for relation, targets in context.items()
        for target in targets
    ]
    assert sorted(listed) == sorted(in_header)


def test_an_unknown_article_has_no_set_of_links(client: FlaskClient) -> None:
    assert client.get("/linkset/nothing").status_code == 404
