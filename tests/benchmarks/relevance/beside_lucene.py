"""Comparison with Lucene's newest ArabicAnalyzer on the judged sets.

    python -m tests.benchmarks.relevance.beside_lucene

Both index the same articles and answer the same queries in one run: Bahith as `indexer build` and
`indexer evaluate` do, Lucene with BM25 as it comes, any of the words, and several boosts of the
title. Bahith is compared with the boost that is best for Lucene on each set.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from indexer.evaluation.measures import (
    DEPTH,
    MEASURES,
    Difference,
    Evaluation,
    compare,
    evaluate,
    measured,
)
from tests.benchmarks.project import JUDGEMENTS
from tests.benchmarks.relevance.collections import (
    COLLECTIONS,
    JudgedCollection,
    build_collection,
)
from tests.benchmarks.relevance.lucene import Lucene

BOOSTS = ("0", "1", "2", "4", "8")
"""Boosts of Lucene's field of titles; with 0, title and text are one field."""

MEASURE = "nDCG@10"
"""The measure that the best boost and the last table go by."""

RECALL = "recall@100"
"""The measure of the last table that is also compared with the boost that is best for it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The evaluations of a judged set.

    Attributes:
        collection: Name of the collection.
        judged_set: Name of the set.
        bahith: The evaluation of Bahith.
        lucene: The evaluations of Lucene, by boost of the title.
    """

    collection: str
    judged_set: str
    bahith: Evaluation
    lucene: dict[str, Evaluation]

    @property
    def best_boost(self) -> str:
        return max(self.lucene, key=lambda boost: self.lucene[boost].mean(MEASURE))

    @property
    def difference(self) -> Difference:
        """Return the difference of the measure from Lucene's best to Bahith."""
        differences = compare(self.lucene[self.best_boost], self.bahith)
        return next(one for one in differences if one.measure == MEASURE)

    @property
    def name(self) -> str:
        return f"{self.collection} {self.judged_set}"


@click.command()
@click.option("--step", type=click.IntRange(1), default=1, help="Ask every so many-th query.")
@click.option("--stemmer", default="", help="Another stemmer than the default.")
def main(step: int, stemmer: str) -> None:
    if not JUDGEMENTS.is_dir():
        raise click.ClickException(f"the judged sets are not there: {JUDGEMENTS}")
    with tempfile.TemporaryDirectory() as folder:
        lucene = Lucene.fetch(Path(folder) / "jars")
        compared = [
            one
            for collection in COLLECTIONS
            for one in _compared(collection, lucene, Path(folder), step, stemmer)
        ]
        click.echo(_tables(compared, lucene.version))


def _compared(
    collection: JudgedCollection, lucene: Lucene, folder: Path, step: int, stemmer: str
) -> list[Compared]:
    work = folder / collection.name
    workspace = build_collection(collection.file, work, stemmer)
    with closing(workspace.open_index()) as index:
        sets = collection.queries(index.snapshot.articles(), step)
        queries = {
            f"{name} {id_}": text
            for name, judged in sets.items()
            for id_, text in judged.queries.items()
        }
        found = lucene.search(index.snapshot.articles(), queries, BOOSTS, DEPTH, work)
        return [
            Compared(
                collection.name,
                name,
                evaluate(judged, index),
                {
                    boost: measured(
                        judged, {id_: ranked.get(f"{name} {id_}", []) for id_ in judged.queries}
                    )
                    for boost, ranked in found.items()
                },
            )
            for name, judged in sets.items()
        ]


def _tables(compared: Sequence[Compared], version: str) -> str:
    """Return two tables of Markdown: all measures, and the differences with their p-values."""
    head = [f"| Lucene {version}, {MEASURE} | {' | '.join(map(_boost_name, BOOSTS))} |"]
    head.append("|---|" + "---|" * len(BOOSTS))
    for one in compared:
        by_boost = (f"{one.lucene[boost].mean(MEASURE):.3f}" for boost in BOOSTS)
        head.append(f"| {one.name} | {' | '.join(by_boost)} |")
    columns = (*MEASURES, f"Lucene's best {RECALL}", "Lucene, best", "difference", "p")
    lines = [*head, "", f"| Bahith | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for one in compared:
        difference = one.difference
        change = f"{difference.after - difference.before:+.3f}"
        doubt = ", may be chance" if difference.may_be_chance else ""
        means = " | ".join(f"{one.bahith.mean(measure):.3f}" for measure in MEASURES)
        recall = max(lucene.mean(RECALL) for lucene in one.lucene.values())
        best = f"{difference.before:.3f} ({_boost_name(one.best_boost)})"
        p_value = f"{difference.p_value:.4f}{doubt}"
        lines.append(f"| {one.name} | {means} | {recall:.3f} | {best} | {change} | {p_value} |")
    return "\n".join(lines)


def _boost_name(boost: str) -> str:
    return "one field" if boost == "0" else f"title x{boost}"


if __name__ == "__main__":
    main()
