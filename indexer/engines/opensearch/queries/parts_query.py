"""The cluster's query for the parts of a `Coordinated` query; see `ranking.coordination`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.queries.leaf_query import (
    EVERYTHING,
    NOTHING,
    all_of,
    any_of,
    none_of,
)
from indexer.engines.opensearch.queries.tree_query import Scorer, scripted
from indexer.model.query import Query, without_families
from indexer.ranking.coordination import enough, part_weight

Weighted = tuple[Query, float]
"""A part and its weight."""

TOLERANCE = 1e-6
"""Tolerance of comparisons of shares, which the cluster adds as floats of 32 bits."""

SCALE = 1000.0
"""Multiplier of scores before they are raised to a power, so that small ones stay in range."""

RELATED: float = 2.0**-60
"""Multiplier of the scores of the documents that match mostly by families, which loses no bit."""

_RAISED = "Math.pow(_score * params.scale, params.power)"
_LOWERED = "params.factor * Math.pow(_score / params.total, 1 / params.power) / params.scale"


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents that match enough of the parts.

    Attributes:
        required: The parts that each of them matches.
        others: The other parts.
        least: Least weight of the other parts that each of them matches.
    """

    required: Sequence[Weighted]
    others: Sequence[Weighted]
    least: float


class PartsQuery:
    """The parts of a query, as queries of the cluster."""

    def __init__(
        self, scorer: Scorer, parts: Sequence[Query], *, related_last: bool = True
    ) -> None:
        """Use these parts.

        Args:
            scorer: Maker of the queries of the parts.
            parts: The parts.
            related_last: Whether hits by families follow the others.
        """
        self._scorer = scorer
        self._ranking = scorer.ranking
        self.count = len(parts)
        documents = scorer.statistics.documents
        self.live = [
            (part, part_weight(documents, scorer.counts[part]))
            for part in parts
            if scorer.counts[part]
        ]
        self.total = sum(weight for _, weight in self.live)
        self._ranks_related = related_last and any(
            without_families(part) != part for part, _ in self.live
        )

    @property
    def may_be_whole(self) -> bool:
        """Return whether some document may match every part."""
        return len(self.live) == self.count

    def selection(self, best: float = 1.0) -> Selection:
        """Return which documents are hits.

        Args:
            best: The greatest share of the weight that any document matches.
        """
        wanted = min(enough(len(self.live), self._ranking), best)
        least = (wanted - TOLERANCE) * self.total
        required = [one for one in self.live if self.total - one[1] < least]
        others = [one for one in self.live if one not in required]
        return Selection(required, others, least - sum(weight for _, weight in required))

    def hits(self, selection: Selection) -> Json:
        """Return the query of the hits, scored."""
        if not self.count:
            return EVERYTHING
        if not self.live:
            return NOTHING
        filters = [self._enough(selection)] if selection.least > 0 and selection.others else []
        return self._related_lowered(self._scored(selection.required, selection.others, filters))

    def rest(self, selection: Selection) -> Json:
        """Return the query of the documents that match some parts and are no hits, scored."""
        filters = [self._scorer.filterer.filter(part) for part, _ in selection.required]
        if selection.least > 0 and selection.others:
            filters.append(self._enough(selection))
        found = self._related_lowered(self._scored((), self.live, ()))
        return {"bool": {"must": [found], "must_not": [all_of(filters)]}}

    def whole(self) -> Json:
        """Return the filter of the documents that match every part."""
        return all_of([self._scorer.filterer.filter(part) for part, _ in self.live])

    def shares(self, parts: Sequence[Weighted]) -> Json:
        """Return the query of the documents that match any parts, scored by their weight."""
        return _summed((self._scorer.filterer.filter(part), weight) for part, weight in parts)

    def _enough(self, selection: Selection) -> Json:
        """Return the filter of the documents that match enough of the other parts."""
        return _at_least(selection.least, self.shares(selection.others))

    def _related_lowered(self, query: Json) -> Json:
        """Return a scored query with scores times `RELATED` of the hits by families.

        See `Ranking.own_share`. A document is none of them if the weight that it matches without
        families is at least that share of the weight that it matches; so the weight that it lacks
        is counted for it, times the share.
        """
        if not self._ranks_related:
            return query
        filterer, share = self._scorer.filterer, self._ranking.own_share
        weights = []
        for part, weight in self.live:
            weights.append((filterer.filter(without_families(part)), weight))
            weights.append((none_of(filterer.filter(part)), weight * share))
        own = _at_least((share - TOLERANCE) * self.total, _summed(weights))
        lowered = {"filter": none_of(own), "weight": RELATED}
        return {"function_score": {"query": query, "functions": [lowered]}}

    def _scored(
        self, required: Sequence[Weighted], others: Sequence[Weighted], filters: Sequence[Json]
    ) -> Json:
        """Return the scored query of documents that match all required parts.

        The score is multiplied by a power of the share that a document matches; see
        `partial_factor`. A script sees one score alone, so the score is first raised to the
        inverse power, then multiplied by the matched weight, and the root taken of the product.
        """
        query: Json = {"must": [self._scorer.scored(part) for part, _ in required]}
        query["should"] = [self._scorer.scored(part) for part, _ in others]
        query["minimum_should_match"] = 0 if required else 1
        query["filter"] = [*filters]
        found: Json = {"bool": query}
        if not others and self.may_be_whole:
            return found
        ranking = self._ranking
        power = 1 / ranking.share_power
        functions: list[Json] = [
            {"filter": self._scorer.filterer.filter(part), "weight": weight}
            for part, weight in others
        ]
        if required:
            functions.append({"weight": sum(weight for _, weight in required)})
        if self.may_be_whole:  # makes the factor of these 1
            more = self.total * (ranking.part_factor**-power - 1)
            wanted = all_of([self._scorer.filterer.filter(part) for part, _ in others])
            functions.append({"filter": wanted, "weight": more})
        weighed = {
            "function_score": {
                "query": scripted(found, _RAISED, {"scale": SCALE, "power": power}),
                "functions": functions,
                "score_mode": "sum",
                "boost_mode": "multiply",
            }
        }
        params = {
            "factor": ranking.part_factor,
            "total": self.total,
            "power": power,
            "scale": SCALE,
        }
        return scripted(weighed, _LOWERED, params)


def _summed(weights: Iterable[tuple[Json, float]]) -> Json:
    """Return the query of the documents that pass any filters, scored by the filters' weights."""
    return any_of(
        {"constant_score": {"filter": filter_, "boost": weight}}
        for filter_, weight in weights
        if filter_ != NOTHING
    )


def _at_least(least: float, query: Json) -> Json:
    """Return the filter of the documents with some score or more."""
    return {"function_score": {"query": query, "min_score": least}}
