"""The centre's face: its names, logo, colours and publisher, as readers and programs meet them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.colours import SURFACES
from indexer.settings import Centre
from search_web.app import create_app
from search_web.centre import LARGEST_LOGO, Face, Logo, LogoError
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from search_web.static_files import FOLDER
from tests.search_web.conftest import ARTICLES, FULL, engine_of, page_of

PNG = b"\x89PNG\r\n\x1a\n and the rest"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CENTRE = Centre(
    name="مركز الدراسات",
    name_en="Centre for Studies",
    logo="logo.png",
    site="https://www.example.org",
    accent="#7a1f1f",
    accent_dark="#f0b0b0",
    licence="CC BY 4.0",
)


def client_of(analyzer: ArabicAnalyzer, face: Face) -> FlaskClient:
    """Open the pages of a centre."""
    served = ServedIndex(engine_of(ARTICLES, analyzer))
    return create_app(served, Configuration(face=face)).test_client()


@pytest.fixture
def centre(analyzer: ArabicAnalyzer) -> Iterator[FlaskClient]:
    with client_of(analyzer, Face(CENTRE, Logo(PNG, "image/png"))) as client:
        yield client


@pytest.mark.parametrize(("code", "name"), [("ar", CENTRE.name), ("en", CENTRE.name_en)])
@pytest.mark.parametrize("path", ["", "browse", "help", f"a/{FULL.id}", "search?q=أوروبا"])
def test_every_page_has_the_name_in_its_language(
    centre: FlaskClient, code: str, name: str, path: str
) -> None:
    page = page_of(centre.get(f"/{code}/{path}"))
    [title] = page.xpath("//title/text()")
    assert title.endswith(f" — {name}")
    [brand] = page.xpath("//a[starts-with(@class, 'brand')]")
    assert name in brand.text_content()
    assert brand.xpath(".//img/@src")[0].startswith("/centre/logo?v=")
    assert page.xpath("//meta[@property='og:site_name']/@content") == [name]
    assert CENTRE.licence in page.xpath("//footer[@class='site']")[0].text_content()


def test_a_name_in_one_language_serves_both(analyzer: ArabicAnalyzer) -> None:
    with client_of(analyzer, Face(Centre(name="مركز"))) as client:
        assert "مركز</title>" in client.get("/en/").text


def test_the_logo_is_kept_for_good_and_cannot_run_scripts(analyzer: ArabicAnalyzer) -> None:
    with client_of(analyzer, Face(CENTRE, Logo(SVG, "image/svg+xml"))) as client:
        page = page_of(client.get("/ar/"))
        assert not page.xpath("//meta[@property='og:image']")
        answer = client.get(page.xpath("//a[starts-with(@class, 'brand')]//img/@src")[0])
    assert answer.content_type == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy


def test_without_settings_there_is_no_logo_style_or_publisher(client: FlaskClient) -> None:
    assert client.get("/centre/logo").status_code == 404
    assert client.get("/static/centre.css").status_code == 404
    text = client.get(f"/ar/a/{FULL.id}").text
    assert "publisher" not in text
    assert "/centre" not in text


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PNG, "image/png"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"), (SVG, "image/svg+xml")],
)
def test_a_logo_is_known_by_its_content(tmp_path: Path, content: bytes, media_type: str) -> None:
    (tmp_path / "logo").write_bytes(content)
    assert Logo.read(tmp_path / "logo").media_type == media_type


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"<html/>", "neither PNG nor WebP nor SVG"),
        (b"", "neither PNG"),
        (PNG + bytes(LARGEST_LOGO), "more than 200 kB"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_refused(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(LogoError, match=said):
        Face.load(CENTRE, tmp_path)


def test_the_colours_are_those_of_the_settings_in_both_themes(centre: FlaskClient) -> None:
    page = page_of(centre.get("/ar/"))
    [sheet] = page.xpath("//link[@rel='stylesheet']/@href")
    answer = centre.get(sheet)
    assert answer.content_type == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.text.startswith((FOLDER / "style.css").read_text(encoding="utf-8"))
    assert f":root {{ --accent: {CENTRE.accent}; }}" in answer.text
    assert answer.text.count(f"--accent: {CENTRE.accent_dark};") == 2


def test_contrast_is_checked_against_the_surfaces_of_the_style_sheet() -> None:
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    for theme, selector in (("light", ":root"), ("dark", ':root[data-theme="dark"]')):
        rules = style.split(f"{selector} {{")[1].split("}")[0]
        named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", rules))
        beside = {named[name] for name in ("bg", "surface", "sunk", "tint", "on-accent")}
        assert {"#ffffff" if one == "#fff" else one for one in beside} == set(SURFACES[theme])


def test_publisher_and_licence_are_in_citations_and_structured_data(centre: FlaskClient) -> None:
    cite = {
        name: centre.get(f"/cite/{name}/{FULL.id}").text for name in ("ris", "bibtex", "csl-json")
    }
    assert f"PB  - {CENTRE.name}" in cite["ris"]
    assert f"publisher = {{{CENTRE.name}}}" in cite["bibtex"]
    assert json.loads(cite["csl-json"])[0]["publisher"] == CENTRE.name
    page = page_of(centre.get(f"/ar/a/{FULL.id}"))
    assert CENTRE.name in page.xpath("//blockquote")[0].text_content()
    [written] = page.xpath("//script[@type='application/ld+json']/text()")
    told = json.loads(written)
    assert told["publisher"] == {
        "@type": "Organization",
        "name": CENTRE.name,
        "url": CENTRE.site,
    }
    assert told["license"] == CENTRE.licence


def test_feed_and_search_description_name_the_centre(centre: FlaskClient) -> None:
    feed = centre.get("/feed?q=أوروبا").text
    assert f"<title>{CENTRE.name}: أوروبا</title>" in feed
    assert f"<rights>{CENTRE.licence}</rights>" in feed
    assert "<logo>http://localhost/centre/logo?v=" in feed
    assert f"<Description>{CENTRE.name}: " in centre.get("/ar/opensearch.xml").text


def test_an_article_tells_zotero_scholar_and_previews_what_it_is(centre: FlaskClient) -> None:
    page = page_of(centre.get(f"/ar/a/{FULL.id}"))

    def meta(name: str) -> list[str]:
        return [str(one) for one in page.xpath("//meta[@name=$n or @property=$n]/@content", n=name)]

    address = f"http://localhost/a/{FULL.id}"
    assert meta("citation_title") == meta("og:title") == [FULL.title]
    assert meta("citation_author") == list(FULL.authors)
    assert meta("citation_publication_date") == ["2024/03/12"]
    assert meta("citation_publisher") == [CENTRE.name]
    assert meta("citation_language") == ["ar"]
    assert meta("citation_abstract") == meta("og:description") == [FULL.summary]
    assert meta("citation_keywords") == list(FULL.tags)
    assert meta("og:type") == ["article"]
    assert meta("og:image")[0].startswith("http://localhost/centre/logo?v=")
    assert [one.removeprefix("http://localhost/ar") for one in meta("og:url")] == [
        address.removeprefix("http://localhost")
    ]


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [("original", FULL.url), ("here", f"http://localhost/ar/a/{FULL.id}")],
)
def test_the_canonical_page_is_the_one_that_the_settings_choose(
    analyzer: ArabicAnalyzer, canonical: str, expected: str
) -> None:
    face = Face(Centre.model_validate({"canonical": canonical}))
    with client_of(analyzer, face) as client:
        page = page_of(client.get(f"/ar/a/{FULL.id}"))
    assert page.xpath("//link[@rel='canonical']/@href") == [expected]


def test_an_article_without_an_address_of_its_own_is_canonical_here(client: FlaskClient) -> None:
    page = page_of(client.get("/a/study-1"))
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://localhost/a/study-1"]


def test_the_header_links_to_authors_citations_and_the_address_to_cite(
    client: FlaskClient,
) -> None:
    header = client.get(f"/a/{FULL.id}").headers["Link"]
    assert f'<{FULL.short_link}>; rel="cite-as"' in header
    assert '<https://schema.org/ScholarlyArticle>; rel="type"' in header
    assert header.count('rel="author"') == len(FULL.authors)
    assert header.isascii()
    described = re.findall(r'<http://localhost(\S+)>; rel="describedby"; type="(\S+)"', header)
    assert len(described) == 3
    for path, media_type in described:
        assert client.get(path).content_type.startswith(media_type)


def test_browsers_find_icons_and_manifest(centre: FlaskClient) -> None:
    manifest = json.loads(centre.get("/en/manifest.webmanifest").text)
    assert (manifest["name"], manifest["dir"]) == (CENTRE.name_en, "ltr")
    for icon in manifest["icons"]:
        assert centre.get(icon["src"], buffered=True).content_type.startswith(icon["type"])
    for path in ("/favicon.ico", "/apple-touch-icon.png"):
        answer = centre.get(path, follow_redirects=True, buffered=True)
        assert answer.content_type == "image/png"
