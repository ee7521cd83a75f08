"""The language of a page, and its links to the other languages."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from werkzeug.wrappers import Response

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import FULL, engine_of

QUERY = urlencode({"q": "أمن الحدود", "year": 2019})
PAGES = (
    "/",
    f"/search?{QUERY}",
    "/search?" + urlencode({"q": "بطاطس", "section": "الهجرة"}),
    "/search?" + urlencode({"q": "أمن", "page": 9}),
    f"/a/{FULL.id}?" + urlencode({"hl": "التقرير"}),
    "/browse",
    "/help",
    "/none",
)


def read(client: FlaskClient, address: str, **headers: str) -> html.HtmlElement:
    response = client.get(address, headers=headers)
    return html.document_fromstring(response.get_data(as_text=True))


@pytest.mark.parametrize(
    ("address", "cookie", "accepted", "language"),
    [
        ("/", "", "", "ar"),
        ("/", "", "fr", "ar"),
        ("/", "", "*", "ar"),
        ("/", "", "nonsense;;q=x", "ar"),
        ("/", "", "en-US,en;q=0.9", "en"),
        ("/", "", "ar-EG,en;q=0.8", "ar"),
        ("/", "", "fr,en;q=0.3,ar;q=0.1", "en"),
        ("/", "", "en;q=0", "ar"),
        ("/", "language=ar", "en", "ar"),
        ("/", "language=en", "ar", "en"),
        ("/", "language=xx", "en", "en"),
        ("/ar/", "language=en", "en", "ar"),
        ("/en/", "language=ar", "ar", "en"),
    ],
)
def test_the_language_is_chosen_by_address_then_cookie_then_browser(
    app: Flask, address: str, cookie: str, accepted: str, language: str
) -> None:
    client = app.test_client(use_cookies=False)
    response = client.get(address, headers={"Cookie": cookie, "Accept-Language": accepted})
    page = html.document_fromstring(response.text)
    assert page.get("lang") == response.headers["Content-Language"] == language
    assert page.get("dir") == {"ar": "rtl", "en": "ltr"}[language]


def test_vary_names_what_the_language_was_chosen_by(client: FlaskClient) -> None:
    assert vary_of(client.get("/")) == {"Cookie", "Accept-Language"}
    assert vary_of(client.get("/en/")) == {"Cookie"}
    static = client.get("/static/style.css")
    with static:
        assert not vary_of(static)
        assert "Content-Language" not in static.headers
    assert vary_of(client.get("/suggest?q=أمن")) == {"Cookie", "Accept-Language"}


def vary_of(answer: Response) -> set[str]:
    """Return the headers named in Vary, except for Accept-Encoding."""
    return set(answer.vary) - {"Accept-Encoding"}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_to_itself_in_the_other_language(
    client: FlaskClient, address: str
) -> None:
    for language, other in (("ar", "en"), ("en", "ar")):
        page = read(client, f"/{language}{address}")
        alternates = {
            link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")
        }
        assert alternates == {
            "ar": f"http://localhost/ar{address}",
            "en": f"http://localhost/en{address}",
            "x-default": f"http://localhost{address}",
        }
        (link,) = page.xpath("//footer//a[@hreflang]")
        assert (link.get("href"), link.get("lang")) == (f"/{other}{address}", other)
        assert link.text == {"ar": "العربية", "en": "English"}[other]


@pytest.mark.parametrize("address", PAGES)
def test_the_language_of_the_address_stays_in_every_link_of_the_page(
    client: FlaskClient, address: str
) -> None:
    page = read(client, f"/en{address}")
    links = [a.get("href") for a in page.iter("a") if not a.get("hreflang")]
    links = [link for link in links if re.match("/(?!api/v1/)", link)]  # those have one address
    assert links
    assert all(link.startswith("/en/") for link in links)
    assert page.xpath("//form[@role='search']/@action") == ["/en/search"]
    assert page.xpath("//link[@rel='search']/@href") == ["/en/opensearch.xml"]
    scripts = [script.get("src") for script in page.iter("script") if script.get("src")]
    assert scripts
    assert all(script.startswith("/static/") for script in scripts)


@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_has_no_arabic_text_of_its_own(client: FlaskClient, address: str) -> None:
    """Its Arabic texts are from the articles, the reader or the examples, and are marked so."""
    page = read(client, f"/en{address}")
    ours = page.xpath(
        "//body//text()[not(ancestor::*[@lang='ar'] | ancestor::bdi | ancestor::script)"
        " and not(ancestor::*[@class='examples'])]"
    )
    assert [text for text in ours if any("\u0600" <= letter <= "\u06ff" for letter in text)] == []


@pytest.mark.parametrize("address", PAGES)
def test_an_arabic_page_has_no_english_text_of_its_own(client: FlaskClient, address: str) -> None:
    page = read(client, f"/ar{address}")
    ours = page.xpath(
        "//body//text()[not(ancestor::*[@lang='en'] | ancestor::bdi | ancestor::script)]"
    )
    plain = " ".join(ours).replace("Europol", "").replace(FULL.short_link, "")
    assert not any(letter.isascii() and letter.isalpha() for letter in plain)


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        (
            "/search?" + urlencode({"section": FULL.section}),
            (FULL.title, FULL.section, FULL.authors[0]),
        ),
        (
            f"/a/{FULL.id}",
            (FULL.title, FULL.section, FULL.summary, FULL.authors[0], FULL.place, "أرقام العام"),
        ),
        ("/", (FULL.title, FULL.section)),
        ("/browse", (FULL.section, FULL.authors[0])),
    ],
)
def test_article_texts_keep_their_direction_on_an_english_page(
    client: FlaskClient, address: str, texts: tuple[str, ...]
) -> None:
    page = read(client, f"/en{address}")
    for text in texts:
        found = [one for one in page.xpath("//main//*[not(*)]") if one.text == text]
        assert found, text
        for one in found:
            nearest = one.xpath("ancestor-or-self::*[@lang][1]")[-1]
            assert (nearest.get("lang"), nearest.get("dir")) == ("ar", "rtl"), text


@pytest.mark.parametrize("article_id", ["https://example.org/?p=1&q=%20#x", "//", "دراسة 1/«أ»"])
def test_the_other_language_of_an_article_is_found_whatever_its_id(
    analyzer: ArabicAnalyzer, article_id: str
) -> None:
    engine = engine_of([replace(FULL, id=article_id)], analyzer)
    client = create_app(ServedIndex(engine)).test_client()
    page = read(client, "/a/" + quote(article_id, safe="/"))
    for link in [link.get("href") for link in page.xpath("//*[@hreflang]")]:
        assert read(client, link).xpath("//h1")[0].text_content() == FULL.title


def test_a_prefix_without_a_slash_leads_to_the_home_page(client: FlaskClient) -> None:
    response = client.get("/en?x=1")
    assert (response.status_code, response.location) == (308, "/en/?x=1")


@pytest.mark.parametrize("path", ["/static/style.css?v=1", "/api/v1/search?" + QUERY])
def test_api_and_static_files_have_one_address_in_every_language(
    client: FlaskClient, path: str
) -> None:
    response = client.get("/en" + path)
    assert (response.status_code, response.location) == (308, path)


def test_under_another_mount_point_the_language_follows_it(app: Flask) -> None:
    mounted = {"SCRIPT_NAME": "/library"}
    response = app.test_client().get("/en/help", environ_overrides=mounted)
    page = html.document_fromstring(response.text)
    links = [link.get("href") or "" for link in page.iter("a", "link")]
    assert {"/library/en/", "/library/ar/help"} <= set(links)
    assert all("/library/" in link or link.startswith(("#main", "data:")) for link in links)
    assert any(link.startswith("/library/static/style.css") for link in links)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=20), question=st.text(max_size=20))
def test_any_address_may_have_a_language(client: FlaskClient, path: str, question: str) -> None:
    address = quote(f"/en/{path}", errors="replace") + "?" + quote(question, errors="replace")
    assert client.get(address).status_code < 500


def test_suggestions_come_in_the_language_of_the_address(client: FlaskClient) -> None:
    for prefix, label, status in (
        ("/en", "Search suggestions", "0 suggestions"),
        ("/ar", "اقتراحات البحث", "لا اقتراحات"),
    ):
        answer = client.get(f"{prefix}/suggest").get_json()
        assert (answer["label"], answer["status"]) == (label, status)


def test_robots_txt_excludes_results_in_every_language(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /search", "Disallow: /en/search", "Disallow: /ar/search"} <= set(lines)


def test_the_opensearch_description_is_in_the_language_of_the_page(client: FlaskClient) -> None:
    description = client.get("/en/opensearch.xml").text
    assert "<ShortName>Bahith</ShortName>" in description
    assert "http://localhost/en/search?q={searchTerms}" in description
    assert "http://localhost/api/v1/search?q={searchTerms}" in description
    assert "http://localhost/static/icon.svg" in description


def test_preferred_digits_are_in_the_interface_but_not_in_texts_or_addresses(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("numerals", "arab")
    results = read(client, f"/search?{QUERY}")
    ours = results.xpath("//*[@id='count' or @id='facet-year' or @class='pages']//text()")
    assert not any("0" <= letter <= "9" for letter in "".join(ours))
    assert results.xpath("//*[@id='facet-year']//bdi")[0].text == "٢٠١٩"
    assert "year=2019" in results.xpath("//nav[@class='sorting']//a/@href")[0]
    assert results.xpath("//time/@datetime")[0] == "2019-01-01"
    article = read(client, f"/a/{FULL.id}")
    assert "<120>" in article.xpath("//*[@class='prose']")[0].text_content()
    assert "١٢ مارس ٢٠٢٤" in article.xpath("//header//time")[-1].text
