"""The main walk of a reader in Firefox, as Debian has it, beside that in Chromium.

Marionette is Mozilla's own client: Playwright drives a Firefox of its own build alone, or one newer
than the extended support release.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_plus

import pytest
from marionette_driver import By, Wait
from marionette_driver.keys import Keys
from marionette_driver.marionette import Marionette

from tests.end_to_end.conftest import QUERY, Site, results
from tests.end_to_end.test_screenshots import FOLDER

pytestmark = [
    pytest.mark.browser,
    # Marionette leaves the socket open with which it looked whether Firefox listens.
    pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning"),
]

PATIENCE = 10
"""Seconds that a page may take to show something."""

LANGUAGES = "intl.accept_languages"

WIDTHS = (1280, 500)
"""A desk, and the narrowest window of Firefox."""

COMPLAINTS = """
return Services.console.getMessageArray()
    .filter((one) => one instanceof Ci.nsIScriptError && one.sourceName.startsWith(arguments[0]))
    .filter((one) => !(one.flags & Ci.nsIScriptError.warningFlag))
    .map((one) => `${one.errorMessage} ${one.sourceName}`)"""
"""Errors of scripts and styles, and what the policy of the page forbade."""


class Reader:
    """A window of Firefox over the pages of a site."""

    def __init__(self, driver: Marionette, site: Site) -> None:
        """Take a running Firefox."""
        self.driver = driver
        self.site = site

    def open(self, path: str, width: int = WIDTHS[0]) -> None:
        self.driver.set_window_rect(width=width, height=900)
        self.driver.navigate(self.site.address + path)

    @property
    def address(self) -> str:
        return unquote_plus(self.driver.get_url()).removeprefix(self.site.address)

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return found

    def one(self, selector: str) -> Any:
        """Return the first element, when it is there and seen."""
        self.wait(lambda: any(map(self.is_seen, self.all(selector))))
        return next(filter(self.is_seen, self.all(selector)))

    def is_seen(self, element: object) -> bool:
        """Return whether an element has a box; to Marionette all of a closed panel is unseen."""
        return bool(self.run("return arguments[0].checkVisibility()", element))

    def wait(self, holds: Callable[[], bool]) -> None:
        Wait(self.driver, timeout=PATIENCE).until(lambda _: holds())

    def click(self, selector: str) -> None:
        """Click the first element that is seen, and wait for the page that it leads to."""
        self.leave(lambda: self.one(selector).click())

    def leave(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and wait for that page."""
        before = self.driver.get_url()
        act()
        self.wait(lambda: bool(self.driver.get_url() != before))
        self.wait(lambda: self.run("return document.readyState") == "complete")

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, script_args=arguments)

    def press(self, keys: str, selector: str = "body") -> None:
        self.driver.find_element(By.CSS_SELECTOR, selector).send_keys(keys)

    def take_picture(self, name: str) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        picture = self.driver.screenshot(format="binary", full=True)
        (FOLDER / f"firefox-{name}.png").write_bytes(picture)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marionette]:
    installed = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if installed is None:
        pytest.skip("Firefox is not installed")
    logging.getLogger("mozversion").setLevel(logging.ERROR)
    log = tmp_path_factory.mktemp("firefox") / "log"
    driver = Marionette(bin=installed, headless=True, prefs={LANGUAGES: "ar"}, gecko_log=str(log))
    driver.start_session()
    yield driver
    driver.delete_session()
    driver.cleanup()


@pytest.fixture
def reader(driver: Marionette, site: Site) -> Iterator[Reader]:
    """Yield a window with an empty store; what Firefox complains of fails the test."""
    driver.navigate(f"{site.address}/robots.txt")
    driver.execute_script("localStorage.clear()")
    driver.delete_all_cookies()
    with driver.using_context("chrome"):
        driver.execute_script("Services.console.reset()")
    yield Reader(driver, site)
    with driver.using_context("chrome"):
        assert driver.execute_script(COMPLAINTS, script_args=[site.address]) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_types_chooses_filters_reads_and_comes_back(reader: Reader, width: int) -> None:
    reader.open("/", width)
    reader.press("ارهاب", "#q")
    assert "الإرهاب" in reader.one("[role=option]").text
    reader.press(Keys.ARROW_DOWN, "#q")
    chosen = reader.one("#q").get_property("value")
    reader.leave(lambda: reader.press(Keys.ENTER, "#q"))
    assert reader.address == f"/search?q={chosen}"
    found = len(reader.all(".results > li"))
    assert found > 0

    if width == WIDTHS[1]:
        reader.one(".filters > summary").click()
    reader.one("#facet-section label").click()
    shown = reader.one(".show button")
    reader.wait(lambda: bool(shown.get_property("textContent") != "عرض النتائج"))
    reader.click(".show button")
    assert "section=" in reader.address
    assert 0 < len(reader.all(".results > li")) <= found

    title = reader.one(".results h2 a").text
    reader.click(".results h2 a")
    assert reader.one("h1").text == title
    reader.press("n")
    assert reader.all("mark[aria-current=true]")
    assert re.fullmatch("[0-9]+ من [0-9]+", reader.one(".walk .count").text)
    reader.take_picture(f"article-{width}")
    reader.click(".walk .back")
    assert "section=" in reader.address

    reader.click(".brand")
    assert [each.text for each in reader.all(".recent li")] == [chosen]
    reader.take_picture(f"home-{width}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_page_scrolls_sideways_and_the_fonts_are_ours(
    reader: Reader, paths: dict[str, str], language: str, width: int
) -> None:
    for kind, path in paths.items():
        reader.open(f"/{language}{path}", width)
        scrolled = reader.run("return document.documentElement.scrollWidth - innerWidth")
        assert scrolled <= 0, kind
        assert reader.run("return getComputedStyle(document.body).fontFamily").startswith(
            '"Bahith UI"'
        )
        reader.take_picture(f"{kind}-{width}-{language}")


def test_an_english_reader_gets_english_pages_with_arabic_texts(reader: Reader) -> None:
    reader.open(f"/en{results()}")
    assert reader.run("return document.documentElement.dir") == "ltr"
    title = "document.querySelector('.results h2')"
    assert reader.run(f"return getComputedStyle({title}).direction") == "rtl"


def test_a_mark_changes_no_width(reader: Reader, paths: dict[str, str]) -> None:
    reader.open(paths["article"])
    plain, marked = reader.run(
        """
        const place = document.querySelector(".prose p"), widths = [];
        for (const tag of ["span", "mark"]) {
            const line = document.createElement("span"), word = document.createElement(tag);
            word.append("والإرهاب");
            line.append("قال ", word, "، ثم");
            place.append(line);
            widths.push(line.getBoundingClientRect().width);
            line.remove();
        }
        return widths;"""
    )
    assert plain == pytest.approx(marked, abs=0.5)


def test_the_citation_opens_and_the_query_is_kept(reader: Reader, paths: dict[str, str]) -> None:
    reader.open(paths["article"])
    assert reader.one("#q").get_property("value") == QUERY
    reader.one(".cite summary").click()
    assert reader.one(".cite blockquote").text
