"""Effectiveness of an index on judged queries, and the comparison of two evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

from indexer.evaluation.judgements import Judgements
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.answer import Answer, answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import MAX_PER_PAGE, MAX_QUERY_LENGTH, SearchRequest

DEPTH = MAX_PER_PAGE
"""Hits evaluated per query."""

MEASURES = {"MRR@10": RR @ 10, "nDCG@10": nDCG @ 10, "recall@10": R @ 10, "recall@100": R @ 100}

SIGNIFICANCE_LEVEL = 0.05
"""p-value below which a difference is significant."""

PERMUTATIONS = 10_000
"""Random permutations of the significance test."""

SEED = 2026
"""Seed of these permutations, for equal p-values in each run."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The options of the search that is evaluated.

    Attributes:
        ranking: The ranking.
        strict: Whether all words are required as typed.
    """

    ranking: Ranking = DEFAULT_RANKING
    strict: bool = False


DEFAULT_SETTING = Setting()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The values of each measure, by measure and query id."""

    values: Mapping[str, Mapping[str, float]]

    def mean(self, measure: str) -> float:
        """Return the mean of a measure over all queries."""
        return float(np.mean([*self.values[measure].values()]))


@dataclass(frozen=True, slots=True)
class Difference:
    """The change of a measure's mean.

    Attributes:
        measure: Name of the measure.
        before: Mean before the change.
        after: Mean after the change.
        p_value: Two-sided p-value of the difference; see `_p_value`.
    """

    measure: str
    before: float
    after: float
    p_value: float

    @property
    def may_be_chance(self) -> bool:
        """Return whether the difference is not significant."""
        return self.p_value >= SIGNIFICANCE_LEVEL


@dataclass(frozen=True, slots=True)
class ChangedQuery:
    """A query and its nDCG@10 before and after."""

    id: str
    text: str
    before: float
    after: float


def evaluate(
    judgements: Judgements, index: OpenIndex, setting: Setting = DEFAULT_SETTING
) -> Evaluation:
    """Answer every query as a reader would be answered, and measure the answers."""
    queries = judgements.queries.items()
    return measured(judgements, {id_: ranked_ids(text, index, setting) for id_, text in queries})


def measured(judgements: Judgements, ranked: Mapping[str, Sequence[str]]) -> Evaluation:
    """Measure answers to judged queries.

    Args:
        judgements: The judged queries.
        ranked: By query, the ids of the articles found, best first. A query without hits counts 0.
    """
    run = {query: _descending(ids) for query, ids in ranked.items()}
    values: dict[str, dict[str, float]] = {
        name: dict.fromkeys(judgements.queries, 0.0) for name in MEASURES
    }
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(names, judgements.relevance, run):
        values[names[metric.measure]][metric.query_id] = metric.value
    return Evaluation(values)


def compare(before: Evaluation, after: Evaluation) -> list[Difference]:
    """Compare each measure of two evaluations of the same queries."""
    return [
        difference(measure, [*former.values()], [after.values[measure][id_] for id_ in former])
        for measure, former in before.values.items()
    ]


def difference(measure: str, before: Sequence[float], after: Sequence[float]) -> Difference:
    """Compare the values of a measure, given in the same order of queries."""
    changes = [now - former for former, now in zip(before, after, strict=True)]
    return Difference(measure, float(np.mean(before)), float(np.mean(after)), _p_value(changes))


def most_changed(
    judgements: Judgements, before: Evaluation, after: Evaluation, count: int
) -> list[ChangedQuery]:
    """Return at most `count` queries whose nDCG@10 changed, largest change first."""
    changed = [
        ChangedQuery(id_, judgements.queries[id_], former, after.values["nDCG@10"][id_])
        for id_, former in before.values["nDCG@10"].items()
        if after.values["nDCG@10"][id_] != former
    ]
    return sorted(changed, key=lambda one: (-abs(one.after - one.before), one.id))[:count]


def ranked_ids(text: str, index: OpenIndex, setting: Setting = DEFAULT_SETTING) -> list[str]:
    """Return the ids of a query's first `DEPTH` hits, best first."""
    answered = first_answer(text, index, setting)
    return [hit.id for hit in (*answered.hits, *answered.others, *answered.near)]


def first_answer(text: str, index: OpenIndex, setting: Setting = DEFAULT_SETTING) -> Answer:
    """Answer a query as a reader is answered, with the first `DEPTH` hits."""
    typed = SearchRequest(q=text[:MAX_QUERY_LENGTH], strict=setting.strict, per_page=DEPTH)
    return answer(typed, index, setting.ranking)


def _descending(ids: Sequence[str]) -> dict[str, float]:
    """Return ids with descending scores that keep their order."""
    return {id_: float(len(ids) - rank) for rank, id_ in enumerate(ids)}


def _p_value(differences: list[float]) -> float:
    """Return the two-sided p-value of Fisher's randomisation test.

    Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation", CIKM 2007.
    """
    changed = np.array([one for one in differences if one])
    if not len(changed):
        return 1.0
    rng = np.random.default_rng(SEED)
    signs = rng.integers(0, 2, (PERMUTATIONS, len(changed)), dtype=np.int8) * 2 - 1
    sums = np.abs(signs @ changed)
    extreme = int((sums >= abs(changed.sum()) - 1e-9).sum())
    return (extreme + 1) / (PERMUTATIONS + 1)
