"""The reader's last searches, which stay in the browser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Open, Site, results
from tests.end_to_end.test_screenshots import FOLDER

pytestmark = pytest.mark.browser

SEARCHES = ("أوروبا", "«حماية البيانات»", "Europol")


@pytest.fixture
def searched(visit: Open, site: Site) -> Callable[[str], Page]:
    """Return a function that makes three searches, then opens the start page of a language."""

    def searched(language: str) -> Page:
        page = visit(f"/{language}{results(q=SEARCHES[0])}")
        for query in (*SEARCHES[1:], SEARCHES[0]):
            page.goto(f"{site.address}/{language}{results(q=query)}")
        page.goto(f"{site.address}/{language}/")
        return page

    return searched


def listed(page: Page) -> list[str]:
    return page.locator(".recent li").all_inner_texts()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_last_searches_are_links_on_the_start_page(
    searched: Callable[[str], Page], language: str
) -> None:
    page = searched(language)
    assert listed(page) == [SEARCHES[0], SEARCHES[2], SEARCHES[1]]
    page.get_by_role("region").filter(has_text=SEARCHES[1]).get_by_text(SEARCHES[1]).click()
    assert unquote_plus(page.url).endswith(f"/{language}/search?q={SEARCHES[1]}")


def test_another_language_has_the_same_list(searched: Callable[[str], Page], site: Site) -> None:
    page = searched("ar")
    page.goto(f"{site.address}/en/")
    assert len(listed(page)) == len(SEARCHES)


def test_no_request_and_no_cookie_carries_the_list(
    searched: Callable[[str], Page],
) -> None:
    page = searched("ar")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(unquote_plus(one.url) + (one.post_data or "")))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert len(listed(page)) == len(SEARCHES)
    assert asked
    assert not [one for one in asked if any(query in one for query in SEARCHES)]
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_the_list(searched: Callable[[str], Page], width: int) -> None:
    page = searched("ar")
    page.set_viewport_size({"width": width, "height": 800})
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=FOLDER / f"history-{width}.png", full_page=True)


def test_the_list_is_emptied(searched: Callable[[str], Page]) -> None:
    page = searched("en")
    page.get_by_role("button", name="Empty the list").click()
    assert listed(page) == []
    expect(page.locator(".recent [role=status]")).to_contain_text("The list is empty")
    assert page.evaluate("localStorage['bahith-searches']") == "[]"
    assert page.evaluate("document.activeElement.textContent") == "Stop keeping my searches"


def test_who_wants_no_searches_kept_has_none_kept(
    searched: Callable[[str], Page], site: Site
) -> None:
    page = searched("en")
    page.get_by_role("button", name="Stop keeping").press("Enter")
    assert listed(page) == []
    page.goto(f"{site.address}/en{results(q='أوروبا')}")
    page.goto(f"{site.address}/en/")
    expect(page.locator(".recent [role=status]")).to_have_text("Your searches are not kept.")
    assert listed(page) == []
    assert page.evaluate("Object.values(localStorage)") == ["off"]
    page.get_by_role("button", name="Keep my searches").click()
    page.goto(f"{site.address}/en{results(q='أوروبا')}")
    page.go_back()
    assert listed(page) == ["أوروبا"]


def test_eight_are_kept_and_none_is_markup(visit: Open, site: Site) -> None:
    attack = "<img src=x onerror=alert(1)> أوروبا"
    page = visit(results(q=attack))
    for number in range(10):
        page.goto(f"{site.address}{results(q=f'أوروبا -ليبيا{number}')}")
    page.goto(f"{site.address}{results(q=attack)}")
    page.goto(f"{site.address}/")
    assert len(listed(page)) == 8
    assert listed(page)[0] == attack
    assert page.locator(".recent img").count() == 0


@pytest.mark.parametrize("kept", ["{", "{}", "[1]", '"x"'])
def test_what_is_damaged_is_no_list(visit: Open, kept: str) -> None:
    page = visit("/")
    page.evaluate("kept => { localStorage['bahith-searches'] = kept }", kept)
    page.reload()
    assert not page.locator(".recent").is_visible()


def test_nothing_is_shown_on_a_first_visit_or_without_scripts(visit: Open) -> None:
    for scripts in (True, False):
        page = visit("/", java_script_enabled=scripts)
        assert not page.locator(".recent").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_moves_nothing_that_was_painted(
    searched: Callable[[str], Page], width: int
) -> None:
    page = searched("ar")
    page.set_viewport_size({"width": width, "height": 800})
    page.reload()
    page.wait_for_load_state("networkidle")
    shifted = page.evaluate(
        """new Promise((resolve) => {
            let sum = 0;
            const add = (list) => list.getEntries().forEach((entry) => { sum += entry.value; });
            new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 200);
        })"""
    )
    assert shifted < 0.05
    assert page.evaluate("document.documentElement.scrollWidth") <= width
