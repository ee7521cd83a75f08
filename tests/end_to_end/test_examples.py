"""The examples in the README: each does what it says, against a server that runs."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser

from tests.conftest import PROJECT
from tests.end_to_end.conftest import Site

README = PROJECT / "README.md"
ADDRESS = "http://127.0.0.1:8000"


def examples(language: str) -> list[str]:
    section = README.read_text(encoding="utf-8").split("## Examples\n")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def run(command: list[str], site: Site) -> str:
    """What it prints; it must end well."""
    *program, text = command
    ran = subprocess.run(
        [*program, text.replace(ADDRESS, site.address)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_there_are_examples_of_each_kind() -> None:
    assert [len(examples(language)) for language in ("sh", "python", "javascript")] == [1, 2, 1]


@pytest.mark.parametrize("example", examples("sh"))
def test_curl(example: str, site: Site) -> None:
    printed = run(["bash", "-euo", "pipefail", "-c", example], site)
    assert '"total":' in printed
    assert "@misc{" in printed
    assert '"complete":true' in printed
    assert "<feed" in printed


@pytest.mark.parametrize("example", examples("python"))
def test_python(example: str, site: Site) -> None:
    assert re.search(r"20\d\d", run([sys.executable, "-W", "error", "-c", example], site))


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
