"""The face of a centre with a long name, a wide logo and its own colours, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from analyzers.analyzer import ArabicAnalyzer
from indexer.settings import Centre
from search_web.app import create_app
from search_web.centre import SVG, Face, Logo
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from tests.conftest import PROJECT
from tests.end_to_end.running import serving
from tests.search_web.conftest import ARTICLES, FULL, engine_of

pytestmark = pytest.mark.browser

FOLDER = PROJECT / "build" / "screenshots"
CENTRE = Centre(
    name="المركز الأوروبي لدراسات مكافحة الإرهاب والاستخبارات والأمن الدولي",
    name_en="European Centre for Counterterrorism, Intelligence and International Security Studies",
    accent="#7a1f3d",
    accent_dark="#f0a6bf",
)
WIDE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 60"><path d="M0 0h900v60H0z"/></svg>'
)
PATHS = {"home": "", "results": "search?q=الحدود", "article": f"a/{FULL.id}?hl=الحدود"}
MOST_REQUESTS = 8
"""Maximum number of requests of a first visit, with that of the page itself."""


@pytest.fixture(scope="module")
def address(analyzer: ArabicAnalyzer) -> Iterator[str]:
    face = Face(CENTRE, Logo(WIDE, SVG))
    with (
        closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served,
        serving(create_app(served, Configuration(face=face))) as address,
    ):
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", PATHS)
def test_a_long_name_and_a_wide_logo_fit_the_header(
    page: Page, address: str, kind: str, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/{language}/{PATHS[kind]}")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"centre-{kind}-{width}-{language}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if kind != "home":
        typed = page.locator("#q").bounding_box()
        assert typed
        assert typed["width"] > 120
    boxes = [
        box
        for part in (".brand", "bahith-search", "nav")
        for one in page.locator(f"header.site {part}").all()
        if (box := one.bounding_box())
    ]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            )
            above = (
                one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            )
            assert beside or above, boxes
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_phone_the_text_begins_in_the_first_half(
    page: Page, address: str, language: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{language}/{PATHS['article']}")
    box = page.locator(".summary, .prose").first.bounding_box()
    assert box
    assert box["y"] < 422, box


@pytest.mark.parametrize("kind", ["home", "results"])
def test_a_first_visit_takes_few_requests(page: Page, address: str, kind: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/ar/{PATHS[kind]}")
    page.wait_for_load_state("networkidle")
    assert len(asked) <= MOST_REQUESTS, asked


@pytest.mark.parametrize(
    ("scheme", "colour"), [("light", CENTRE.accent), ("dark", CENTRE.accent_dark)]
)
def test_the_colours_are_the_centres(page: Page, address: str, scheme: str, colour: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}/ar/")
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    assert page.evaluate(accent) == colour
