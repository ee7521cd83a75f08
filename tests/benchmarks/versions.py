"""Versions side by side: what requests take in process, by this version and a former one.

python -m tests.benchmarks.versions DATA --before CHECKOUT DATA

Each version has an index of its own, of the same articles, and a process that answers in turn with
the other's. The checkout has its environment in `.venv`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tests.benchmarks.serving import HERE, typed

ANSWERING = Path(__file__).with_name("answering.py")
QUERIES = 200
ROUNDS = 6
PATHS = ("/api/v1/search", "/search")
KINDS = ("{0} {1}", '"{0} {1}"', "{0} OR {1}", "{0} {1}*", "{0} -{1}", "{0}", "{0} {1} {2}")
"""How the words of a title are asked for, in turn."""


class _Version:
    """A process that answers by the code of a checkout."""

    def __init__(self, checkout: Path, data: Path) -> None:
        python = checkout / ".venv" / "bin" / "python"
        self._process = subprocess.Popen(
            [python if checkout != HERE else sys.executable, "-P", ANSWERING, data.absolute()],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.opened = self._told()

    def ask(self, path: str, queries: Sequence[str]) -> dict[str, float]:
        """Return the milliseconds of processor time of a request, and the megabytes held."""
        assert self._process.stdin is not None
        print(json.dumps([path, list(queries)]), file=self._process.stdin, flush=True)
        told: dict[str, float] = self._told()
        return told

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _told(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@click.command()
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--before",
    type=(click.Path(exists=True, path_type=Path), click.Path(exists=True, path_type=Path)),
    required=True,
)
def main(data: Path, before: tuple[Path, Path]) -> None:
    """Print a table of the index in DATA beside another version's."""
    queries = _queries(data)
    versions = [_Version(*before), _Version(HERE, data)]
    rows: dict[str, list[list[float]]] = {
        "opening, ms": [[version.opened["opening"]] for version in versions],
        "RSS after opening, MB": [[version.opened["resident"]] for version in versions],
    }
    for version in versions:
        for path in PATHS:
            version.ask(path, queries)
    for _ in range(ROUNDS):
        for path in PATHS:
            row = rows.setdefault(f"`{path}`, ms", [[], []])
            for taken, version in zip(row, versions, strict=True):
                taken.append(version.ask(path, queries)["milliseconds"])
    held = [[version.ask(PATHS[0], queries)["resident"]] for version in versions]
    rows["RSS after all requests, MB"] = held
    for version in versions:
        version.end()
    click.echo("| | before | now | ratio |\n| --- | --- | --- | --- |")
    for name, sides in rows.items():
        then, now = map(statistics.median, sides)
        click.echo(f"| {name} | {then:.2f} | {now:.2f} | {now / then:.2f} |")


def _queries(data: Path) -> list[str]:
    """Return words of titles, asked for in each way that readers have."""
    parts = map(str.split, typed(data))
    threes = [words for words in parts if len(words) == 3 and all(map(str.isalpha, words))]
    return [
        KINDS[number % len(KINDS)].format(*words) for number, words in enumerate(threes[:QUERIES])
    ]


if __name__ == "__main__":
    main()
