"""What a script gets that asks by types generated from the document (openapi-typescript)."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from werkzeug.serving import make_server

from analyzers.analyzer import ArabicAnalyzer
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, FULL, engine_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("npm"), reason="node and npm are not here"),
]

PACKAGES = ("openapi-typescript@7.13", "openapi-fetch@0.17", "typescript@5.9", "@types/node@20")

CLIENT = Path(__file__).with_name("client.ts")

STRICTLY = "--strict --skipLibCheck --target es2022 --module nodenext".split()
"""Options of the compiler."""


@pytest.fixture(scope="module")
def url(analyzer: ArabicAnalyzer) -> Iterator[str]:
    app = create_app(ServedIndex(engine_of(ARTICLES, analyzer)))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def told(url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Generate the types, compile the client with them, run it and return what it prints."""
    folder = tmp_path_factory.mktemp("typescript")
    installing = ["npm", "install", "--no-audit", "--no-fund", "--prefix", ".", *PACKAGES]
    installed = subprocess.run(installing, cwd=folder, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"npm finds no packages: {installed.stderr[-200:]}")
    shutil.copy(CLIENT, folder)
    tools = folder / "node_modules" / ".bin"
    generator = str(tools / "openapi-typescript")
    run(folder, generator, f"{url}/api/v1/openapi.json", "--output", "schema.d.ts")
    run(folder, str(tools / "tsc"), *STRICTLY, CLIENT.name)
    printed = run(folder, "node", CLIENT.with_suffix(".js").name, url, FULL.id)
    return dict(json.loads(printed))


def test_a_cursor_is_followed_to_the_end(told: dict[str, Any]) -> None:
    assert len(told["read"]) == len(set(told["read"])) == told["total"] > 10


def test_an_export_is_read_to_its_end(told: dict[str, Any]) -> None:
    assert told["complete"] is True
    assert told["hits"] == told["exported"] - 2 > 10


def test_an_article_with_slashes_in_its_id_and_its_citation_are_read(told: dict[str, Any]) -> None:
    assert told["title"] == FULL.title
    (record,) = rispy.loads(told["citation"])
    assert record["title"] == FULL.title


def test_what_is_not_there_is_a_problem(told: dict[str, Any]) -> None:
    assert told["missing"] == 404
