"""What a server answers under load: requests from a second process (wrk), by clients and workers.

python -m tests.benchmarks.serving DATA [--before CHECKOUT DATA]
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import click
import psutil

from indexer.workspace import Workspace

HERE = Path(__file__).parents[2]
PORT = 8790
ADDRESS = f"http://127.0.0.1:{PORT}"
QUERIES = 2000
SEED = 2026
CLIENTS = (1, 8, 64)
SECONDS = 8
ROUNDS = 1
"""How often each of two versions is measured, in turn."""

WARMING = 3
SETTLING = 3
"""In which the server answers what the load before left in its queue."""

SCRIPT = """
local queries = {%s}
function request() return wrk.format("GET", "%s" .. queries[math.random(#queries)]) end
function done(summary, latency)
  io.write(string.format("RESULT %%f %%f %%f %%f %%d\\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""
"""Of wrk (https://github.com/wg/wrk): random queries, and a line of what was measured."""


@click.command()
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--before",
    type=(click.Path(exists=True, path_type=Path), click.Path(exists=True, path_type=Path)),
    help="Checkout of a former version, with its environment in .venv, and its own index.",
)
def main(data: Path, before: tuple[Path, Path] | None) -> None:
    """Print a table for the index in DATA, measured without the cache of answers."""
    queries = [quote(one) for one in typed(data)]
    versions = [("now", HERE, data)]
    sizes: tuple[int, ...] = (1, 2)
    if before is not None:
        versions = [("before", *before), *versions] * ROUNDS
        sizes = (2,)
    click.echo(
        "| version | asked | workers | clients | requests a second | p50 | p95 | p99 | failed"
        " | processor time |\n" + "| --- " * 10 + "|"
    )
    for workers in sizes:
        for version, checkout, folder in versions:
            with serving(folder, workers, checkout) as server:
                _measure(server, version, workers, queries, CLIENTS if before is None else (8, 64))


def _measure(
    server: psutil.Process, version: str, workers: int, queries: list[str], clients: Sequence[int]
) -> None:
    """Print a line for each load of a server, and the memory of its workers."""
    for path in ("/api/v1/search?q=", "/search?q="):
        load(path, queries, max(clients), WARMING)
        for number in clients:
            begun = _processor_time(server)
            rate, *times, failed = load(path, queries, number, SECONDS)
            taken = (_processor_time(server) - begun) / max(1, rate * SECONDS) * 1000
            asked = f"{version} | `{path.removesuffix('?q=')}` | {workers} | {number}"
            told = " | ".join(f"{one:.1f} ms" for one in times)
            click.echo(f"| {asked} | {rate:.0f} | {told} | {failed:.0f} | {taken:.2f} ms |")
    for worker in server.children():
        memory = worker.memory_full_info()
        sizes = f"RSS {memory.rss >> 20} MiB, PSS {memory.pss >> 20} MiB"
        click.echo(f"<!-- a worker of {workers}, {version}: {sizes} -->")


def _processor_time(server: psutil.Process) -> float:
    """Return the seconds that a server and its workers have computed."""
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def typed(data: Path) -> list[str]:
    """One to three words that stand together in titles."""
    chosen = random.Random(SEED)  # the same queries each time
    snapshot = Workspace(data).engine().snapshot()
    titles = [article.title.split() for article in snapshot.articles()]
    snapshot.close()
    queries = []
    for words in chosen.choices(titles, k=QUERIES):
        first, size = chosen.randrange(len(words)), chosen.randint(1, 3)
        queries.append(" ".join(words[first : first + size]))
    return queries


@contextmanager
def serving(data: Path, workers: int, checkout: Path = HERE) -> Iterator[psutil.Process]:
    """Serve an index by the code of a checkout."""
    python = sys.executable if checkout == HERE else str(checkout / ".venv" / "bin" / "python")
    command = [python, "-m", "search_web", "serve", "--data", str(data.absolute())]
    options = f"--port {PORT} --cache 0 --workers {workers} --log-format json".split()
    limits = "--limit-pages off --limit-api off --limit-suggest off".split()
    with subprocess.Popen(
        [*command, *options, *limits],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait()
            yield psutil.Process(server.pid)
        finally:
            server.terminate()


def _wait() -> None:
    for _ in range(120):
        time.sleep(0.5)
        try:
            with urllib.request.urlopen(f"{ADDRESS}/api/v1/suggest?q=%D8%AA%D9%88") as answer:
                if json.load(answer)["queries"]:
                    return
        except (OSError, UnicodeError, ValueError):
            continue
    raise click.ClickException("the server does not answer")


def load(path: str, queries: list[str], clients: int, seconds: int) -> list[float]:
    """Return requests per second; p50, p95 and p99 in milliseconds; and failures."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (",".join(f'"{one}"' for one in queries), path))
        script.flush()
        told = subprocess.run(
            ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", script.name, ADDRESS],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    time.sleep(SETTLING)
    found = re.search(r"^RESULT (.+)$", told, re.MULTILINE)
    if found is None:
        raise click.ClickException(told)
    return [float(one) for one in found[1].split()]


if __name__ == "__main__":
    main()
