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

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.evaluation.judgements import read_judgements
from indexer.evaluation.measures import Setting, evaluate
from indexer.lists.query_lists import QueryLists
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.open_index import open_index
from tests.benchmarks.project import PROJECT
from tests.benchmarks.relevance.collections import build_collection
from tests.workspaces import SHIPPED

SHARED = PROJECT.parent / "shared" / "relevance"
WORDS = SHIPPED.words
FOLDS = 5

SETS = {
    "articles": ("arcd", "xquad", "keywords", "inflected"),
    "articles-untitled": ("arcd", "xquad", "keywords", "inflected", "known-item"),
}
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
    if not SHARED.is_dir():
        raise click.ClickException(f"the judged sets are not there: {SHARED}")
    analyzer = make_analyzer(WordLists.load(WORDS))
    with tempfile.TemporaryDirectory() as folder:
        for name in SETS:
            file = SHARED / f"{name}.jsonl.gz"
            build_collection(file, Path(folder) / name, analyzer)
        measured = {
            setting: _shown(setting, _values(Path(folder), analyzer, ranking))
            for setting, ranking in _settings()
        }
    _cross_validate(measured)


def _settings() -> Iterator[tuple[str, Ranking]]:
    yield IN_USE, DEFAULT_RANKING
    for name, values in TRIED.items():
        for value in values:
            changed: dict[str, Any] = {name: value}
            yield f"{name} = {value}", replace(DEFAULT_RANKING, **changed)


def _values(folder: Path, analyzer: ArabicAnalyzer, ranking: Ranking) -> Values:
    lists = QueryLists.load(WORDS)
    values = {}
    with ExitStack() as stack:
        for name, sets in SETS.items():
            engine = WhooshEngine(folder / name)
            index = stack.enter_context(closing(open_index(engine, analyzer, lists)))
            for judged in sets:
                evaluation = evaluate(read_judgements(SHARED / judged), index, Setting(ranking))
                values[name, judged] = dict(evaluation.values["nDCG@10"])
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
