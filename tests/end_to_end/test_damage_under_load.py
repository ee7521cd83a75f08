"""Tests of index files that are truncated, overwritten or removed while they are served."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main as indexer
from tests.end_to_end.running import Running

pytestmark = pytest.mark.slow

QUERIES = (
    "/search?q=%D8%AD%D8%AF%D9%88%D8%AF",
    "/a/{number}",
    "/api/v1/search?q=%D8%AF%D8%B1%D8%A7%D8%B3%D8%A9&page={number}",
    "/api/v1/articles/{number}/related",
    "/api/v1/export?q=%D8%AF%D8%B1%D8%A7%D8%B3%D8%A9",
    "/sitemap.xml",
    "/suggest?q=%D8%AF",
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Running]:
    shutil.copytree(Path("index_data/words"), tmp_path / "words")
    build(tmp_path)
    server = Running(tmp_path, "--workers", "2", "--limit-pages", "off", "--limit-api", "off")
    server.wait_for(lambda _: len(server.opened()) == 2)
    server.wait_until_it_listens()
    yield server
    assert server.stop() == 0


def build(data: Path) -> None:
    """Build an index of 200 articles, long enough that each file spans several memory pages."""
    source = data / "articles.jsonl"
    lines = (
        json.dumps({"id": str(number), "title": f"دراسة {number}", "body": words(number)})
        for number in range(200)
    )
    source.write_text("\n".join(lines))
    arguments = ["build", str(source), "--data", str(data), "--processes", "1", "--force"]
    built = CliRunner().invoke(indexer, arguments)
    assert built.exit_code == 0, built.output


def words(number: int) -> str:
    return " ".join(f"كلمة{number * 300 + one} حدود" for one in range(300))


def wait_for_more(server: Running, count: int) -> None:
    """Wait until a number of further lines are logged."""
    before = len(server.lines)
    server.wait_for(lambda lines: len(lines) > before + count)


def cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def overwritten(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(os.urandom(file.stat().st_size))


@pytest.mark.parametrize(
    ("harm", "allowed"),
    [
        (cut_short, {200, 404, 503}),
        (emptied, {200, 404, 503}),
        (Path.unlink, {200, 404, 503}),
        (overwritten, {200, 404, 500, 503}),  # Whoosh does not detect this damage
    ],
)
def test_no_process_dies_of_files_that_are_harmed_under_load(
    served: Running, tmp_path: Path, harm: Callable[[Path], None], allowed: set[int]
) -> None:
    """Assert that no process dies, and that searches succeed again with a new index."""
    statuses: list[int] = []
    failures: list[Exception] = []
    done = threading.Event()

    def load(first: int) -> None:
        number = first
        while not done.is_set():
            number = (number + 7) % 200
            path = QUERIES[number % len(QUERIES)].format(number=number)
            try:
                statuses.append(served.get(path)[0])
            except Exception as error:
                failures.append(error)

    clients = [threading.Thread(target=load, args=(number,)) for number in range(4)]
    for client in clients:
        client.start()
    served.wait_for(lambda lines: len(lines) > 50)
    generation = (tmp_path / "generations" / "CURRENT").read_text().strip()
    folder = tmp_path / "generations" / generation
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        if file.name != "manifest.json":
            harm(file)
            wait_for_more(served, 3)
    build(tmp_path)
    served.wait_for(lambda lines: lines[-1].get("generation", generation) > generation)
    done.set()
    for client in clients:
        client.join()
    assert served.get(QUERIES[0])[0] == 200
    assert failures == []
    assert set(statuses) <= allowed
    assert len(served.opened()) == 2
