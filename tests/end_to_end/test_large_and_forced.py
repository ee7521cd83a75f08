"""Pages for readers who enlarge the text or choose their own colours."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.end_to_end.conftest import Open
from tests.end_to_end.test_browser import KINDS, SPILT
from tests.end_to_end.test_screenshots import FOLDER

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_needs_no_sideways_scroll_at_320(
    visit: Open, paths: dict[str, str], kind: str, language: str
) -> None:
    page = visit(f"/{language}{paths[kind]}", 320)
    enlarge(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SPILT) == []
    page.screenshot(path=FOLDER / f"twice-{kind}-320-{language}.png")


def test_what_is_opened_fits_with_twice_the_text(visit: Open, paths: dict[str, str]) -> None:
    for kind, opened in (
        ("results", ".filters > summary"),
        ("results", ".trend > summary"),
        ("article", ".cite summary"),
        ("article", ".contents summary"),
        ("home", ".preferences summary"),
    ):
        page = visit(paths[kind], 320)
        enlarge(page)
        page.locator(opened).first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, opened
        assert page.evaluate(SPILT) == [], opened


def test_the_bar_of_an_article_leaves_room_for_its_text(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], 320)
    enlarge(page)
    bar = page.locator(".walk").bounding_box()
    assert bar
    assert bar["height"] < 800 / 4


def enlarge(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_in_forced_colours(
    visit: Open, paths: dict[str, str], kind: str, width: int
) -> None:
    page = visit(paths[kind], width, forced_colors="active")
    # Colours are the reader's, and axe compares those of the page.
    found = Axe().run(page, options={"rules": {"color-contrast": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=FOLDER / f"forced-{kind}-{width}.png", full_page=True)


def test_what_is_chosen_is_seen_in_forced_colours(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["results"], 1280, forced_colors="active")
    page.locator(".trend > summary").click()
    page.locator(".columns li a").first.focus()
    page.keyboard.press("Shift+ArrowLeft")
    fill = "e => getComputedStyle(e).fill"
    chosen = page.locator(".columns .chosen a .number").first.evaluate(fill)
    other = page.locator(".columns li:not(.chosen) a .number").first.evaluate(fill)
    assert chosen != other
    current = page.locator(".sorting [aria-current]").first
    assert current.evaluate("e => getComputedStyle(e).borderBlockEndStyle") == "solid"
