"""Fitting of the learned order of the best hits to the judged sets, with cross-validation.

    python -m tests.benchmarks.relevance.fit_order

Builds the judged collections, asks every query as readers ask it, and fits the weights of the
features of `indexer.ranking.order`. It prints nDCG@10 as it is by the score alone; with weights
fitted to four fifths of the queries, on the last fifth; and with weights fitted to all other sets.
Then it writes the weights that are fitted to all queries to `indexer/ranking/order.tsv`.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import click
import numpy as np

from indexer.evaluation.cross_validation import fold, held_out
from indexer.evaluation.judged_answers import judged_queries
from indexer.evaluation.listwise import JudgedQuery, fit, ndcg_by_score
from indexer.ranking.order import FEATURES
from indexer.ranking.order_file import order_text
from indexer.workspace import Workspace
from tests.benchmarks.project import JUDGEMENTS, PROJECT
from tests.benchmarks.relevance.collections import COLLECTIONS, build_collection, judgements_of

WEIGHTS = PROJECT / "indexer" / "ranking" / "order.tsv"

IMPORTANCE = {"articles-untitled known-item": 2.0}
"""Sets that weigh more than others: who remembers a headline looks for this one article.

nDCG@10 of the set by weight 1, 2, 3, 4 and 8: .877, .880, .881, .882, .883; of wikipedia .833,
.833, .833, .831, .828; of xquad without titles .937, .937, .937, .936, .931 (2026-12-01).
"""

Values = dict[str, list[float]]
"""nDCG@10 of the queries, by collection and set."""


@click.command()
@click.option("--stemmer", "stemmers", multiple=True, default=("",), help="Several are fitted to.")
@click.option(
    "--indexes",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the data folders, which are kept and built only if they are not there.",
)
@click.option("--alone", is_flag=True, help="Also measure each feature beside the score alone.")
@click.option("--dry", is_flag=True, help="Do not write the weights.")
def main(stemmers: tuple[str, ...], indexes: Path | None, *, alone: bool, dry: bool) -> None:
    if not JUDGEMENTS.is_dir():
        raise click.ClickException(f"the judged sets are not there: {JUDGEMENTS}")
    with tempfile.TemporaryDirectory() as folder:
        queries = [
            query for stemmer in stemmers for query in _asked(stemmer, indexes or Path(folder))
        ]
    _show("set", (*sorted({query.name for query in queries}), "mean"))
    before = ((query.name, ndcg_by_score(query)) for query in queries)
    _show_values("the score alone", _by_name(before))
    _show_values("over queries", cross_validated(queries, fold))
    _show_values("over sets", cross_validated(queries, lambda query: query.judged_set))
    if alone:
        for feature in FEATURES:
            some = ("score", feature)
            _show_values(f"score and {feature}", cross_validated(queries, fold, some))
    order = fit(queries, importance=IMPORTANCE)
    text = order_text(order, _heading(stemmers, queries))
    click.echo(text)
    if not dry:
        WEIGHTS.write_text(text, encoding="utf-8")


def cross_validated(
    queries: Sequence[JudgedQuery],
    part: Callable[[JudgedQuery], Hashable],
    features: Sequence[str] = FEATURES,
) -> Values:
    """Measure each part of the queries with weights of features fitted to all other parts."""
    measured = held_out(queries, part, partial(fit, features=features, importance=IMPORTANCE))
    return _by_name(zip((query.name for query in queries), measured, strict=True))


def _asked(stemmer: str, folder: Path) -> Iterator[JudgedQuery]:
    for collection in COLLECTIONS:
        data = folder / "-".join(filter(None, (stemmer, collection.name)))
        workspace = (
            Workspace(data) if data.is_dir() else build_collection(collection.file, data, stemmer)
        )
        with closing(workspace.open_index()) as index:
            for name in collection.sets:
                full_name = " ".join(filter(None, (stemmer, collection.name, name)))
                click.echo(f"asking {full_name}", err=True)
                yield from judged_queries(full_name, name, judgements_of(name), index)


def _by_name(measured: Iterable[tuple[str, float]]) -> Values:
    values: Values = {}
    for name, value in measured:
        values.setdefault(name, []).append(value)
    return dict(sorted(values.items()))


def _show(heading: str, columns: Iterable[str]) -> None:
    click.echo(f"| {heading} | " + " | ".join(columns) + " |")


def _show_values(heading: str, values: Mapping[str, Sequence[float]]) -> None:
    means = [float(np.mean(one)) for one in values.values()]
    _show(heading, [f"{mean:.4f}" for mean in (*means, float(np.mean(means)))])


def _heading(stemmers: Sequence[str], queries: Sequence[JudgedQuery]) -> list[str]:
    git = ("git", "-C", str(PROJECT), "rev-parse", "--short", "HEAD")
    commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    today = dt.datetime.now(dt.UTC).date()
    sets = sorted({query.judged_set for query in queries})
    stems = f", stemmers {' and '.join(stemmers)}" if any(stemmers) else ""
    return [
        "Weights of the features of the best hits; see order.py.",
        f"By tests.benchmarks.relevance.fit_order on {today}, after commit {commit}{stems}:",
        f"{len(queries)} answers to the judged sets {', '.join(sets)}.",
    ]


if __name__ == "__main__":
    main()
