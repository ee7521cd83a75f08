"""The cluster's query for a query tree, as a filter or with the score of `ranking.formula`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.engines.arrays.evaluator import ScoredLeaf
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.queries.leaf_query import (
    EVERYTHING,
    NOTHING,
    Nearby,
    all_of,
    any_of,
    frequency,
    highest,
    matching,
    none_of,
)
from indexer.engines.opensearch.queries.scored_leaves import leaves_of_word
from indexer.model.query import And, Best, Ids, Near, Not, Or, Query, Word
from indexer.ranking.formula import idf, length_norm
from indexer.ranking.parameters import Ranking

NO_FREQUENCIES: Nearby = {}

_NORMED = "_score * params.weight / (params.base + params.slope * doc[params.length].value)"
"""A frequency, weighted and divided by `formula.length_norm`."""

_SATURATED = "params.weight * _score / (params.k1 + _score)"
"""The score of a leaf, of the sum of its frequencies; see `formula.saturated`."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a score depends on beside the document.

    Attributes:
        documents: Number of documents.
        mean_lengths: Mean number of tokens of each text field.
        newest: Last day of publication as an ordinal, or None.
    """

    documents: int
    mean_lengths: Mapping[str, float]
    newest: int | None


@dataclass(frozen=True, slots=True)
class Filterer:
    """A maker of filters for query trees.

    Attributes:
        lexicon: The forms of the generation.
        nearby: The frequencies of each proximity match in the queries.
    """

    lexicon: Lexicon
    nearby: Mapping[Near, Nearby]

    def filter(self, query: Query) -> Json:
        """Return the filter of the documents that match a query."""
        match query:
            case And(children):
                return all_of([self.filter(child) for child in children])
            case Or(children) | Best(others=children):
                least = max(query.least, 1) if isinstance(query, Or) else 1
                also = (query.typed,) if isinstance(query, Best) else ()
                return any_of(map(self.filter, (*also, *children)), least)
            case Not(child):
                return none_of(self.filter(child))
            case Ids(ids):
                return with_ids(ids)
            case Word():
                return any_of(self.leaf(leaf) for leaf in leaves_of_word(query) if leaf)
            case _:
                return self.leaf(query)

    def leaf(self, leaf: ScoredLeaf) -> Json:
        """Return the filter of the documents with a leaf."""
        near = self.frequencies(leaf)
        return any_of(matching(leaf, field, self.lexicon, near) for field in leaf.fields)

    def frequencies(self, leaf: ScoredLeaf) -> Nearby:
        """Return the frequencies of a proximity match; none of another leaf."""
        return self.nearby[leaf] if isinstance(leaf, Near) else NO_FREQUENCIES


@dataclass(frozen=True, slots=True)
class Scorer:
    """A maker of scored queries for query trees.

    Attributes:
        filterer: Maker of their filters.
        counts: The number of documents of each scored leaf.
        statistics: The statistics of the generation.
        ranking: The parameters.
    """

    filterer: Filterer
    counts: Mapping[ScoredLeaf | Query, int]
    statistics: Statistics
    ranking: Ranking

    def scored(self, query: Query, factor: float = 1.0) -> Json:
        """Return the query of the documents that match, with their scores times a factor."""
        ranking = self.ranking
        match query:
            case And(children):
                return self._all(children, factor)
            case Or(children, least):
                asked = [self.scored(child, factor) for child in children]
                return any_of(asked, max(least, 1))
            case Best(typed, others):
                best = [self.scored(typed, factor)]
                best += [self.scored(other, factor * ranking.other_weight) for other in others]
                return highest(best)
            case Not() | Ids():
                found = self.filterer.filter(query)
                return {"constant_score": {"filter": found, "boost": 0}}
            case Word():
                return self._word(query, factor)
            case _:
                return self._leaf(query, factor * (ranking.exact_weight + ranking.stem_weight))

    def _all(self, children: Sequence[Query], factor: float) -> Json:
        must = [self.scored(child, factor) for child in children if not isinstance(child, Not)]
        without = [self.filterer.filter(one.child) for one in children if isinstance(one, Not)]
        if NOTHING in must:
            return NOTHING
        if len(must) == 1 and not without:
            return must[0]
        return {"bool": {"must": must or [EVERYTHING], "must_not": without}}

    def _word(self, word: Word, factor: float) -> Json:
        ranking = self.ranking
        form, stem, family = leaves_of_word(word)
        own = [self._leaf(form, factor * ranking.exact_weight)]
        weight = factor * ranking.stem_weight
        if stem is not None:
            own.append(self._leaf(stem, weight))
        if family is None:
            return any_of(own)
        return highest([any_of(own), self._leaf(family, weight * ranking.family_weight)])

    def _leaf(self, leaf: ScoredLeaf, weight: float) -> Json:
        """Return the query of a leaf with its BM25F score; see `ranking.formula`."""
        if not self.counts[leaf]:
            return NOTHING
        near = self.filterer.frequencies(leaf)
        ranking, weights = self.ranking, dict(self.ranking.field_weights)
        normed = []
        for field in leaf.fields:
            found = frequency(leaf, field, self.filterer.lexicon, near)
            mean = self.statistics.mean_lengths[field]
            if found != NOTHING and mean:
                base = length_norm(0.0, mean, ranking.b, ranking.long_b)
                params = {
                    "weight": weights[field],
                    "base": base,
                    "slope": (1 - base) / mean,
                    "length": f"length.{field}",
                }
                normed.append(scripted(found, _NORMED, params))
        rarity = idf(self.statistics.documents, self.counts[leaf])
        params = {"weight": weight * rarity, "k1": ranking.k1}
        return scripted(any_of(normed), _SATURATED, params)


def scripted(query: Json, source: str, params: Json) -> Json:
    """Return a query whose scores go through a script."""
    return {"script_score": {"query": query, "script": {"source": source, "params": params}}}


def with_ids(ids: Sequence[str]) -> Json:
    """Return the filter of the documents with some ids."""
    return {"terms": {"id": [*ids]}} if ids else NOTHING
