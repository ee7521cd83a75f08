"""The learned order of the best hits, from the arrays; see `indexer.ranking.order`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.engines.arrays.evaluator import Evaluator, Scored, ranked
from indexer.engines.base import Window
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.query import Phrase, Query, Similar, leaves
from indexer.ranking.boosts import boosts, exact_words
from indexer.ranking.formula import idf
from indexer.ranking.order import (
    Conditions,
    Evidence,
    Explanation,
    Floats,
    Numbers,
    features,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Matches whose scores put the best of them in the learned order.

    Attributes:
        scored: The matches.
        explanations: The explanation of each of the best ones, by document number.
    """

    scored: Scored
    explanations: Mapping[int, Explanation] = field(default_factory=dict)


def ordered(
    evaluator: Evaluator,
    parts: Sequence[Query],
    matches: Sequence[Scored],
    plain: Scored,
    boosted: Scored,
    window: Window,
) -> Ordered:
    """Put the best matches in the learned order.

    They stay as they are if the budget runs out or a segment has no positions.

    Args:
        evaluator: Evaluator of queries over the documents.
        parts: The parts of the query.
        matches: The matches of each part.
        plain: The matches of the query with their scores before boosts.
        boosted: The same with boosts.
        window: The window, with the ranking and the budget.
    """
    collection, ranking = evaluator.collection, window.ranking
    chosen = np.sort(ranked(collection, boosted, Window(limit=ranking.ordered)))
    if not len(chosen) or len(matches) < len(parts) or window.budget.is_spent():
        return Ordered(boosted)
    documents = boosted.documents[chosen]
    found = evaluator.occurrences(documents, [[*leaves(part)] for part in parts], SEARCHED_FIELDS)
    if found is None:
        return Ordered(boosted)
    similar, neighbours, exact = np.zeros((3, len(documents)))
    for weight, leaf in boosts(parts, ranking, collection.average_length):
        if isinstance(leaf, Similar):
            similar += weight * evaluator.scores_of(documents, leaf, ranking)
        elif isinstance(leaf, Phrase):
            neighbours += weight * evaluator.scores_of(documents, leaf, ranking)
    for word in exact_words(parts):
        exact += evaluator.scores_of(documents, word, ranking)
    evidence = Evidence(
        words=plain.scores[chosen],
        scores=boosted.scores[chosen],
        similar=similar,
        neighbours=neighbours,
        exact=exact,
        matched=_matched(documents, matches),
        part_weights=np.array(
            [idf(collection.count, n) if (n := len(one.documents)) else 0.0 for one in matches]
        ),
        title=found[SEARCHED_FIELDS.index("title")],
        body=found[SEARCHED_FIELDS.index("body")],
        average_length=collection.average_length,
    )
    values = features(evidence)
    conditions = Conditions.of(values, collection.average_length)
    scores = boosted.scores.astype(np.float64)
    scores[chosen] = ranking.order.rescored(scores[chosen], values, conditions)
    return Ordered(Scored(boosted.documents, scores), _explanations(documents, values, conditions))


def _matched(documents: Numbers, matches: Sequence[Scored]) -> Floats:
    """Return for each part which of some ascending documents match it, 1 or 0."""
    matched = np.zeros((len(matches), len(documents)))
    for row, match in zip(matched, matches, strict=True):
        if len(match.documents):
            indexes = np.searchsorted(match.documents, documents)
            indexes[indexes == len(match.documents)] = 0
            row[:] = match.documents[indexes] == documents
    return matched


def _explanations(
    documents: Numbers, values: Floats, conditions: Conditions
) -> dict[int, Explanation]:
    rows = zip(documents.tolist(), values.tolist(), strict=True)
    return {number: Explanation(tuple(row), conditions) for number, row in rows}
