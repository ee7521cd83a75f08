"""Answers to judged queries, as the learner of the order reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.engines.base import Hit
from indexer.evaluation.judgements import Judgements
from indexer.evaluation.listwise import HitList, JudgedQuery
from indexer.evaluation.measures import first_answer
from indexer.ranking.order import FEATURES
from indexer.searching.open_index import OpenIndex


def judged_queries(
    name: str, judged_set: str, judgements: Judgements, index: OpenIndex
) -> Iterator[JudgedQuery]:
    """Ask judged queries as readers ask them, and yield the answers with their features.

    Args:
        name: The collection and the set.
        judged_set: The set.
        judgements: The judged queries.
        index: The index to search, which searches by words alone.
    """
    for id_, text in judgements.queries.items():
        relevance = judgements.relevance[id_]
        answered = first_answer(text, index)
        lists = (_listed(hits, relevance) for hits in (answered.hits, answered.others))
        yield JudgedQuery(
            name=name,
            judged_set=judged_set,
            group=min(relevance),
            lists=tuple(one for one in lists if one),
            ideal=np.sort([*relevance.values()])[::-1],
        )


def _listed(hits: Sequence[Hit], relevance: Mapping[str, int]) -> HitList | None:
    """Return the hits that were ordered together, by score, or None if there are none."""
    explained = [(hit.explanation, relevance.get(hit.id, 0)) for hit in hits if hit.explanation]
    explained.sort(key=lambda pair: -pair[0].features[FEATURES.index("score")])
    if not explained:
        return None
    return HitList(
        conditions=explained[0][0].conditions,
        features=np.array([explanation.features for explanation, _ in explained]),
        grades=np.array([grade for _, grade in explained]),
    )
