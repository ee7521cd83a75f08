"""What a script gets that asks by a client generated from the document (openapi-python-client)."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import rispy

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, FULL, engine_of

PACKAGE = "bahith_client_of_the_test"
GENERATE = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]


@pytest.fixture(scope="module")
def transport(analyzer: ArabicAnalyzer) -> httpx.WSGITransport:
    return httpx.WSGITransport(create_app(ServedIndex(engine_of(ARTICLES, analyzer))))


@pytest.fixture(scope="module")
def generated(
    transport: httpx.WSGITransport, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The client, on the path of imports."""
    folder = tmp_path_factory.mktemp("generated")
    with httpx.Client(transport=transport, base_url="http://localhost") as asking:
        (folder / "openapi.json").write_text(asking.get("/api/v1/openapi.json").text)
    (folder / "config.yaml").write_text("post_hooks: []\n")
    files = ["--path", "openapi.json", "--config", "config.yaml", "--output-path", PACKAGE]
    subprocess.run([*GENERATE, *files], cwd=folder, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def client(generated: Path, transport: httpx.WSGITransport) -> Any:
    return importlib.import_module(PACKAGE).Client(
        "http://localhost", httpx_args={"transport": transport}, raise_on_unexpected_status=True
    )


def operation(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.api.default.{name}")


@pytest.mark.parametrize("wanted", [{}, {"per_page": 7}, {"sort": "-date", "per_page": 5}])
def test_a_cursor_is_followed_to_the_end(client: Any, wanted: dict[str, Any]) -> None:
    search = operation("search")
    if "sort" in wanted:
        sorts = importlib.import_module(f"{PACKAGE}.models.search_sort").SearchSort
        wanted = wanted | {"sort": sorts(wanted["sort"])}
    page = search.sync(client=client, q="الحدود", **wanted)
    read = [hit.id for hit in page.hits]
    while page.next_cursor:
        page = search.sync(client=client, cursor=page.next_cursor)
        read += [hit.id for hit in page.hits]
    assert len(read) == len(set(read)) == page.total > 10


def test_a_cursor_is_followed_with_what_was_asked_before_too(client: Any) -> None:
    search = operation("search")
    page = search.sync(client=client, q="الحدود", per_page=7)
    read = len(page.hits)
    while page.next_cursor:
        page = search.sync(client=client, q="الحدود", per_page=7, cursor=page.next_cursor)
        read += len(page.hits)
    assert read == page.total


def test_an_export_is_read_to_its_end(client: Any) -> None:
    text = operation("export").sync(client=client, q="الحدود")
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[-1] == {"end": {"complete": True, "hits": len(lines) - 2}}
    assert len(lines) > 20


@pytest.mark.parametrize("name", ["BIBTEX", "RIS", "CSL_JSON", "TEXT_AR"])
def test_a_citation_is_read_in_each_format(client: Any, name: str) -> None:
    formats = importlib.import_module(f"{PACKAGE}.models.article_citation_format")
    text = operation("article_citation").sync(
        FULL.id, client=client, format_=formats.ArticleCitationFormat[name]
    )
    assert "Europol" in text
    if name == "RIS":
        assert len(rispy.loads(text)) == 1


def test_an_article_and_what_is_not_there_are_read(client: Any) -> None:
    article = operation("article")
    assert article.sync(FULL.id, client=client).title == FULL.title
    assert article.sync("nothing", client=client).status == 404
