"""The reference engine: Python lists, slow and obvious. The other engines must agree with it."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from types import TracebackType
from typing import Self

from analyzers.variants.similarity import similarity
from indexer.engines.base import (
    EngineError,
    FacetCount,
    Filters,
    GenerationGoneError,
    GenerationInfo,
    Hit,
    Hits,
    LockedError,
    Matches,
    NoGenerationError,
    Window,
)
from indexer.model.address import addresses_of
from indexer.model.article import Article
from indexer.model.document import Document, Terms
from indexer.model.fields import DATE_FACETS, FIELD, SCHEMA_VERSION
from indexer.model.fingerprint import fingerprint
from indexer.model.occurrences import near_positions, occurrences, phrase_starts
from indexer.model.query import (
    And,
    Best,
    Coordinated,
    Ids,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Similar,
    Word,
    without_families,
)
from indexer.ranking.boosts import boosts, exact_words
from indexer.ranking.coordination import TOLERANCE, enough, part_weight, partial_factor
from indexer.ranking.formula import idf, length_norm, newness
from indexer.ranking.order import (
    ABOVE,
    BEGINNING,
    EARLY,
    FEATURES,
    GAP,
    LEAD,
    WINDOW,
    Conditions,
    Explanation,
    sought_words,
)
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking

Scores = dict[str, float]
"""The score of each document that matches, by id."""

Placed = tuple[str, float, Explanation | None]
"""The id of a hit, its score, and why it has this place."""

Frequency = Callable[[Document, str], float]
"""How often a term stands in a field of a document."""


class MemoryEngine:
    """Generations in a list, the last one served unless one before it is gone back to."""

    def __init__(self) -> None:
        self.snapshots: list[MemorySnapshot] = []
        self.served = -1
        self.locked = False

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> MemoryWriter:
        return MemoryWriter(self, analyzer_version, resources, fresh)

    def snapshot(self, generation: str | None = None) -> MemorySnapshot:
        if not self.snapshots:
            raise NoGenerationError("nothing has been built")
        if generation is None:
            return self.snapshots[self.served]
        for snapshot in self.snapshots:
            if snapshot.info.id == generation:
                return snapshot
        raise GenerationGoneError(f"generation {generation} is not kept")

    def generation(self) -> str:
        return self.snapshot().info.id

    def info(self) -> GenerationInfo:
        return self.snapshot().info

    def verify(self) -> Sequence[str]:
        self.snapshot()
        return ()

    def compact(self) -> GenerationInfo | None:
        return None

    def rollback(self, generation: str | None = None) -> GenerationInfo:
        current = self.generation()
        for number in reversed(range(len(self.snapshots))):
            info = self.snapshots[number].info
            if info.id == generation or (generation is None and info.id < current):
                self.served = number
                return info
        raise EngineError(f"there is no generation {generation or 'before'} beside {current}")

    def generations(self) -> Iterator[GenerationInfo]:
        return (snapshot.info for snapshot in reversed(self.snapshots))


class MemoryWriter:
    """Collects documents by id."""

    def __init__(
        self,
        engine: MemoryEngine,
        analyzer_version: str,
        resources: Mapping[str, bytes],
        fresh: bool,
    ) -> None:
        self._engine = engine
        self._analyzer_version = analyzer_version
        self._resources = dict(resources)
        self._prepared: MemorySnapshot | None = None
        self._documents: dict[str, Document] = {}
        self._kept_files: Mapping[str, bytes] = {}
        if engine.snapshots and not fresh:
            served = engine.snapshot()
            if served.info.analyzer_version == analyzer_version:
                self._documents = dict(served.documents)
                self._kept_files = served.resources()
        self._kept = {document.id: document.digest for document in self._documents.values()}

    def __enter__(self) -> Self:
        if self._engine.locked:
            raise LockedError("the engine is being written")
        self._engine.locked = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.locked = False

    def kept(self) -> Mapping[str, str]:
        return self._kept

    def kept_file(self, name: str) -> bytes | None:
        return self._kept_files.get(name)

    def keep_file(self, name: str, content: bytes) -> None:
        self._resources[name] = content

    def add(self, document: Document) -> None:
        self._documents.pop(document.id, None)
        self._documents[document.id] = document

    def delete(self, article_id: str) -> None:
        self._documents.pop(article_id, None)

    def candidate(self, sources: Sequence[str], refused: int) -> MemorySnapshot:
        dates = [d.article.date for d in self._documents.values() if d.article.date]
        info = GenerationInfo(
            id=f"{len(self._engine.snapshots) + 1:08}",
            built_at=dt.datetime.now(dt.UTC),
            sources=tuple(sources),
            articles=len(self._documents),
            refused=refused,
            first=min(dates, default=None),
            last=max(dates, default=None),
            engine="memory",
            schema_version=SCHEMA_VERSION,
            analyzer_version=self._analyzer_version,
            size=0,
            content=f"{len(self._engine.snapshots) + 1:08}",
        )
        self._prepared = MemorySnapshot(info, self._documents, self._resources)
        return self._prepared

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        snapshot = self._prepared or self.candidate(sources, refused)
        self._engine.snapshots.append(snapshot)
        self._engine.served = -1
        return snapshot.info


class MemorySnapshot:
    """One generation."""

    def __init__(
        self, info: GenerationInfo, documents: dict[str, Document], resources: dict[str, bytes]
    ) -> None:
        self.info = info
        self.documents = documents
        self._resources = resources

    def search(
        self,
        query: Query | Coordinated,
        filters: Filters,
        window: Window,
        facets: Sequence[str] = (),
    ) -> Hits:
        asked = Coordinated.of(query)
        is_over = window.budget.is_spent()
        scorer = _Scorer(self.documents, window.ranking)
        matches = [] if is_over else [scorer.scores(part) for part in asked.parts]
        pinned = [id_ for id_ in asked.pinned if id_ in self.documents]
        excluded = {id_ for one in asked.excluded for id_ in scorer.scores(one)} | {*pinned}
        levels = Counter(id_ for match in matches for id_ in match)
        own = [] if is_over else [scorer.scores(without_families(part)) for part in asked.parts]
        shares, own_shares = self._shares(matches, matches), self._shares(matches, own)
        allowed = [] if is_over and asked.parts else [*self.documents]
        allowed = [id_ for id_ in allowed if id_ not in excluded]
        if asked.parts:
            allowed = [id_ for id_ in allowed if levels[id_]]
        matched = sum(map(bool, matches))
        best = max((shares.get(id_, 0.0) for id_ in allowed), default=0.0)
        least = min(enough(matched, window.ranking), best) - TOLERANCE if asked.parts else 0.0
        held = [id_ for id_ in allowed if shares.get(id_, 1.0) >= least]
        factors = {
            id_: 1.0
            if levels[id_] == len(asked.parts)
            else partial_factor(shares[id_], window.ranking)
            for id_ in allowed
        }
        least_own = window.ranking.own_share
        related = {
            id_
            for id_, share in shares.items()
            if own_shares.get(id_, 0.0) < least_own * share - TOLERANCE
        }
        sums = {id_: sum(match.get(id_, 0.0) for match in matches) for id_ in allowed}

        def passing(ids: Sequence[str]) -> list[str]:
            return [id_ for id_ in ids if _passes(self.documents[id_].article, filters)]

        def placed(ids: Sequence[str]) -> list[Placed]:
            scores = {id_: sums[id_] for id_ in passing(ids)}
            return self._sorted(scores, factors, asked, matches, window, scorer)

        def listed(ids: Sequence[str]) -> list[Placed]:
            if window.sort != "relevance":
                return placed(ids)
            found = placed([id_ for id_ in ids if id_ not in related])
            last = placed([id_ for id_ in ids if id_ in related])
            least_score = min((score for _, score, _ in found), default=math.inf)
            greatest = max((score for _, score, _ in last), default=0.0)
            factor = 1.0 if greatest < least_score else least_score / (greatest + ABOVE)
            return [*found, *((id_, score * factor, why) for id_, score, why in last)]

        def hits(found: Sequence[Placed]) -> tuple[Hit, ...]:
            bodies = (self.documents[id_].terms["body"] for id_, _, _ in found)
            return tuple(
                Hit(id_, score, number, fingerprint(body), explanation)
                for number, ((id_, score, explanation), body) in enumerate(
                    zip(found, bodies, strict=True)
                )
            )

        shown: list[Placed] = [(id_, 0.0, None) for id_ in passing(pinned)]
        shown += listed(held)
        end = window.offset + window.limit
        others: list[Placed] = []
        if len(shown) < asked.others and len(shown) <= end and window.sort == "relevance":
            less = [id_ for id_ in allowed if id_ not in held]
            others = listed(less)[: asked.others - len(shown)]
        whole = [id_ for id_ in held if levels[id_] == len(asked.parts)]
        return Hits(
            total=len(shown),
            hits=hits(shown[window.offset : end]),
            others=hits(others),
            facets={facet: self._count(facet, [*pinned, *held], filters) for facet in facets},
            whole=len(passing(pinned)) + len(passing(whole)),
            pinned=tuple(passing(pinned)),
        )

    def _shares(self, matches: Sequence[Scores], counted: Sequence[Scores]) -> Scores:
        """Return the share of the weight of all matches that each document holds.

        Args:
            matches: The matches of each part, which give its weight.
            counted: The matches that are counted.
        """
        weights = [part_weight(len(self.documents), len(match)) for match in matches]
        held: Scores = {}
        for match, weight in zip(counted, weights, strict=True):
            for id_ in match:
                held[id_] = held.get(id_, 0.0) + weight
        return {id_: weight / sum(weights) for id_, weight in held.items()}

    def _sorted(
        self,
        scores: Scores,
        factors: Scores,
        query: Coordinated,
        matches: Sequence[Scores],
        window: Window,
        scorer: _Scorer,
    ) -> list[Placed]:
        """Return these documents and their scores, multiplied, in the order of the window."""
        scores = {id_: score * factors[id_] for id_, score in scores.items()}

        def order(id_: str) -> tuple[float, float]:
            return _order(self.documents[id_].article, scores[id_], window)

        found = sorted(scores, key=order)
        explanations: dict[str, Explanation] = {}
        if window.sort == "relevance" and window.boosted:
            plain = dict(scores)
            best = found[: window.ranking.boosted]
            chosen = {id_: scores[id_] for id_ in best}
            scores |= scorer.boosted(query.parts, chosen, factors, window.newer)
            found[: window.ranking.boosted] = sorted(best, key=order)
            best = found[: window.ranking.ordered]
            if best and len(matches) == len(query.parts):
                chosen = {id_: scores[id_] for id_ in best}
                explanations = scorer.explanations(query.parts, matches, plain, chosen)
                scores |= placed(explanations, chosen, window.ranking)
                found[: window.ranking.ordered] = sorted(best, key=order)
        return [(id_, scores[id_], explanations.get(id_)) for id_ in found]

    def counts(self, queries: Sequence[Query]) -> Sequence[int]:
        scorer = _Scorer(self.documents, DEFAULT_RANKING)
        return [len(scorer.scores(query)) for query in queries]

    def article(self, article_id: str) -> Article | None:
        document = self.documents.get(article_id)
        return document.article if document else None

    def read(self, hit: Hit) -> Article:
        return self.documents[hit.id].article

    def read_all(self, hits: Sequence[Hit]) -> list[Article]:
        return [self.read(hit) for hit in hits]

    def matches(self, hits: Sequence[Hit], leaves: Sequence[Leaf]) -> list[Mapping[str, Matches]]:
        return [self._matches(hit, leaves) for hit in hits]

    def _matches(self, hit: Hit, leaves: Sequence[Leaf]) -> Mapping[str, Matches]:
        return {
            field: Matches.of(
                (terms.starts[first], terms.ends[last], number)
                for number, leaf in enumerate(leaves)
                if field in leaf.fields
                for first, last in occurrences(leaf, terms)
            )
            for field, terms in self.documents[hit.id].terms.items()
        }

    def with_address(self, address: str) -> tuple[str, ...]:
        return tuple(
            document.id
            for document in self.documents.values()
            if address in addresses_of(document.article)
        )

    def digests(self) -> Mapping[str, str]:
        return {document.id: document.digest for document in self.documents.values()}

    def forms(self) -> Mapping[str, int]:
        terms = (terms for document in self.documents.values() for terms in document.terms.values())
        return Counter(form for one in terms for form in one.forms)

    def resources(self) -> Mapping[str, bytes]:
        return self._resources

    def articles(self) -> Iterator[Article]:
        return (document.article for document in self.documents.values())

    def close(self) -> None:
        """Nothing is held open."""

    def _count(self, facet: str, ids: Sequence[str], filters: Filters) -> tuple[FacetCount, ...]:
        others = Filters(
            {field: values for field, values in filters.values.items() if field != facet},
            filters.first,
            filters.last,
        )
        articles = [self.documents[id_].article for id_ in ids]
        passing = [article for article in articles if _passes(article, others)]
        counts = Counter(value for article in passing for value in FIELD[facet].values(article))
        counted = [FacetCount(value, count) for value, count in counts.items()]
        if facet in DATE_FACETS:
            return tuple(sorted(counted, key=lambda count: count.value, reverse=True))
        ordered = sorted(counted, key=lambda count: (-count.count, count.value))
        return tuple(ordered[: FIELD[facet].most])


class _Scorer:
    """Scores documents by one ranking, a whole list at a time."""

    def __init__(self, documents: Mapping[str, Document], ranking: Ranking) -> None:
        self._documents = documents
        self._ranking = ranking

    def scores(self, query: Query) -> Scores:
        """Return the score of each document that matches."""
        ranking = self._ranking
        match query:
            case Word(form, _, fields):
                exact = self._scored(lambda d, f: d.terms[f].forms.count(form), fields)
                stemmed = self._scored(partial(_stems_held, {*query.stems}), fields)
                related = self._scored(partial(_stems_held, {*query.families}), fields)
                weights = (ranking.exact_weight, ranking.stem_weight)
                own = _added([*zip(weights, (exact, stemmed), strict=True)])
                family = _added([(ranking.stem_weight, related)])
                return self._best([own, family], ranking.family_weight)
            case Phrase() | Near() | Prefix():
                scored = self._scored(_frequency(query), query.fields)
                return _added([(ranking.exact_weight + ranking.stem_weight, scored)])
            case And(children) | Or(children):
                least = max(query.least, 1) if isinstance(query, Or) else len(children)
                return self._at_least(least, children)
            case Best(typed, others):
                best = [self.scores(typed), *map(self.scores, others)]
                return self._best(best, ranking.other_weight)
            case Not(child):
                matching = self.scores(child)
                return {id_: 0.0 for id_ in self._documents if id_ not in matching}
            case Ids(ids):
                return {id_: 0.0 for id_ in self._documents if id_ in ids}

    def boosted(
        self, parts: Sequence[Query], scores: Scores, factors: Scores, newer: float
    ) -> Scores:
        """Return the scores of the best matches, boosted; see `ranking.boosts`."""
        for weight, leaf in boosts(parts, self._ranking, self._average_length("body")):
            match leaf:
                case Similar(stem, least, fields):
                    boost = self._scored(partial(_alike, stem, least), fields)
                case _:
                    boost = self.scores(leaf)
            for id_ in scores:
                scores[id_] += weight * boost.get(id_, 0.0) * factors[id_]
        days = {
            id_: d.article.date.toordinal() for id_, d in self._documents.items() if d.article.date
        }
        for id_ in scores:
            if id_ in days:
                age = max(days.values()) - days[id_]
                scores[id_] *= newness(age, newer, self._ranking.half_life)
        return scores

    def explanations(
        self, parts: Sequence[Query], matches: Sequence[Scores], plain: Scores, scores: Scores
    ) -> dict[str, Explanation]:
        """Return the features of the best hits; see `ranking.order`.

        Args:
            parts: The parts of the query.
            matches: The scores of each part's matches.
            plain: The scores of the hits before boosts.
            scores: The scores of the best hits, boosted.
        """
        average = self._average_length("body")
        similar, neighbours = Counter[str](), Counter[str]()
        exact, title_exact = Counter[str](), Counter[str]()
        for weight, leaf in boosts(parts, self._ranking, average):
            match leaf:
                case Similar(stem, least, fields):
                    found = self._scored(partial(_alike, stem, least), fields)
                    similar.update({id_: weight * score for id_, score in found.items()})
                case Phrase():
                    found = self.scores(leaf)
                    neighbours.update({id_: weight * score for id_, score in found.items()})
        for word in exact_words(parts):
            exact.update(self.scores(word))
            if "title" in word.fields:
                title_exact.update(self.scores(replace(word, fields=("title",))))
        rarity = [part_weight(len(self._documents), len(match)) for match in matches]
        total = sum(rarity) or 1.0

        sought = [*sought_words(parts)]
        weights = [rarity[word.part] / word.sharing for word in sought]

        def share(numbers: Iterable[int], of: Sequence[float] = weights) -> float:
            return sum(of[number] for number in numbers) / total

        def relative(values: Mapping[str, float], id_: str) -> float:
            greatest = max(values.get(other, 0.0) for other in scores)
            return values.get(id_, 0.0) / greatest if greatest > 0 else 0.0

        found_features = {}
        for id_ in scores:
            terms = self._documents[id_].terms
            wanted = [word.leaves for word in sought]
            title, body = (_positions(wanted, terms[name], name) for name in ("title", "body"))
            places = [place for positions in body for place in positions]
            as_typed = [word.as_typed for word in sought]
            typed_title, typed_body = (
                {n for n, found in enumerate(_positions(as_typed, terms[name], name)) if found}
                for name in ("title", "body")
            )
            matched = [number for number, match in enumerate(matches) if id_ in match]
            covered = {place for positions in title for place in positions}
            windows = [
                share(
                    number
                    for number, positions in enumerate(body)
                    if any(place <= other < place + WINDOW for other in positions)
                )
                for place in places
            ]
            lead = [n for n, positions in enumerate(body) if any(p < LEAD for p in positions)]
            values = {
                "words": relative(plain, id_),
                "score": relative(scores, id_),
                "similar": similar[id_] / total,
                "neighbours": relative(neighbours, id_),
                "exact": relative(exact, id_),
                "parts": len(matched) / len(parts) if parts else 0.0,
                "weight": share(matched, rarity),
                "title_weight": share(n for n, positions in enumerate(title) if positions),
                "title_cover": len(covered) / max(len(terms["title"]), 1),
                "title_exact": title_exact[id_] / total,
                "title_order": _share_in_order(title, weights),
                "typed": share(typed_title | typed_body),
                "title_typed": share(typed_title),
                "first": math.log1p(min(places, default=len(terms["body"])) / BEGINNING),
                "lead": share(lead),
                "early": sum(
                    weights[n] / total * EARLY / (EARLY + min(positions))
                    for n, positions in enumerate(body)
                    if positions
                ),
                "window": max(windows, default=0.0),
                "order": _share_in_order(body, weights),
                "length": math.log1p(len(terms["body"])) - math.log1p(average),
            }
            found_features[id_] = tuple(values[name] for name in FEATURES)
        titled = max(values[FEATURES.index("title_weight")] for values in found_features.values())
        conditions = Conditions(titled, min(1.0, max(0.0, (average - 200) / 800)))
        return {id_: Explanation(values, conditions) for id_, values in found_features.items()}

    def _best(self, matches: Sequence[Scores], other_weight: float) -> Scores:
        weights = [1, *[other_weight] * (len(matches) - 1)]
        return {
            id_: max(w * match.get(id_, 0.0) for w, match in zip(weights, matches, strict=True))
            for id_ in self._documents
            if any(id_ in match for match in matches)
        }

    def _at_least(self, least: int, children: Sequence[Query]) -> Scores:
        matches = [self.scores(child) for child in children]
        counts = Counter(id_ for match in matches for id_ in match)
        return {
            id_: sum(match.get(id_, 0.0) for match in matches)
            for id_ in self._documents
            if counts[id_] >= least
        }

    def _scored(self, frequency: Frequency, fields: Sequence[str]) -> Scores:
        """Return the BM25F score of each document with a frequency; see `ranking.formula`."""
        weights = dict(self._ranking.field_weights)
        normed: Scores = {}
        for id_, document in self._documents.items():
            total = 0.0
            for field in fields:
                average = self._average_length(field)
                b, long_b = self._ranking.b, self._ranking.long_b
                norm = length_norm(len(document.terms[field]), average, b, long_b)
                total += weights[field] * frequency(document, field) / norm
            if total:
                normed[id_] = total
        rarity = idf(len(self._documents), len(normed))
        return {id_: rarity * t / (self._ranking.k1 + t) for id_, t in normed.items()}

    def _average_length(self, field: str) -> float:
        lengths = [len(document.terms[field]) for document in self._documents.values()]
        return sum(lengths) / len(lengths) if lengths else 0.0


def placed(explanations: dict[str, Explanation], scores: Scores, ranking: Ranking) -> Scores:
    """Return the scores that put hits in the learned order, above the lowest former score."""
    order = ranking.order
    sums = {}
    for id_, explanation in explanations.items():
        titled, long = explanation.conditions.titled, explanation.conditions.long
        columns = zip(explanation.features, order.plain, order.titled, order.long, strict=True)
        sums[id_] = sum(
            value * ((1 - titled) * plain + titled * with_title + long * added)
            for value, plain, with_title, added in columns
        )
    lowest = min(scores.values()) + ABOVE
    return {id_: lowest + (one - min(sums.values())) for id_, one in sums.items()}


def _share_in_order(positions: Sequence[set[int]], weights: Sequence[float]) -> float:
    """Return the weighted share of the pairs of words that occur in the order of the query."""
    pairs = [
        (one + other, any(0 < b - a <= GAP for a in before for b in after))
        for (one, before), (other, after) in pairwise(zip(weights, positions, strict=True))
    ]
    total = sum(weight for weight, _ in pairs)
    return sum(weight for weight, found in pairs if found) / total if total else 0.0


def _positions(words: Sequence[Sequence[Leaf]], terms: Terms, field: str) -> list[set[int]]:
    """Return the positions in a text at which any form of each word's leaves stands."""
    return [
        {
            first
            for leaf in of_word
            if field in leaf.fields
            for form in _forms_of(leaf)
            for first, _ in occurrences(form, terms)
        }
        for of_word in words
    ]


def _forms_of(leaf: Leaf) -> Sequence[Leaf]:
    """Return the leaf, or the forms in the slots of a phrase or a proximity match."""
    if isinstance(leaf, Phrase | Near):
        return [Word(form, None) for slot in leaf.slots for form in slot]
    return [leaf]


def _frequency(leaf: Phrase | Near | Prefix) -> Frequency:
    match leaf:
        case Phrase(slots):
            return lambda d, f: len(phrase_starts(d.terms[f].forms, slots))
        case Near(slots, distance):
            return lambda d, f: len(near_positions(d.terms[f].forms, slots, distance))
        case Prefix():
            return lambda d, f: sum(form.startswith(leaf.prefixes) for form in d.terms[f].forms)


def _stems_held(stems: set[str], document: Document, field: str) -> int:
    """How often the stem of these that is most frequent in a field stands there."""
    held = [*chain.from_iterable(document.terms[field].stems)]
    return max(map(held.count, stems), default=0)


def _alike(stem: str, least: float, document: Document, field: str) -> float:
    """How many stems like this one stand in a field, each counted by how like it is."""
    held = chain.from_iterable(document.terms[field].stems)
    likenesses = (similarity(stem, other) for other in held)
    return sum(likeness for likeness in likenesses if likeness >= least)


def _added(matches: Sequence[tuple[float, Scores]]) -> Scores:
    total: Scores = {}
    for weight, scores in matches:
        for id_, score in scores.items():
            total[id_] = total.get(id_, 0.0) + weight * score
    return total


def _passes(article: Article, filters: Filters) -> bool:
    if filters.first and not (article.date and article.date >= filters.first):
        return False
    if filters.last and not (article.date and article.date <= filters.last):
        return False
    return all(
        not set(values).isdisjoint(FIELD[field].values(article))
        for field, values in filters.values.items()
        if values
    )


def _order(article: Article, score: float, window: Window) -> tuple[float, float]:
    newest = -article.date.toordinal() if article.date else 0
    match window.sort:
        case "relevance":
            return -score, newest
        case "-date":
            return newest, -score
        case "date":
            return -newest if article.date else float("inf"), -score
