"""The learner of the weights of the order finds what puts relevant hits first."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.evaluation.listwise import (
    HitList,
    JudgedQuery,
    fit,
    ndcg_at_10,
    ndcg_by_score,
    ndcg_with,
)
from indexer.ranking.order import FEATURES, Conditions


def judged(seed: int, telling: str, *, conditions: Conditions, sign: float = 1.0) -> JudgedQuery:
    """Return a query with one relevant hit of ten, which a feature tells from the others."""
    values = np.random.default_rng(seed).random((10, len(FEATURES)))
    relevant = seed % 10
    values[relevant, FEATURES.index(telling)] += 3 * sign
    grades = np.zeros(10)
    grades[relevant] = 1
    return JudgedQuery("set", "set", str(seed), (HitList(conditions, values, grades),), np.ones(1))


@pytest.mark.parametrize("feature", ["title_cover", "window", "words"])
def test_a_feature_that_tells_relevant_hits_gets_the_weight(feature: str) -> None:
    conditions = Conditions(titled=0.5, long=0.0)
    queries = [judged(seed, feature, conditions=conditions) for seed in range(40)]
    order = fit(queries)
    weights = order.weights(conditions)
    assert int(np.argmax(weights)) == FEATURES.index(feature)
    assert np.mean([ndcg_by_score(query) for query in queries]) < 0.6
    assert np.mean([ndcg_with(order, query) for query in queries]) == 1


@pytest.mark.parametrize(("feature", "sign"), [("title_cover", -1.0), ("first", 1.0)])
def test_a_feature_never_counts_against_its_direction(feature: str, sign: float) -> None:
    conditions = Conditions(titled=0.0, long=0.0)
    queries = [judged(seed, feature, conditions=conditions, sign=sign) for seed in range(40)]
    assert fit(queries).plain[FEATURES.index(feature)] == 0


def test_a_weight_follows_the_condition_that_it_was_seen_under() -> None:
    queries = [judged(seed, "exact", conditions=Conditions(1.0, 0.0)) for seed in range(40)]
    queries += [judged(seed, "lead", conditions=Conditions(0.0, 0.0)) for seed in range(40, 80)]
    order = fit(queries)
    assert FEATURES[int(np.argmax(order.titled))] == "exact"
    assert FEATURES[int(np.argmax(order.plain))] == "lead"


def test_weights_stay_the_nearer_to_known_ones_the_fewer_queries_there_are() -> None:
    conditions = Conditions(titled=0.5, long=0.0)
    known = fit([judged(seed, "title_cover", conditions=conditions) for seed in range(40)])
    window = FEATURES.index("window")

    def learned(count: int) -> float:
        queries = [judged(seed, "window", conditions=conditions) for seed in range(count)]
        return float(fit(queries, prior=known).weights(conditions)[window])

    before = float(known.weights(conditions)[window])
    assert before < learned(2) < learned(20) < learned(200)


def test_the_measure_of_the_learner_is_ndcg_at_10() -> None:
    assert ndcg_at_10(np.array([0.0, 1.0]), np.array([1.0])) == pytest.approx(1 / np.log2(3))
    assert ndcg_at_10(np.array([0.0] * 10 + [1.0]), np.array([1.0])) == 0
