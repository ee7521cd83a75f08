"""A listwise learner of the weights of `indexer.ranking.order`.

The loss of a query is the negative logarithm of the probability that a softmax over its hits gives
to the relevant ones (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach",
ICML 2007). It is convex, so that a projected gradient finds the best weights among those whose
feature acts in its one direction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from indexer.ranking.order import FALLING, FEATURES, Conditions, Floats, Order

PENALTY = 2e-3
"""Weight of the squared weights of standardised features in the loss."""

DISTANCE_PENALTY = 1.0
"""Weight of the squared distance from known weights, divided by the number of queries.

With 100 queries of one set and weights fitted to the other sets, it gave .008 to .045 on queries
held out (keywords, inflected, arcd, xquad; 2026-11-30); .03 to .3, or no known weights, cost xquad
.001 to .004, and 3 gave arcd .009 less.
"""

ROUNDS = 400
"""Most steps of the gradient; it stops before if the loss no longer falls."""

LEARNED_FROM = 30
"""First hits of each query that are learned from."""

UNRESTRICTED = frozenset({"length"})
"""Features that may act in either direction."""

ONLY_LONG = frozenset({"length"})
"""Features that count only where bodies are long: short texts are of a length by their kind."""

_NONE = np.empty(0)


@dataclass(frozen=True, slots=True)
class HitList:
    """Hits that are ordered together, in the order of their scores.

    Attributes:
        conditions: The conditions of the weights.
        features: Their features. Shape: (hits, features).
        grades: Their relevance.
    """

    conditions: Conditions
    features: Floats
    grades: Floats

    @property
    def is_learned_from(self) -> bool:
        grades = self.grades[:LEARNED_FROM]
        return bool(grades.max() > 0 and grades.min() <= 0)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """The answer to a judged query.

    Attributes:
        name: The collection and the set, which count as much as each other one.
        judged_set: The set, left out as a whole in the cross-validation over sets.
        group: Queries of a group are in the same fold.
        lists: The hits, and the other partial matches that follow them.
        ideal: Relevance of all judged articles, highest first.
    """

    name: str
    judged_set: str
    group: str
    lists: tuple[HitList, ...]
    ideal: Floats


def ndcg_at_10(ranked: Floats, ideal: Floats) -> float:
    """Return nDCG@10 of the grades of ranked hits."""
    discounts = 1 / np.log2(np.arange(2, 12))
    best = float(ideal[:10] @ discounts[: len(ideal[:10])])
    return float(ranked[:10] @ discounts[: len(ranked[:10])]) / best if best else 0.0


def ndcg_by_score(query: JudgedQuery) -> float:
    """Return nDCG@10 of a query whose hits are in the order of their scores."""
    return ndcg_at_10(np.concatenate([_NONE, *(one.grades for one in query.lists)]), query.ideal)


def ndcg_with(order: Order, query: JudgedQuery) -> float:
    """Return nDCG@10 of a query whose hits are in an order."""
    grades = [_NONE]
    for one in query.lists:
        sums = one.features @ order.weights(one.conditions)
        grades.append(one.grades[np.argsort(-sums, kind="stable")])
    return ndcg_at_10(np.concatenate(grades), query.ideal)


def fit(
    queries: Sequence[JudgedQuery],
    features: Sequence[str] = FEATURES,
    prior: Order | None = None,
    importance: Mapping[str, float] = MappingProxyType({}),
) -> Order:
    """Fit the weights of some features; the others get 0.

    Args:
        queries: The answers to judged queries, at least one with a hit to learn from.
        features: Names of the features.
        prior: An order that the weights stay near to, the nearer the fewer queries there are.
        importance: What the queries of a name weigh together, 1 if it is not there.
    """
    learned = [(q.name, one) for q in queries for one in q.lists if one.is_learned_from]
    names, counts = np.unique([name for name, _ in learned], return_counts=True)
    share = dict(zip(names.tolist(), (1 / counts / len(names)).tolist(), strict=True))
    grades = [one.grades[:LEARNED_FROM] for _, one in learned]
    sizes = [len(one) for one in grades]
    values = np.concatenate([one.features[:LEARNED_FROM] for _, one in learned])
    deviations = values.std(axis=0) + 1e-9
    conditions = [
        (1 - one.conditions.titled, one.conditions.titled, one.conditions.long)
        for _, one in learned
    ]
    lists = _Lists(
        values=(values / deviations).astype(np.float32),
        conditions=np.repeat(np.array(conditions, np.float32), sizes, axis=0),
        is_relevant=np.concatenate(grades) > 0,
        begins=np.cumsum([0, *sizes[:-1]]),
        sizes=np.array(sizes),
        shares=np.array([share[name] * importance.get(name, 1.0) for name, _ in learned]),
        centre=np.zeros((len(FEATURES), 3)),
        penalty=PENALTY,
    )
    if prior:
        known = np.stack((prior.plain, prior.titled, prior.long), axis=1) * deviations[:, None]
        lists = replace(lists, centre=known, penalty=DISTANCE_PENALTY / len(learned))
    weights = lists.fitted(*_bounds(features)) / deviations[:, None]
    plain, titled, long = (tuple(column) for column in weights.T.tolist())
    return Order(plain, titled, long)


def _bounds(features: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the least and the greatest weights. Shape of each: (features, conditions)."""
    least, greatest = np.zeros((2, len(FEATURES), 3))
    for row, name in enumerate(FEATURES):
        if name in features:
            columns = slice(2, 3) if name in ONLY_LONG else slice(0, 3)
            if name not in FALLING or name in UNRESTRICTED:
                greatest[row, columns] = np.inf
            if name in FALLING or name in UNRESTRICTED:
                least[row, columns] = -np.inf
    return least, greatest


@dataclass(frozen=True, slots=True)
class _Lists:
    """The hits of all queries, joined, and each query's share of the loss.

    The squared distance of the weights from `centre`, times `penalty`, is added to the loss.
    """

    values: Floats
    conditions: Floats
    is_relevant: Floats
    begins: Floats
    sizes: Floats
    shares: Floats
    centre: Floats
    penalty: float

    def fitted(self, least: Floats, greatest: Floats) -> Floats:
        """Return the best weights by an accelerated projected gradient with restarts.

        O'Donoghue and Candès, "Adaptive Restart for Accelerated Gradient Schemes" (2015); the step
        is found by backtracking, as in Beck and Teboulle, "A Fast Iterative Shrinkage-Thresholding
        Algorithm" (2009).
        """
        weights = ahead = np.clip(self.centre, least, greatest)
        loss, momentum, step = np.inf, 1.0, 1.0
        for _ in range(ROUNDS):
            here, gradient = self._loss(ahead)
            while True:
                moved = np.clip(ahead - step * gradient, least, greatest)
                change = moved - ahead
                after, _ = self._loss(moved)
                bound = here + (gradient * change).sum() + (change**2).sum() / (2 * step)
                if after <= bound + 1e-9:
                    break
                step /= 2
            if after > loss:  # the momentum overshot
                ahead, momentum = weights, 1.0
                loss = np.inf
                continue
            if loss - after < 1e-7:
                return moved
            following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
            ahead = moved + (momentum - 1) / following * (moved - weights)
            weights, loss, momentum = moved, after, following
        return weights

    def _loss(self, weights: Floats) -> tuple[float, Floats]:
        """Return the loss and its gradient."""
        sums = ((self.values @ weights.astype(np.float32)) * self.conditions).sum(axis=1)
        sums = sums.astype(np.float64)
        sums -= np.repeat(np.maximum.reduceat(sums, self.begins), self.sizes)
        odds = np.exp(sums)
        relevant_odds = np.where(self.is_relevant, odds, 0)
        totals = np.add.reduceat(odds, self.begins)
        relevant = np.maximum(np.add.reduceat(relevant_odds, self.begins), 1e-300)
        loss = self.shares @ np.log(totals / relevant)
        slope = odds / np.repeat(totals, self.sizes) - relevant_odds / np.repeat(
            relevant, self.sizes
        )
        slope *= np.repeat(self.shares, self.sizes)
        gradient = self.values.T @ (slope[:, None] * self.conditions)
        distance = weights - self.centre
        penalty = self.penalty * float((distance**2).sum())
        return float(loss) + penalty, gradient + 2 * self.penalty * distance
