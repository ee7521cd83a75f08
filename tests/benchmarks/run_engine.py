"""One task for one engine and size, in a process of its own: prints JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tests.benchmarks import measuring
from tests.benchmarks.engines import lucene
from tests.benchmarks.engines.contestants import CONTESTANTS, Contestant
from tests.benchmarks.measuring import Measured
from tests.benchmarks.queries import read_queries
from tests.benchmarks.work import Work


@click.command()
@click.argument("task")
@click.argument("name", type=click.Choice(list(CONTESTANTS)))
@click.argument("size", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
def main(task: str, name: str, size: int, folder: Path) -> None:
    contestant, work = CONTESTANTS[name], Work(folder)
    run = _in_java if contestant.is_java else _in_python
    click.echo(json.dumps(run(task, contestant, work, size)))


def _in_python(task: str, contestant: Contestant, work: Work, size: int) -> Measured:
    index = work.index(contestant.index, size)
    match task:
        case "build":
            return {"seconds": contestant.engine().build(work.collection(size), index)}
        case "measure":
            return measuring.measure(contestant.engine(), index, read_queries(work.queries))
        case "memory":
            return measuring.memory(contestant.engine(), index, read_queries(work.queries))
        case _:
            raise click.BadParameter(task)


def _in_java(task: str, contestant: Contestant, work: Work, size: int) -> Measured:
    index = work.index(contestant.index, size)
    match task:
        case "build":
            return lucene.build(work.collection(size), index)
        case "measure":
            return lucene.measure(index, work.queries)
        case "memory":
            return lucene.memory(index, work.queries)
        case _:
            raise click.BadParameter(task)


if __name__ == "__main__":
    main()
