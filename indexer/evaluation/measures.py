"""Evaluation: how well an index answers judged queries, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

from indexer.evaluation.judgements import Judgements
from indexer.ranking.parameters import USUAL as USUAL_RANKING
from indexer.ranking.parameters import Ranking
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import MAX_PER_PAGE, MAX_QUERY_LENGTH, SearchRequest

DEPTH = MAX_PER_PAGE
"""Hits that are looked at."""

MEASURES = {"MRR@10": RR @ 10, "nDCG@10": nDCG @ 10, "recall@10": R @ 10, "recall@100": R @ 100}

PERMUTATIONS = 10_000
SEED = 2026


@dataclass(frozen=True, slots=True)
class Setting:
    """How queries are asked: by which ranking, and whether all words are required as typed."""

    ranking: Ranking = USUAL_RANKING
    strict: bool = False


USUAL = Setting()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """By measure, the value of each query."""

    values: Mapping[str, Mapping[str, float]]

    def mean(self, measure: str) -> float:
        return float(np.mean([*self.values[measure].values()]))


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of a measure before and after, and the probability of a difference as great if
    nothing were better than the other."""

    measure: str
    before: float
    after: float
    p_value: float


@dataclass(frozen=True, slots=True)
class ChangedQuery:
    """A query and its nDCG@10 before and after."""

    id: str
    text: str
    before: float
    after: float


def evaluate(judgements: Judgements, index: OpenIndex, setting: Setting = USUAL) -> Evaluation:
    """Ask the index every query, as a reader does, and measure the answers."""
    run = {id_: _run(text, index, setting) for id_, text in judgements.queries.items()}
    values: dict[str, dict[str, float]] = {
        name: dict.fromkeys(judgements.queries, 0.0) for name in MEASURES
    }
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(names, judgements.relevance, run):
        values[names[metric.measure]][metric.query_id] = metric.value
    return Evaluation(values)


def compare(before: Evaluation, after: Evaluation) -> list[Difference]:
    """Each measure of two evaluations of the same queries."""
    return [
        Difference(
            measure,
            before.mean(measure),
            after.mean(measure),
            _p_value([after.values[measure][id_] - value for id_, value in former.items()]),
        )
        for measure, former in before.values.items()
    ]


def most_changed(
    judgements: Judgements, before: Evaluation, after: Evaluation, count: int
) -> list[ChangedQuery]:
    """The queries whose nDCG@10 changed, most first."""
    changed = [
        ChangedQuery(id_, judgements.queries[id_], former, after.values["nDCG@10"][id_])
        for id_, former in before.values["nDCG@10"].items()
        if after.values["nDCG@10"][id_] != former
    ]
    return sorted(changed, key=lambda one: (-abs(one.after - one.before), one.id))[:count]


def ranked_ids(text: str, index: OpenIndex, setting: Setting = USUAL) -> list[str]:
    """Return the ids of the first hits that a reader gets who types this text."""
    typed = SearchRequest(q=text[:MAX_QUERY_LENGTH], strict=setting.strict, per_page=DEPTH)
    answered = answer(typed, index, setting.ranking)
    return [hit.id for hit in (*answered.hits, *answered.others)]


def _run(text: str, index: OpenIndex, setting: Setting) -> dict[str, float]:
    """Return the ids of the hits, each with a score that keeps their order."""
    ids = ranked_ids(text, index, setting)
    return {id_: float(len(ids) - place) for place, id_ in enumerate(ids)}


def _p_value(differences: list[float]) -> float:
    """Fisher's randomisation test, two-sided (Smucker, Allan and Carterette, "A Comparison of
    Statistical Significance Tests for Information Retrieval Evaluation", CIKM 2007)."""
    changed = np.array([one for one in differences if one])
    if not len(changed):
        return 1.0
    rng = np.random.default_rng(SEED)
    signs = rng.integers(0, 2, (PERMUTATIONS, len(changed)), dtype=np.int8) * 2 - 1
    sums = np.abs(signs @ changed)
    reached = int((sums >= abs(changed.sum()) - 1e-9).sum())
    return (reached + 1) / (PERMUTATIONS + 1)
