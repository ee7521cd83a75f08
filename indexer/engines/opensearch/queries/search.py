"""Search of a generation: usually one request, and one of counts the first time a word is asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from indexer.engines.arrays.evaluator import ScoredLeaf
from indexer.engines.base import Filters, Hit, Hits, Window
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.facet_keys import facet_key
from indexer.engines.opensearch.queries.best_hits import ordering_leaves, put_in_order, text_fields
from indexer.engines.opensearch.queries.facets import (
    facet_aggregations,
    facet_counts,
    filter_clauses,
)
from indexer.engines.opensearch.queries.generation import Generation
from indexer.engines.opensearch.queries.leaf_query import NOTHING, all_of
from indexer.engines.opensearch.queries.parts_query import RELATED, PartsQuery, Selection
from indexer.engines.opensearch.queries.scored_leaves import scored_leaves
from indexer.engines.opensearch.queries.tree_query import Scorer, with_ids
from indexer.engines.opensearch.stored import article_of
from indexer.model.fields import FIELD
from indexer.model.query import Coordinated, Query

PINNED = 1e30
"""Score of the last pinned hit, far above any other."""

LEAST_OWN: float = RELATED**0.5
"""Score below which all are of hits by families, and above which none is."""

DEEPEST = 2000
"""Last place at which texts order hits by families, since they take memory.

If not all that they would order end before it, these keep the order of their scores on every page.
"""

_NEWEST = {"day": {"order": "desc", "missing": "_last"}}
_OLDEST = {"day": {"order": "asc", "missing": "_last"}}
_RELATED_LAST = {
    "_script": {
        "type": "number",
        "order": "asc",
        "script": {
            "source": "_score > 0 && _score < params.least ? 1 : 0",
            "params": {"least": LEAST_OWN},
        },
    }
}
_ORDERS: Mapping[str, Sequence[Any]] = {
    "relevance": (_RELATED_LAST, "_score", _NEWEST, "number"),
    "-date": (_NEWEST, "_score", "number"),
    "date": (_OLDEST, "_score", "number"),
}
"""For each sort, the sort keys; ties are ordered by the number of the document."""

_FIELDS = ("id", "number", "day", "fingerprint")
"""Stored values of each hit."""

_PINNED_FIRST = {
    "_script": {
        "type": "number",
        "order": "desc",
        "script": {"source": "_score >= params.least ? _score : 0", "params": {"least": PINNED}},
    }
}


class Search:
    """A search of a generation."""

    def __init__(
        self, generation: Generation, query: Coordinated, filters: Filters, window: Window
    ) -> None:
        """Prepare the queries; asks for counts that are not known.

        Args:
            generation: The generation.
            query: The query.
            filters: Filters of the hits.
            window: The hits to return, and their order.
        """
        self._generation = generation
        self._query = query
        self._filters = filters
        self._window = window
        ranking, statistics = window.ranking, generation.statistics
        by_relevance = window.sort == "relevance"
        is_boosted = by_relevance and window.boosted and window.limit > 0
        self._is_ordered = is_boosted and window.offset < ranking.boosted
        asked: list[Any] = [*query.parts, *query.excluded]
        if is_boosted:
            average = statistics.mean_lengths["body"]
            asked += ordering_leaves(query.parts, ranking, average)
        filterer = generation.counts.filterer(asked)
        leaves = [leaf for one in asked for leaf in scored_leaves(one)]
        self._counts: Mapping[ScoredLeaf | Query, int] = generation.counts.of(
            [*query.parts, *leaves], filterer
        )
        self._filterer = filterer
        scorer = Scorer(filterer, self._counts, statistics, ranking)
        self._parts = PartsQuery(scorer, query.parts, related_last=by_relevance)
        excluded = [filterer.filter(one) for one in query.excluded]
        pinned = with_ids(query.pinned)
        self._excluded = [one for one in (*excluded, pinned) if one != NOTHING]

    def hits(self, facets: Sequence[str]) -> Hits:
        """Return the hits and the counts of facets."""
        selection = self._parts.selection()
        found, is_placed = self._found(selection, facets)
        pinned = self._pinned(found)
        if found["hits"]["total"]["value"] == len(pinned) and len(self._parts.live) > 1:
            best = self._best_share()
            if best < 1:  # perhaps no document matches enough, and the best ones are the hits
                selection = self._parts.selection(best)
                found, is_placed = self._found(selection, facets)
        window, total = self._window, int(found["hits"]["total"]["value"])
        others: Sequence[Hit] = ()
        most = self._query.others - total
        if most > 0 and total <= window.offset + window.limit and window.sort == "relevance":
            others = self._others(selection, most)
        return Hits(
            total=total,
            hits=tuple(self._listed(found["hits"]["hits"], len(pinned), is_placed)),
            others=tuple(others),
            facets=facet_counts(facets, found.get("aggregations", {}), self._whole_value),
            whole=self._whole(found, len(pinned), total),
            pinned=pinned,
        )

    def _found(self, selection: Selection, facets: Sequence[str]) -> tuple[Json, bool]:
        """Return the cluster's answer for the hits, pinned ones first; see `_with_hits`."""
        window, clauses = self._window, filter_clauses(self._filters)
        body: dict[str, Any] = {}
        narrowed = [] if facets else clauses  # facets are counted before their own filter
        main = self._allowed(self._parts.hits(selection), narrowed)
        if self._query.pinned:
            main = {"bool": {"should": [self._pinned_query(narrowed), main]}}
        body["query"] = main
        if facets and clauses:
            body["post_filter"] = all_of(clauses)
        body["aggs"] = facet_aggregations(facets, self._filters)
        pinned_ids = len(self._query.pinned)
        if pinned_ids:
            pinned = all_of([*clauses, with_ids(self._query.pinned)])
            ids = {"terms": {"field": "id", "size": pinned_ids}}
            body["aggs"]["pinned"] = {"filter": pinned, "aggs": {"ids": ids}}
        if len(self._query.parts) > 1 and self._parts.may_be_whole:
            whole = self._allowed(self._parts.whole(), clauses)
            body["aggs"]["whole"] = {"filter": whole}
        return self._with_hits(body, window, pinned_ids)

    def _others(self, selection: Selection, most: int) -> list[Hit]:
        """Return the best partial matches that are no hits."""
        if len(self._parts.live) < 2:
            return []
        window = self._window.moved(0, most)
        query = self._allowed(self._parts.rest(selection), filter_clauses(self._filters))
        found, is_placed = self._with_hits({"query": query}, window)
        return self._ranked(found["hits"]["hits"], window, is_placed)

    def _best_share(self) -> float:
        """Return the greatest share of the weight that any document matches."""
        query = self._allowed(self._parts.shares(self._parts.live), [])
        found = self._asked({"query": query, "size": 1, "track_total_hits": False})["hits"]["hits"]
        return found[0]["_score"] / self._parts.total if found else 0.0

    def _whole_value(self, facet: str, key: str) -> str:
        """Return the value of a facet whose term was shortened, from an article that has it."""
        body = {"query": all_of([{"term": {facet: key}}]), "size": 1, "_source": ["article"]}
        hit = self._generation.documents.search(body)["hits"]["hits"][0]
        values = FIELD[facet].values(article_of(hit["_source"]))
        return next(value for value in values if facet_key(value) == key)

    def _with_hits(self, body: Json, window: Window, pinned: int = 0) -> tuple[Json, bool]:
        """Return the cluster's answer with all hits that the order in a window depends on.

        The other value is whether texts put them in order; otherwise it has those of the window.

        If the window has hits by families, these are all hits before them, and the best of them.

        Args:
            body: The body of the search, without what it says of hits.
            window: The window.
            pinned: Number of pinned ids, whose hits are first.
        """
        boosted, end = window.ranking.boosted, window.offset + window.limit
        sort = [*([_PINNED_FIRST] if pinned else ()), *_ORDERS[window.sort]]
        body = {**body, "sort": sort, "track_scores": True, "_source": False}
        begin = window.offset if window.limit else 0
        first: Json = {"from": begin, "size": window.limit, "docvalue_fields": _FIELDS}
        texts = [f"tokens.{field}" for field in text_fields(self._query.parts)]
        ordered: Json = {"from": 0, "docvalue_fields": [*_FIELDS, *texts]}
        if self._is_ordered:
            first = {**ordered, "size": max(boosted, end) + pinned}
        found = self._asked({**body, **first, "track_total_hits": True})
        hits = found["hits"]["hits"]
        own = sum(not _is_related(hit) for hit in hits)
        if self._is_ordered:
            if own >= end or len(hits) < first["size"]:
                return found, True
        elif own == len(hits) or not self._reaches(body, window, own):
            return found, False
        more = {**ordered, "size": end + boosted + pinned, "track_total_hits": False}
        again = self._asked({**body, **more, "aggs": {}})
        return {**found, "hits": {**found["hits"], "hits": again["hits"]["hits"]}}, True

    def _reaches(self, body: Json, window: Window, own: int) -> bool:
        """Return whether hits by families in a window are among those that texts put in order.

        These follow at most so many others that all of them end before the deepest place; so a
        hit that moves is on one page, whichever it is.

        Args:
            body: The body of the search.
            window: The window, which has such hits.
            own: Number of other hits in the window.
        """
        most = DEEPEST - window.ranking.boosted
        if window.offset > DEEPEST or (own and window.offset + own > most):
            return False
        if window.offset <= most:
            return True
        asked: Json = {"from": max(most, 0), "size": 1, "track_total_hits": False, "aggs": {}}
        return all(map(_is_related, self._asked({**body, **asked})["hits"]["hits"]))

    def _allowed(self, query: Json, clauses: Sequence[Json]) -> Json:
        """Return the query of the documents that are neither excluded nor pinned."""
        if not self._excluded and not clauses:
            return query
        return {"bool": {"must": [query], "filter": [*clauses], "must_not": self._excluded}}

    def _pinned_query(self, clauses: Sequence[Json]) -> Json:
        """Return the query of the pinned documents, each with a higher score than the next."""
        ids = dict.fromkeys(self._query.pinned)
        should = [
            {"constant_score": {"filter": with_ids([id_]), "boost": PINNED * (len(ids) - place)}}
            for place, id_ in enumerate(ids)
        ]
        return {"bool": {"should": should, "minimum_should_match": 1, "filter": [*clauses]}}

    def _pinned(self, found: Json) -> tuple[str, ...]:
        """Return the pinned ids that pass the filters, in their order."""
        if not self._query.pinned:
            return ()
        passing = {one["key"] for one in found["aggregations"]["pinned"]["ids"]["buckets"]}
        return tuple(id_ for id_ in dict.fromkeys(self._query.pinned) if id_ in passing)

    def _whole(self, found: Json, pinned: int, total: int) -> int:
        """Return how many hits match every part, the pinned ones included."""
        if len(self._query.parts) < 2:
            return total
        groups = found.get("aggregations", {})
        return pinned + (groups["whole"]["doc_count"] if "whole" in groups else 0)

    def _listed(self, hits: Sequence[Json], pinned: int, is_placed: bool) -> list[Hit]:
        """Return the hits of the window; the first ones are pinned."""
        window = self._window
        if not is_placed:
            return self._ranked(hits, window, is_placed)
        first = [_hit(hit) for hit in hits[:pinned]][window.offset :][: window.limit]
        moved = window.moved(max(0, window.offset - pinned), window.limit - len(first))
        return first + self._ranked(hits[pinned:], moved, is_placed)

    def _ranked(self, hits: Sequence[Json], window: Window, is_placed: bool) -> list[Hit]:
        if is_placed:
            parts = self._query.parts
            return put_in_order(hits, parts, self._generation, self._counts, window)
        return [_hit(hit) for hit in hits]

    def _asked(self, body: Json) -> Json:
        """Ask the cluster within the budget of the search."""
        budget = self._window.budget
        if budget.seconds_left < math.inf:
            body = {**body, "timeout": f"{max(1, int(budget.seconds_left * 1000))}ms"}
        found = self._generation.documents.search(body)
        budget.ran_out |= found["timed_out"]
        return found


def _is_related(hit: Json) -> bool:
    """Return whether a hit by relevance is one by families."""
    return bool(0 < hit["_score"] < LEAST_OWN)


def _hit(hit: Json) -> Hit:
    fields, score = hit["fields"], hit["_score"]
    number, mark = fields["number"][0], fields["fingerprint"][0]
    return Hit(fields["id"][0], 0.0 if score >= PINNED else score, number, mark)
