"""Tests of the examples in the documents against a running server."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from search_web.hooks.api import hook_api
from search_web.hooks.publish_hook import PublishHook
from tests.end_to_end.conftest import Site
from tests.end_to_end.documents import blocks, code_spans, text

ADDRESS = "http://127.0.0.1:8000"
API = "docs/api.md"
GUIDES = ("docs/staff-guide.ar.md", "docs/staff-guide.en.md")


def examples(language: str) -> list[str]:
    return blocks(API, language)


def run(command: list[str], address: str) -> str:
    """Return the output of a command, which must succeed."""
    *program, code = command
    ran = subprocess.run(
        [*program, code.replace(ADDRESS, address)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_there_are_examples_of_each_kind() -> None:
    assert [len(examples(language)) for language in ("sh", "python", "javascript")] == [1, 2, 1]


@pytest.mark.parametrize("example", examples("sh"))
def test_curl(example: str, site: Site) -> None:
    printed = run(["bash", "-euo", "pipefail", "-c", example], site.address)
    assert '"total":' in printed
    assert "@misc{" in printed
    assert '"complete":true' in printed
    assert "<feed" in printed


@pytest.mark.parametrize("example", examples("python"))
def test_python(example: str, site: Site) -> None:
    assert re.search(r"20\d\d", run([sys.executable, "-W", "error", "-c", example], site.address))


@pytest.mark.browser
@pytest.mark.parametrize("example", examples("javascript"))
def test_javascript_on_a_page_of_another_origin(example: str, site: Site, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        printed: list[str] = []
        page.on("console", lambda message: printed.append(message.text))
        page.evaluate(f"async () => {{ {example.replace(ADDRESS, site.address)} }}")
    assert printed
    assert all(re.match(r"20\d\d-", line) for line in printed)


def test_the_endpoints_in_the_guide_are_those_that_are_served(site: Site) -> None:
    rows = re.findall(r"^\| (`/.+?) \|", text(API), re.MULTILINE)
    told = {path for row in rows for path in code_spans(row)}
    served = run(["curl", "-sf", f"{ADDRESS}/api/v1/openapi.json"], site.address)
    paths = set(re.findall(r'"/api/v1(/[^"]*)"', served))
    assert told == paths - {"/openapi.json"}


SECRET = "a secret of thirty-two characters"


@pytest.fixture
def hook(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a server with a publish hook."""
    app = Flask(__name__)
    taken = tmp_path / "hooks"
    app.register_blueprint(hook_api(PublishHook(SECRET.encode(), taken, tmp_path / "request")))
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("guide", GUIDES)
def test_a_publish_hook_is_tried_by_hand(guide: str, hook: str, tmp_path: Path) -> None:
    [example] = blocks(guide, "sh")
    secret = tmp_path / "hook-secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    there = example.replace("/etc/bahith/hook-secret", str(secret))
    assert there != example
    assert re.match(r"HTTP/1.\d 202", run(["bash", "-euo", "pipefail", "-c", there], hook))
