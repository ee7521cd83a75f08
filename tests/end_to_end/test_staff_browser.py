"""Tests of the staff pages in Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState

from analyzers.analyzer import ArabicAnalyzer
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.query_log.log import normalized_query
from search_web.query_log.store import LoggedClick, LoggedSearch, QueryStore
from search_web.served import ServedIndex
from search_web.staff.access import Staff, read_password, write_password
from tests.end_to_end.running import serving
from tests.search_web.conftest import ARTICLES, engine_of
from tests.workspaces import new_workspace

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"
DAY = 24 * 60 * 60
PAGES = (
    "/staff?days=all",
    "/staff/queries",
    "/staff/empty",
    "/staff/slow",
    "/staff/clicks?days=all",
)
LONG = "«تقرير TE-SAT عن الإرهاب والتطرف العنيف في أوروبا ودول الجوار وما يتصل بها من ملفات»"

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a password file and a query log of forty days."""
    data = tmp_path_factory.mktemp("index_data")
    new_workspace(data)
    write_password(data / "password", PASSWORD)
    now = int(time.time())
    queries = (("مكافحة الإرهاب", 9), ("Europol", 4), (LONG, 0), ("الحدوووود", 0), ("تخوم", 0))
    store = QueryStore(Workspace(data).query_log)
    store.add([LoggedClick(now, LONG, normalized_query(LONG), ARTICLES[0].id, 1)])
    store.add(
        LoggedSearch(
            now - day * DAY, query, normalized_query(query), total, 3.0 + day, "", False, "page"
        )
        for day in range(0, 40, 2)
        for query, total in queries
    )
    return data


@pytest.fixture(scope="module")
def address(data: Path, analyzer: ArabicAnalyzer) -> Iterator[str]:
    staff = Staff(Workspace(data), b"secret", read_password(data / "password"))
    with (
        closing(ServedIndex(engine_of(ARTICLES, analyzer), Workspace(data).words)) as served,
        serving(create_app(served, Configuration(staff=staff))) as address,
    ):
        yield address


@pytest.fixture(scope="module")
def session(browser: Browser, address: str) -> StorageState:
    """Return the browser state of a logged-in user without JavaScript."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/staff")
    page.locator("#password").fill(PASSWORD)
    page.locator(".login button").click()
    page.wait_for_url("**/staff")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(browser: Browser, address: str, session: StorageState) -> Iterator[Page]:
    """Yield a page without JavaScript, with a logged-in user."""
    context = browser.new_context(
        base_url=address, java_script_enabled=False, storage_state=session
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    browser: Browser,
    address: str,
    session: StorageState,
    width: int,
    scheme: Literal["light", "dark"],
    language: str,
) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale=language,
        storage_state=session,
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES:
        page.goto(path)
        for folded in page.locator("main details > summary").all():
            folded.click()
        assert violations(page) == ""
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("main a, main button, main input:visible").evaluate_all(LOW) == []
    context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_where_one_logs_in(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto("/staff/login")
    assert violations(page) == ""
    page.locator("#password").fill("another password")
    page.locator(".login button").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == ""
    context.close()


LOW = """all => all
    .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 23.9)
    .map((e) => e.outerHTML)"""


def violations(page: Page) -> str:
    found = Axe().run(page, options={"runOnly": TAGS})
    return found.generate_report() if found.violations_count else ""


def test_a_nearest_word_is_made_a_synonym_and_it_is_undone(page: Page, data: Path) -> None:
    before = Workspace(data).synonyms.read_text()
    page.goto("/staff/empty")
    page.locator(".near button").first.click()
    assert page.get_by_role("status").locator("bdi").all_inner_texts() == ["الحدود", "الحدوووود"]
    assert Workspace(data).synonyms.read_text() == before + "الحدود، الحدوووود\n"
    page.get_by_role("status").get_by_role("button").click()
    assert Workspace(data).synonyms.read_text() == before


def test_a_word_of_ones_own_is_made_a_synonym_too(page: Page, data: Path) -> None:
    before = Workspace(data).synonyms.read_text()
    page.goto("/staff/empty")
    form = page.locator("li", has_text="تخوم").locator(".synonym")
    assert form.locator("[name=entry]").input_value() == "تخوم"
    form.locator("[name=other]").fill("أمن الحدود")
    form.locator("button").click()
    assert Workspace(data).synonyms.read_text() == before + "أمن الحدود، تخوم\n"
    page.get_by_role("status").get_by_role("button").click()
    assert Workspace(data).synonyms.read_text() == before


def test_the_chart_is_a_table_too(page: Page) -> None:
    page.goto("/staff?days=all")
    days = page.locator(".chart tbody tr")
    assert page.locator(".bars rect:not(.none)").count() == days.count() == 39
    page.locator(".chart summary").click()
    assert days.first.is_visible()
