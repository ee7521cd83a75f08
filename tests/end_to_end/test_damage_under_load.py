"""Tests of index files that are truncated, overwritten or removed while they are served."""

from __future__ import annotations

import json
import os
import random
import re
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
    unlimited = ("--limit-pages", "off", "--limit-api", "off", "--cache", "0")
    server = Running(tmp_path, "--workers", "2", *unlimited)
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


def overwritten_at_random(file: Path, seed: int) -> None:
    """Overwrite some bytes in place, few or many."""
    chance = random.Random(f"{seed} {file.suffix}")
    size = file.stat().st_size
    with file.open("r+b") as stream:
        for _ in range(chance.choice((1, 5, 100))):
            stream.seek(chance.randrange(size))
            stream.write(chance.randbytes(chance.choice((1, 4, 200)))[: size - stream.tell()])


class Load:
    """Clients that send requests until they are told to stop.

    Args:
        server: The server.
        ask: Sends a request, given a number from 0 to 199, and returns the status.

    Attributes:
        statuses: The statuses of all responses.
        failures: What was raised in place of a response.
    """

    def __init__(self, server: Running, ask: Callable[[int], int]) -> None:
        self.statuses: list[int] = []
        self.failures: list[Exception] = []
        self._ask = ask
        self._done = threading.Event()
        self._clients = [threading.Thread(target=self._go_on, args=(n,)) for n in range(4)]
        for client in self._clients:
            client.start()
        server.wait_for(lambda lines: len(lines) > 50)

    def _go_on(self, first: int) -> None:
        number = first
        while not self._done.is_set():
            number = (number + 7) % 200
            try:
                self.statuses.append(self._ask(number))
            except Exception as error:
                self.failures.append(error)

    def stop(self) -> None:
        self._done.set()
        for client in self._clients:
            client.join()


def generation_of(data: Path) -> Path:
    """Return the folder of the served generation."""
    generations = data / "generations"
    return generations / (generations / "CURRENT").read_text().strip()


def build_anew(server: Running, data: Path, former: str) -> None:
    """Build another generation and wait until it is served."""
    build(data)
    server.wait_for(lambda lines: lines[-1].get("generation", former) > former)


@pytest.mark.parametrize("harm", [cut_short, emptied, Path.unlink, overwritten])
def test_no_process_dies_of_files_that_are_harmed_under_load(
    served: Running, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    """Assert that no process dies, and that searches succeed again with a new index."""
    load = Load(
        served, lambda number: served.get(QUERIES[number % len(QUERIES)].format(number=number))[0]
    )
    folder = generation_of(tmp_path)
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        if file.name != "manifest.json":
            harm(file)
            wait_for_more(served, 3)
    build_anew(served, tmp_path, folder.name)
    load.stop()
    assert served.get(QUERIES[0])[0] == 200
    assert load.failures == []
    assert set(load.statuses) <= {200, 404, 503}
    assert len(served.opened()) == 2


COMPARED = (
    "/api/v1/search?q=%D8%AD%D8%AF%D9%88%D8%AF&page=1{number}&per_page=1",
    "/api/v1/search?q=%D9%83%D9%84%D9%85%D8%A9{number}00",
    "/api/v1/articles/{number}",
    "/api/v1/articles/{number}/related",
    "/api/v1/articles/{number}/citation?format=ris",
)

PASSING = re.compile(rb'"(?:took_ms|generation|next_cursor)":(?:"[^"]*"|[0-9.]+|null),?')
"""Members of responses that change from one response to the next."""


@pytest.mark.parametrize("seed", range(4))
def test_what_is_overwritten_at_random_is_answered_as_before_or_with_503(
    served: Running, tmp_path: Path, seed: int
) -> None:
    """Assert that no answer is wrong, that no process dies, and that each 503 is a problem."""

    def content(number: int) -> tuple[int, bytes]:
        path = COMPARED[number % len(COMPARED)].format(number=number)
        status, headers, body = served.get(path)
        if status == 503:
            assert headers["Content-Type"] == "application/problem+json"
            assert headers["Retry-After"]
        return status, PASSING.sub(b"", body)

    before = [content(number) for number in range(200)]
    assert {status for status, _ in before} == {200}

    def compare(number: int) -> int:
        status, body = content(number)
        assert (status, body) == before[number] or status == 503, body
        return status

    load = Load(served, compare)
    folder = generation_of(tmp_path)
    files = [
        *sorted(path for path in folder.rglob("*") if path.is_file()),
        folder.parent / "CURRENT",
    ]
    random.Random(seed).shuffle(files)
    for file in files:
        overwritten_at_random(file, seed)
        wait_for_more(served, 4)
    wait_for_more(served, 50)
    build_anew(served, tmp_path, folder.name)
    load.stop()
    assert load.failures == []
    assert [content(number) for number in range(200)] == before
    assert len(served.opened()) == 2
    if 503 in load.statuses:
        assert any("cannot be read" in line["message"] for line in served.lines)
