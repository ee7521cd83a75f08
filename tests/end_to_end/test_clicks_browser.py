"""Clicks as Chromium sends them: followed links count, other ways to an article do not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from analyzers.analyzer import ArabicAnalyzer
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.query_log.log import QueryLog
from search_web.query_log.store import QueryStore
from search_web.served import ServedIndex
from tests.end_to_end.running import serving
from tests.search_web.conftest import ARTICLES, engine_of

pytestmark = pytest.mark.browser

RESULTS = "/search?q=أمن+الحدود"


class Counted:
    """A page of a reader, and the clicks that were counted."""

    def __init__(self, page: Page, queries: QueryLog, store: QueryStore) -> None:
        self.page = page
        self._queries = queries
        self._store = store

    def positions(self) -> list[int]:
        """Return the places of the clicks, in order of time."""
        self._queries.close()
        with self._store.open() as connection:
            rows = connection.execute("SELECT position FROM clicks ORDER BY clicked_at")
            return [position for (position,) in rows]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def counted(
    request: pytest.FixtureRequest, browser: Browser, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Iterator[Counted]:
    """Count each click, as if an hour passed between any two requests."""
    store = QueryStore(Workspace(tmp_path).query_log)
    hours = itertools.count(0, 3600)
    queries = QueryLog(store, QueryRetention(count_clicks=True), lambda: next(hours))
    with (
        closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served,
        queries,
        serving(create_app(served, Configuration(queries=queries, time_limit=60))) as address,
    ):
        context = browser.new_context(base_url=address, java_script_enabled=request.param)
        yield Counted(context.new_page(), queries, store)
        context.close()


def follow(page: Page, number: int) -> None:
    """Follow the link of a result, as the reader does."""
    page.locator("ol.results h2 a").nth(number).click()
    page.wait_for_url("**/a/**")


def test_results_that_are_opened_count(counted: Counted) -> None:
    page = counted.page
    page.goto(RESULTS)
    follow(page, 2)
    page.go_back()
    follow(page, 0)
    assert counted.positions() == [3, 1]


def test_what_else_leads_to_an_article_does_not_count(counted: Counted) -> None:
    page = counted.page
    page.goto(RESULTS)
    address = page.locator("ol.results h2 a").first.get_attribute("href")
    assert address
    page.goto(address)  # typed, or shared
    page.reload()
    page.locator("[aria-labelledby=alike-title] h3 a").first.click()  # a similar article
    page.wait_for_load_state()
    page.go_back()
    page.goto(f"{RESULTS}&sort=-date")
    follow(page, 0)
    assert counted.positions() == []


def test_a_reload_of_what_was_opened_does_not_count_again(counted: Counted) -> None:
    page = counted.page
    page.goto(RESULTS)
    follow(page, 1)
    page.reload()
    page.goto("/")
    page.go_back()
    assert counted.positions() == [2]
