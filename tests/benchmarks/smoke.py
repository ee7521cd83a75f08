"""Whether our speed is far off: a few comparisons with tantivy on a small collection, in a minute.

The collection is made of the sample articles, so `../shared` is not needed. Ratios of processor
time hardly depend on the machine and its load; a ratio fails if it is `FACTOR` times that of the
last release, or more than `MOST`.

python -m tests.benchmarks.smoke --record
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from tests.benchmarks.beside import Beside
from tests.benchmarks.collection import make_collections
from tests.benchmarks.engines.contestants import CONTESTANTS
from tests.benchmarks.project import PROJECT, project_analyzer
from tests.benchmarks.queries import make_queries, write_queries
from tests.benchmarks.results import BesideResult
from tests.benchmarks.sources import SourceArticle, articles_of
from tests.benchmarks.work import Work
from tests.workspaces import SHIPPED

SIZE = 500
"""Documents of about 1,000 words."""

QUERIES = 60
"""Queries of each comparison."""

MOST = {
    "same work: one term": 1.5,
    "same work: two OR": 1.5,
    "same work: four AND": 3.0,
    "readers: two words": 6.0,
    "readers: four words": 7.0,
    "snippets: two words": 6.0,
}
"""The comparisons, and what the warm median may be at most, as a multiple of tantivy's."""

FACTOR = 1.6
"""Largest ratio of a ratio to that of the last release."""

RECORDED = Path(__file__).with_name("smoke.json")


@click.command()
@click.option("--record", is_flag=True, help="Keep the ratios, those of a release from now on.")
def main(record: bool) -> None:
    if importlib.util.find_spec("tantivy") is None:
        click.echo("not compared: tantivy is not installed (requirements-bench.txt)", err=True)
        sys.exit(1 if os.environ.get("CI") else 0)
    with tempfile.TemporaryDirectory() as folder:
        ratios = {key: round(ratio, 2) for key, ratio in measured(Path(folder))}
    if record:
        RECORDED.write_text(json.dumps(ratios, indent=1) + "\n", encoding="utf-8")
    faults = [*too_slow(ratios, json.loads(RECORDED.read_text(encoding="utf-8")))]
    for key, ratio in ratios.items():
        click.echo(f"{key}: {ratio:.2f} × tantivy")
    if faults:
        raise click.ClickException("\n".join(faults))


def too_slow(ratios: dict[str, float], recorded: dict[str, float]) -> Iterator[str]:
    """Yield a sentence for each ratio that is far off."""
    for key, ratio in ratios.items():
        if ratio > MOST[key]:
            yield f"{key} takes {ratio:.2f} × tantivy; at most {MOST[key]} is right"
        if ratio > FACTOR * recorded[key]:
            yield f"{key} takes {ratio:.2f} × tantivy, and took {recorded[key]:.2f} × before"


def measured(folder: Path) -> Iterator[tuple[str, float]]:
    """Build both indexes in a folder and yield our warm medians as multiples of tantivy's."""
    work, analyzer = Work(folder), project_analyzer()
    collection = work.collection(SIZE)
    make_collections(collection.folder, {SIZE}, samples, analyzer)
    write_queries(make_queries(collection.articles, analyzer), work.queries)
    for name in ("bahith", "tantivy"):
        CONTESTANTS[name].engine().build(collection, work.index(name, SIZE))
    for key in MOST:
        command = [sys.executable, "-m", "tests.benchmarks.run_beside", key, str(SIZE), str(folder)]
        done = subprocess.run(
            [*command, "--queries", str(QUERIES)],
            cwd=PROJECT,
            check=True,
            stdout=subprocess.PIPE,
        )
        yield key, BesideResult.of(Beside.of(json.loads(done.stdout))).warm


def samples() -> list[SourceArticle]:
    """Return the sample articles."""
    return [
        article
        for file in sorted(SHIPPED.samples.glob("*.jsonl"))
        for article in articles_of(file.read_text(encoding="utf-8").splitlines())
    ]


if __name__ == "__main__":
    main()
