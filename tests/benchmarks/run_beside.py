"""One comparison of one size, in a process of its own: prints JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from tests.benchmarks.beside import measure_beside
from tests.benchmarks.comparisons import COMPARISONS
from tests.benchmarks.queries import read_queries
from tests.benchmarks.work import Work


@click.command()
@click.argument("key", type=click.Choice(list(COMPARISONS)))
@click.argument("size", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--queries", type=int, help="Only so many queries.")
def main(key: str, size: int, folder: Path, queries: int | None) -> None:
    work = Work(folder)
    ours, theirs = work.index("bahith", size), work.index("tantivy", size)
    asked = [one for one in read_queries(work.queries) if one.kind.name == COMPARISONS[key].kind]
    measured = measure_beside(COMPARISONS[key], asked[:queries], ours, theirs)
    click.echo(json.dumps(asdict(measured)))


if __name__ == "__main__":
    main()
