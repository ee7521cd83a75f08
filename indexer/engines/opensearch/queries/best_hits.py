"""The best hits of a search, put in order by their texts as the embedded engine does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.budget import UNLIMITED
from indexer.engines.arrays.coordination import all_held, gathered, own_matches
from indexer.engines.arrays.evaluator import Collection, Evaluator, ScoredLeaf, top
from indexer.engines.arrays.ordering import placed
from indexer.engines.arrays.segment_buffer import NO_DATE
from indexer.engines.base import Hit, Window
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.mapping import TEXT_NAMES
from indexer.engines.opensearch.queries.generation import Generation
from indexer.engines.opensearch.queries.scored_leaves import scored_leaves
from indexer.engines.opensearch.queries.texts import FieldTexts, TextSegment
from indexer.engines.opensearch.queries.tree_query import Statistics
from indexer.engines.opensearch.stored import NO_TOKENS, tokens_of
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.query import Query, Similar
from indexer.ranking.boosts import boosts, exact_words
from indexer.ranking.coordination import part_weight
from indexer.ranking.order import Numbers
from indexer.ranking.parameters import Ranking


@dataclass(frozen=True)
class BestHits(Collection):
    """A few documents of a generation, with the statistics of all.

    Attributes:
        statistics: The statistics.
    """

    statistics: Statistics

    @property
    def count(self) -> int:
        """Return the number of documents of the generation."""
        return self.statistics.documents

    @property
    def newest(self) -> int:
        """Return the last day of publication, or NO_DATE."""
        return NO_DATE if self.statistics.newest is None else self.statistics.newest

    def mean_length(self, field: str) -> float:
        """Return the mean number of tokens of a text field."""
        return self.statistics.mean_lengths[field]


class BestHitsEvaluator(Evaluator):
    """An evaluator over a few documents, with the counts of all."""

    def __init__(
        self,
        collection: BestHits,
        segment: TextSegment,
        counts: Mapping[ScoredLeaf | Query, int],
    ) -> None:
        """Use these documents.

        Args:
            collection: Their values.
            segment: Their texts.
            counts: The number of documents of each leaf and part.
        """
        super().__init__(collection, [(0, segment)])
        self._counts = counts

    def matching(self, leaf: ScoredLeaf | Query, found: int) -> int:
        """Return how many documents of the generation match a leaf or a part."""
        return self._counts[leaf]


def put_in_order(
    hits: Sequence[Json],
    parts: Sequence[Query],
    generation: Generation,
    counts: Mapping[ScoredLeaf | Query, int],
    window: Window,
) -> list[Hit]:
    """Return the hits of a window, boosted and in the learned order.

    Args:
        hits: The first hits by score, at least as many as are boosted, with their texts; and, if
            the window has any that match mostly by families, as many of these.
        parts: The parts of the query.
        generation: The generation that they are of.
        counts: The number of documents of each leaf and part.
        window: The window.
    """
    rows = sorted((hit["fields"] for hit in hits), key=lambda row: int(row["number"][0]))
    texts = {
        field: FieldTexts.of([_tokens(row, field) for row in rows]) for field in text_fields(parts)
    }
    ids = [row["id"][0] for row in rows]
    collection = _collection(rows, texts, generation.statistics)
    segment = TextSegment(generation.lexicon, texts, ids)
    evaluator = BestHitsEvaluator(collection, segment, counts)
    matches = evaluator.each(parts, window.ranking, UNLIMITED)
    weights = [part_weight(collection.count, counts[part]) for part in parts]
    found = all_held(collection.live)
    if parts:
        own = own_matches(evaluator, parts, matches, window.ranking, UNLIMITED)
        found = gathered(len(rows), matches, own, weights, len(parts), window.ranking)
    result = placed(evaluator, parts, matches, found, window)
    return [
        Hit(
            ids[index],
            score,
            rows[index]["number"][0],
            rows[index]["fingerprint"][0],
            result.explanations.get(index),
        )
        for index, score in top(collection, result.scored, window)
    ]


def text_fields(parts: Sequence[Query]) -> list[str]:
    """Return the names of the fields whose texts are needed to order the hits of a query."""
    named = (field for part in parts for leaf in scored_leaves(part) for field in leaf.fields)
    return [*dict.fromkeys((*SEARCHED_FIELDS, *named))]


def ordering_leaves(
    parts: Sequence[Query], ranking: Ranking, average_length: float
) -> list[Query | Similar]:
    """Return what is looked for to order the hits of a query, beside its parts.

    Args:
        parts: The parts.
        ranking: The parameters.
        average_length: Mean number of tokens of the bodies.
    """
    found: list[Query | Similar] = [leaf for _, leaf in boosts(parts, ranking, average_length)]
    for word in exact_words(parts):
        found += [word, replace(word, fields=("title",))]
    return found


def _collection(
    rows: Sequence[Json], texts: Mapping[str, FieldTexts], statistics: Statistics
) -> BestHits:
    nothing = np.zeros(len(rows), np.int64)
    return BestHits(
        live=np.ones(len(rows), bool),
        ordinals=np.array([row.get("day", [NO_DATE])[0] for row in rows], np.int64),
        fingerprints=np.array([row["fingerprint"][0] for row in rows], np.int64),
        facets={},
        lengths={name: texts[name].lengths if name in texts else nothing for name in TEXT_NAMES},
        statistics=statistics,
    )


def _tokens(row: Json, field: str) -> Numbers:
    stored = row.get(f"tokens.{field}")
    return tokens_of(stored[0]) if stored else NO_TOKENS
