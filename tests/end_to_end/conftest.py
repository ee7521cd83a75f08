"""Fixtures of the application over the sample articles, and of a browser for its pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from indexer.cli import main as indexer
from indexer.model.article import Article
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import search
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions
from tests.end_to_end.running import serving
from tests.workspaces import SHIPPED, new_workspace

QUERY = "الاستخبارات الأوروبية"
"""Query that matches some of the sample articles."""

Open = Callable[..., Page]
"""Function that opens a path at a width, with options of a Playwright context."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server of the application over an index of the sample articles.

    Attributes:
        address: Address of the server.
        index: The index.
    """

    address: str
    index: OpenIndex

    def search(self, request: SearchRequest) -> ResultPage:
        return search(request, self.index)

    def article(self, article_id: str) -> Article:
        article = self.index.snapshot.article(article_id)
        assert article
        return article

    def article_id(self, query: str) -> str:
        """Return the id of the best hit for a query."""
        return self.search(SearchRequest(q=query)).results[0].article.id


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("index_data")
    new_workspace(data)
    built = CliRunner().invoke(indexer, ["build", str(SHIPPED.samples), "--data", str(data)])
    assert built.exit_code == 0, built.output
    engine = Workspace(data).engine()
    with closing(ServedIndex(engine)) as served, closing(open_index(engine)) as index:
        suggestions = Suggestions(served)
        making = suggestions.prepare()
        assert making is not None
        making.join()
        with serving(create_app(served, suggestions=suggestions)) as address:
            yield Site(address, index)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    try:
        browser = playwright.chromium.launch(
            executable_path=installed, args=["--no-sandbox", "--disable-gpu"]
        )
    except Error as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"Chromium cannot be started: {error.message.splitlines()[0]}")
    yield browser
    browser.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Open]:
    """Yield a function that opens pages; errors and requests to other hosts fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def visit(path: str, width: int = 1280, locale: str = "ar", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale=locale, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request",
            lambda r: complaints.append(r.url) if not r.url.startswith(site.address) else None,
        )
        page.goto(site.address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [c for c in complaints if "the server responded with a status of" not in c] == []


@pytest.fixture(scope="session")
def paths(site: Site) -> dict[str, str]:
    """Return one path per kind of page."""
    return {
        "home": "/",
        "results": results(),
        "empty": results(q="استراتيجية PESCO 2031", year=1999),
        "article": f"/a/{site.article_id(QUERY)}?{urlencode({'hl': QUERY})}",
        "error": "/none?q=" + quote(QUERY),
        "browse": "/browse",
        "help": "/help",
        "follow": "/follow?q=" + quote(QUERY),
        "rewritten": results(q="hghsjofhvhj"),
        "reference": "/api/",
        "problem": "/api/problems/cursor-expired",
    }


def results(q: str = QUERY, **parameters: object) -> str:
    return "/search?" + urlencode({"q": q} | parameters)
