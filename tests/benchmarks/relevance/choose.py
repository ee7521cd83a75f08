"""Choice of the weights of the ranking by cross-validation on the judged sets.

    python -m tests.benchmarks.relevance.choose

Each setting is the one in use with one weight changed. In each of five folds the setting is chosen
that is best on the queries of the other four, the mean of the sets' means of nDCG@10, and is then
measured on the queries of the fold, which did not choose it.
"""

from __future__ import annotations

import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from indexer.evaluation.measures import Setting, evaluate
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.open_index import OpenIndex
from tests.benchmarks.project import JUDGEMENTS
from tests.benchmarks.relevance.collections import COLLECTIONS, build_collection, judgements_of

FOLDS = 5

TRIED: Mapping[str, tuple[float, ...]] = {
    "exact_weight": (0.1, 0.3, 0.4),
    "k1": (0.6, 1.2),
    "boosted": (100, 400),
    "similar_weight": (0.0, 0.2, 0.5),
    "pair_weight": (0.0, 0.15, 0.5),
}
"""Other values of the parameters of `Ranking`."""

IN_USE = "as it is"

Values = dict[tuple[str, str], dict[str, float]]
"""By collection and set, the nDCG@10 of each query."""


@click.command()
def main() -> None:
    if not JUDGEMENTS.is_dir():
        raise click.ClickException(f"the judged sets are not there: {JUDGEMENTS}")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        indexes = {}
        for one in COLLECTIONS:
            workspace = build_collection(one.file, Path(folder) / one.name)
            indexes[one.name] = stack.enter_context(closing(workspace.open_index()))
        measured = {
            setting: _shown(setting, _values(indexes, ranking)) for setting, ranking in _settings()
        }
    _cross_validate(measured)


def _settings() -> Iterator[tuple[str, Ranking]]:
    yield IN_USE, DEFAULT_RANKING
    for name, values in TRIED.items():
        for value in values:
            changed: dict[str, Any] = {name: value}
            yield f"{name} = {value}", replace(DEFAULT_RANKING, **changed)


def _values(indexes: Mapping[str, OpenIndex], ranking: Ranking) -> Values:
    values = {}
    for collection in COLLECTIONS:
        for judged in collection.sets:
            index = indexes[collection.name]
            evaluation = evaluate(judgements_of(judged), index, Setting(ranking))
            values[collection.name, judged] = dict(evaluation.values["nDCG@10"])
    return values


def _shown(setting: str, values: Values) -> Values:
    means = "  ".join(f"{np.mean([*one.values()]):.4f}" for one in values.values())
    click.echo(f"{setting:24} {_score(values):.4f}   {means}")
    sys.stdout.flush()
    return values


def _fold(query: str) -> int:
    return zlib.crc32(query.encode()) % FOLDS


def _score(values: Values, fold: int | None = None, *, within: bool = True) -> float:
    """Return the mean over sets of the mean over queries inside, or outside, a fold."""
    return float(
        np.mean(
            [
                np.mean(
                    [v for id_, v in one.items() if fold is None or (_fold(id_) == fold) == within]
                )
                for one in values.values()
            ]
        )
    )


def _cross_validate(measured: Mapping[str, Values]) -> None:
    chosen_scores, scores = [], []
    for fold in range(FOLDS):
        chosen = max(measured, key=lambda name: _score(measured[name], fold, within=False))
        chosen_scores.append(_score(measured[chosen], fold))
        scores.append(_score(measured[IN_USE], fold))
        click.echo(f"fold {fold}: {chosen}: {chosen_scores[-1]:.4f}; {IN_USE}: {scores[-1]:.4f}")
    click.echo(f"chosen by the others {np.mean(chosen_scores):.4f}; {IN_USE} {np.mean(scores):.4f}")


if __name__ == "__main__":
    main()
