"""Screenshots of all pages and states in build/screenshots, for visual inspection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.conftest import PROJECT
from tests.end_to_end.conftest import QUERY, Open, results

pytestmark = pytest.mark.browser

FOLDER = PROJECT / "build" / "screenshots"

MOST_BYTES = 150_000
"""Maximum size of a picture in the README, in bytes."""

Act = Callable[[Page], object]


def as_it_is(page: Page) -> None:
    """Leave the page unchanged."""


def typed(page: Page) -> None:
    page.locator("#q").press_sequentially("ارهاب")
    page.get_by_role("option").first.wait_for()
    page.locator("#q").press("ArrowDown")


def clicked(selector: str) -> Act:
    return lambda page: page.locator(selector).first.click()


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")


def twice_as_large(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


STATES: dict[str, tuple[str, Act]] = {
    "home": ("home", as_it_is),
    "completion": ("home", typed),
    "results": ("results", as_it_is),
    "filters": (results(year=2021), clicked(".filters > summary")),
    "fewer-words": (results(q="المقاتلون الاجانب"), as_it_is),
    "rewritten": ("rewritten", as_it_is),
    "typed-date": (results(q="الهجرة حزيران 2019"), as_it_is),
    "empty": ("empty", as_it_is),
    "past-last": (results(page=99), as_it_is),
    "article": ("article", as_it_is),
    "citation": ("article", clicked(".cite summary")),
    "browse": ("browse", as_it_is),
    "help": ("help", as_it_is),
    "follow": ("follow", as_it_is),
    "error": ("error", as_it_is),
    "preferences": ("home", clicked(".preferences summary")),
    "reference": ("reference", as_it_is),
    "problem": ("problem", as_it_is),
    "zoomed": ("results", twice_as_large),
    "printed": ("article", on_paper),
}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("state", STATES)
def test_a_picture_is_taken(
    visit: Open, paths: dict[str, str], state: str, width: int, scheme: str, language: str
) -> None:
    kind, act = STATES[state]
    page = visit(f"/{language}{paths.get(kind, kind)}", width, color_scheme=scheme)
    if page.locator(".filters > summary").is_visible() or state != "filters":
        act(page)
    page.evaluate("document.fonts.ready")
    file = FOLDER / f"{state}-{width}-{scheme}-{language}.png"
    page.screenshot(path=file, full_page=True)
    assert file.stat().st_size > 5000
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_is_taken_with_forced_colours(visit: Open, width: int) -> None:
    page = visit(results(q=QUERY, year=2021), width, forced_colors="active")
    page.screenshot(path=FOLDER / f"forced-colours-{width}.png", full_page=True)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")


README = {"results": results(), "article": "article"}
"""Pages shown in the README; `make pictures` writes their pictures to docs/pictures/."""


@pytest.mark.parametrize("name", README)
def test_a_picture_for_the_readme_is_taken(visit: Open, paths: dict[str, str], name: str) -> None:
    page = visit(f"/ar{paths.get(README[name], README[name])}", 960)
    page.reload()  # the first search after a start reads the index from disk
    page.evaluate("document.fonts.ready")
    file = FOLDER / "readme" / f"{name}.png"
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": 960, "height": 540})
    assert 5000 < file.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("name", README)
def test_the_readme_shows_a_small_picture(name: str) -> None:
    file = PROJECT / "docs" / "pictures" / f"{name}.png"
    assert f"docs/pictures/{name}.png" in (PROJECT / "README.md").read_text(encoding="utf-8")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert int.from_bytes(file.read_bytes()[16:20]) <= 1280
    assert file.stat().st_size < MOST_BYTES
