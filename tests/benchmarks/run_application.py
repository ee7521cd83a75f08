"""One task for our application and one size, in a process of its own: prints JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tests.benchmarks.queries import read_queries
from tests.benchmarks.requests import measure_requests
from tests.benchmarks.tashaphyne_build import build_sample
from tests.benchmarks.updates import measure_openings, measure_updates
from tests.benchmarks.work import Work

TASKS = ("open", "update", "request", "sample")


@click.command()
@click.argument("task", type=click.Choice(TASKS))
@click.argument("size", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
def main(task: str, size: int, folder: Path) -> None:
    work = Work(folder)
    index = work.index("bahith", size)
    match task:
        case "open":
            done = measure_openings(index)
        case "update":
            done = measure_updates(index)
        case "request":
            done = measure_requests(index, read_queries(work.queries))
        case _:
            done = build_sample(work.collection(size))
    click.echo(json.dumps(done))


if __name__ == "__main__":
    main()
