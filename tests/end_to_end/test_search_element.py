"""The search box on pages of other sites, as the documentation gives it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page

from tests.end_to_end.conftest import Site
from tests.end_to_end.documents import blocks
from tests.end_to_end.running import serving
from tests.end_to_end.test_examples import ADDRESS, API

[SIX_LINES] = blocks(API, "html")

IN_A_SHADOW_ROOT = '<div><template shadowrootmode="open">{}</template></div>'


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> Iterator[str]:
    """Yield the address of another site, whose pages have the box."""
    lines = SIX_LINES.replace(ADDRESS, site.address)
    pages = {
        "ar": lines,
        "en": lines.replace("/ar/", "/en/"),
        "shadow": IN_A_SHADOW_ROOT.format(lines),
    }
    app = Flask(__name__)

    @app.get("/<name>")
    def page(name: str) -> str:
        language, direction = ("en", "ltr") if name == "en" else ("ar", "rtl")
        return (
            f'<!doctype html><html lang="{language}" dir="{direction}"><title>A site</title>'
            '<link rel="icon" href="data:,">'
            f"<main><h1>A site</h1>{pages[name]}</main></html>"
        )

    with serving(app) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
        assert context.cookies() == []
        assert complaints == []


def typed(page: Page, text: str) -> Locator:
    """Type a text in the box, and return its completions."""
    page.get_by_role("combobox").press_sequentially(text)
    options = page.get_by_role("listbox").get_by_role("option")
    options.first.wait_for()
    return options


def test_the_example_has_six_lines() -> None:
    assert len(SIX_LINES.splitlines()) == 6


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "label", "direction"),
    [("ar", "اقتراحات البحث", "rtl"), ("en", "Search suggestions", "ltr"), ("shadow", "", "rtl")],
)
def test_what_is_typed_is_completed_and_searched(
    elsewhere: str, site: Site, page: Page, name: str, label: str, direction: str
) -> None:
    page.goto(f"{elsewhere}/{name}")
    options = typed(page, "ارهاب")
    found = page.get_by_role("listbox", name=label or None)
    assert found.evaluate("list => getComputedStyle(list).direction") == direction
    box = page.get_by_role("combobox")
    box.press("ArrowDown")
    chosen = box.evaluate(
        "e => e.getRootNode().getElementById(e.getAttribute('aria-activedescendant')).id"
    )
    assert chosen == options.first.get_attribute("id")
    wanted = box.input_value()
    box.press("Enter")
    page.wait_for_url(f"{site.address}/**/search?*")
    assert page.locator("#q").input_value() == wanted


@pytest.mark.browser
def test_a_publication_leads_to_the_search_and_not_to_the_site(
    elsewhere: str, site: Site, page: Page
) -> None:
    page.goto(f"{elsewhere}/ar")
    typed(page, "ارهاب").last.click()
    page.wait_for_url(f"{site.address}/ar/a/*")


@pytest.mark.browser
def test_axe_finds_nothing_in_the_open_list(elsewhere: str, page: Page) -> None:
    page.goto(f"{elsewhere}/ar")
    typed(page, "ارهاب")
    page.get_by_role("combobox").press("ArrowDown")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_the_rules_of_a_site_are_stronger(elsewhere: str, page: Page) -> None:
    page.goto(f"{elsewhere}/ar")
    page.add_style_tag(content=".suggestions { background: rgb(1, 2, 3) }")
    typed(page, "ارهاب")
    background = "list => getComputedStyle(list).backgroundColor"
    assert page.get_by_role("listbox").evaluate(background) == "rgb(1, 2, 3)"


@pytest.mark.browser
def test_without_scripts_it_is_a_form(elsewhere: str, site: Site, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{elsewhere}/ar")
        page.get_by_role("searchbox").fill("أوروبا")
        page.get_by_role("button").click()
        page.wait_for_url(f"{site.address}/ar/search?*")
        assert page.locator(".results h2").count() > 0


@pytest.mark.browser
def test_two_boxes_on_a_page_know_their_own_lists(elsewhere: str, page: Page) -> None:
    page.goto(f"{elsewhere}/ar")
    page.evaluate(
        "document.querySelector('h1').after(document.querySelector('bahith-search').cloneNode(true))"
    )
    lists = page.get_by_role("combobox").evaluate_all(
        "all => all.map((e) => e.getAttribute('aria-controls'))"
    )
    assert len(set(lists)) == 2


def test_the_script_may_be_loaded_from_any_site_and_is_asked_for_again_after_an_hour(
    site: Site,
) -> None:
    address = f"{site.address}/elements/v1/bahith-search.js"
    with urlopen(address) as answer:
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age=3600" in answer.headers["Cache-Control"]
        tag = answer.headers["ETag"]
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["Content-Type"].startswith("text/javascript")
    with pytest.raises(HTTPError) as unchanged:
        urlopen(Request(address, headers={"If-None-Match": tag}))
    assert unchanged.value.code == 304
    unchanged.value.close()
