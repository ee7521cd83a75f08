"""The order by relevance: boosts, then the learned order of the best hits.

See `indexer.ranking.boosts` and `indexer.ranking.order`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.arrays.coordination import Held
from indexer.engines.arrays.evaluator import Boosted, Evaluator, Scored, ranked
from indexer.engines.base import Window
from indexer.model.query import Query
from indexer.ranking.coordination import part_weight
from indexer.ranking.order import (
    Conditions,
    Evidence,
    Explanation,
    Floats,
    Numbers,
    below,
    features,
)
from indexer.ranking.parameters import Ranking


@dataclass(frozen=True, slots=True)
class Ordered:
    """Matches whose scores are in the order by relevance.

    Attributes:
        scored: The matches, or the best of them if the window shows no other.
        explanations: The explanations of those that the window may show, by document number.
    """

    scored: Scored
    explanations: Mapping[int, Explanation]

    def before(self, others: Ordered) -> Ordered:
        """Return these matches and, with lower scores, others."""
        least = float(self.scored.scores.min(initial=np.inf))
        scores = np.concatenate([self.scored.scores, below(others.scored.scores, least)])
        documents = np.concatenate([self.scored.documents, others.scored.documents])
        order = np.argsort(documents)
        return Ordered(
            Scored(documents[order], scores[order]), {**self.explanations, **others.explanations}
        )


def placed(
    evaluator: Evaluator,
    parts: Sequence[Query],
    matches: Sequence[Scored],
    found: Held,
    window: Window,
) -> Ordered:
    """Return matches with scores in the order of a window, boosted if it says so.

    By relevance, those that match mostly by families follow the others.

    Args:
        evaluator: Evaluator of queries over the documents.
        parts: The parts of the query.
        matches: The matches of each part.
        found: The matches of the query.
        window: The window, with the ranking and the budget.
    """

    def in_order(some: Held) -> Ordered:
        if window.sort == "relevance" and window.boosted:
            return _ordered(evaluator, parts, matches, some, window)
        return Ordered(some.scored, {})

    if window.sort != "relevance" or not found.kinds.is_related.any():
        return in_order(found)
    is_related = found.is_related
    if not is_related.any():
        return in_order(found)
    own = in_order(found.only(~is_related))
    if np.count_nonzero(~is_related) >= window.offset + window.limit:
        return own
    return own.before(in_order(found.only(is_related)))


def _ordered(
    evaluator: Evaluator,
    parts: Sequence[Query],
    matches: Sequence[Scored],
    found: Held,
    window: Window,
) -> Ordered:
    """Boost the best matches, and put the best of them in the learned order.

    They are only boosted if the budget runs out or a segment has no positions. The arguments are
    those of `placed`.
    """
    plain = found.scored
    boosted = evaluator.boosted(parts, plain, found.factors, window)
    best = Scored(boosted.documents, boosted.scores)
    first = ranked(evaluator.collection, best, Window(limit=window.ranking.ordered))
    chosen = boosted.only(np.sort(first))
    indexes, scores = boosted.indexes, boosted.scores
    explanations: dict[int, Explanation] = {}
    if len(first) and len(matches) == len(parts) and not window.budget.is_spent():
        evidence = _evidence(evaluator, parts, matches, chosen, window.ranking)
        if evidence is not None:
            values = features(evidence)
            conditions = Conditions.of(values, evidence.average_length)
            rescored = window.ranking.order.rescored(chosen.scores, values, conditions)
            end = window.offset + window.limit
            all_shown = end <= len(rescored)
            shown = np.arange(len(rescored))
            if all_shown:
                shown = np.flatnonzero(rescored >= np.partition(rescored, -end)[-end])
            rows = zip(chosen.documents[shown].tolist(), values[shown].tolist(), strict=True)
            explanations = {number: Explanation(tuple(row), conditions) for number, row in rows}
            if all_shown:
                return Ordered(Scored(chosen.documents, rescored), explanations)
            scores[np.searchsorted(indexes, chosen.indexes)] = rescored
    return Ordered(plain.with_scores(indexes, scores), explanations)


def _evidence(
    evaluator: Evaluator,
    parts: Sequence[Query],
    matches: Sequence[Scored],
    best: Boosted,
    ranking: Ranking,
) -> Evidence | None:
    """Return what is known of the best matches, or None if a segment has no positions."""
    if evaluator.places is None:
        return None
    plan = evaluator.plan(parts, ranking)
    count = evaluator.collection.count
    weights = [
        part_weight(count, evaluator.matching(part, len(match)))
        for part, match in zip(parts, matches, strict=True)
    ]
    exact, title_exact = np.zeros((2, len(best.documents)))
    for word in plan.exact:
        exact += evaluator.scores_of(best.documents, word, ranking)
    for word in plan.title_exact:
        title_exact += evaluator.scores_of(best.documents, word, ranking)
    return Evidence(
        words=best.words,
        scores=best.scores,
        similar=best.similar,
        neighbours=best.neighbours,
        exact=exact,
        title_exact=title_exact,
        matched=_matched(best.documents, matches),
        part_weights=np.array(weights),
        word_weights=np.array([weights[word.part] / word.sharing for word in plan.words]),
        occurrences=evaluator.places.occurrences(best.documents, plan.words),
        average_length=evaluator.collection.average_length,
    )


def _matched(documents: Numbers, matches: Sequence[Scored]) -> Floats:
    """Return for each part which of some ascending documents match it, 1 or 0."""
    matched = np.zeros((len(matches), len(documents)))
    for row, match in zip(matched, matches, strict=True):
        row[:] = match.holds(documents)
    return matched
