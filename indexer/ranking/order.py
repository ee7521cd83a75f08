"""The order of the best hits: a weighted sum of features of each hit.

The weights were fitted to judged queries by `tests.benchmarks.relevance.fit_order`, or by `indexer
fit` to those of a data folder; see `order_file`. Each feature grows, or falls, with relevance in
the same direction for every query. Its weight depends on two conditions: the share of the query
that the titles of the best hits match, since a title says less where titles match little, and how
long the bodies are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.model.query import And, Best, Leaf, Query, Word, leaves
from indexer.ranking.formula import longness

Numbers = npt.NDArray[Any]
"""An array of integers."""

Floats = npt.NDArray[Any]
"""An array of floating-point numbers."""

Masks = npt.NDArray[np.bool_]
"""An array of booleans, one mask in each row."""

LEAD = 60
"""Tokens of the beginning of a body, about its first paragraph."""

EARLY = 100
"""Position in a body at which the first occurrence of a word counts half as early."""

WINDOW = 20
"""Tokens of the window in which a query's words are close to each other, about a sentence."""

BEGINNING = 4
"""Tokens of the beginning of a body, within which a position hardly matters."""

GAP = 2
"""Largest distance of two words in the order of the query, in tokens."""

MAX_WORDS = 64
"""Words of a query whose occurrences count, one bit each."""

FEATURES = (
    "words",
    "score",
    "similar",
    "neighbours",
    "exact",
    "parts",
    "weight",
    "title_weight",
    "title_cover",
    "title_exact",
    "title_order",
    "typed",
    "title_typed",
    "first",
    "lead",
    "early",
    "window",
    "order",
    "length",
)
"""Names of the features; see `features`."""

FALLING = frozenset({"first"})
"""Features that fall with relevance."""

ABOVE = 1e-6
"""Least difference of scores that keeps hits apart that may have had the same score."""

_NOWHERE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The occurrences of a query's words in one field of some documents.

    Attributes:
        documents: Index of each occurrence's document, ascending.
        positions: Its position in the field, in tokens, ascending in each document.
        words: The words that it belongs to, a bit each.
        lengths: For each document, the number of tokens of the field.
    """

    documents: Numbers
    positions: Numbers
    words: Numbers
    lengths: Numbers

    @classmethod
    def joined(cls, several: Sequence[Occurrences]) -> Occurrences:
        """Join the occurrences in several groups of documents."""
        if len(several) == 1:
            return several[0]
        firsts = np.cumsum([0, *(len(one.lengths) for one in several)])
        return cls(
            np.concatenate([one.documents + n for one, n in zip(several, firsts, strict=False)]),
            np.concatenate([one.positions for one in several]),
            np.concatenate([one.words for one in several]),
            np.concatenate([one.lengths for one in several]),
        )

    def of_words(self, count: int) -> Masks:
        """Return for each of the first words a mask of the occurrences that belong to it.

        Shape: (words, occurrences), with `MAX_WORDS` rows at most.
        """
        bits = np.uint64(1) << np.arange(min(count, MAX_WORDS), dtype=np.uint64)
        return np.asarray(self.words & bits[:, None], bool)

    def holding(self, masks: Masks) -> Masks:
        """Return for each mask of occurrences a mask of the documents that have any."""
        held = np.zeros((len(masks), len(self.lengths)), bool)
        rows, columns = np.nonzero(masks)
        held[rows, self.documents[columns]] = True
        return held


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the best hits of a query. Arrays have one entry, or column, per hit.

    Attributes:
        words: Scores without boosts.
        scores: Scores with boosts.
        similar: Part of the score that similar stems add.
        neighbours: Part of the score that adjacent words of the query add.
        exact: Scores of the exact forms of the query's words.
        title_exact: Scores of these in the title alone.
        matched: For each part of the query, 1 if the hit matches it, else 0.
        part_weights: Inverse document frequency of each part.
        word_weights: Weight of each word that occurrences are of; see `located`. As many words
            follow: the same, as they were typed.
        title: Occurrences in the title.
        body: Occurrences in the body.
        average_length: Mean number of tokens of the bodies of all documents.
    """

    words: Floats
    scores: Floats
    similar: Floats
    neighbours: Floats
    exact: Floats
    title_exact: Floats
    matched: Floats
    part_weights: Floats
    word_weights: Floats
    title: Occurrences
    body: Occurrences
    average_length: float


def located(
    parts: Sequence[Query], weights: Sequence[float]
) -> tuple[list[list[Leaf]], list[float]]:
    """Return what is looked for in the texts of hits: the leaves of each word, and its weight.

    A part of several words that has synonyms is taken apart, and shares its weight among them; a
    synonym stands for each of them. After all words, the leaves of each as it was typed, with any
    proclitics, follow without a weight.

    Args:
        parts: The parts of a query.
        weights: The weight of each.
    """
    found: list[list[Leaf]] = []
    as_typed: list[list[Leaf]] = []
    shares = []
    for part, weight in zip(parts, weights, strict=True):
        typed, others = (part.typed, part.others) if isinstance(part, Best) else (part, ())
        words = typed.children if isinstance(typed, And) and typed.children else (typed,)
        synonyms = [leaf for other in others for leaf in leaves(other)]
        for word in words:
            found.append([*leaves(word), *synonyms])
            as_typed.append([other for leaf in leaves(word) for other in _as_typed(leaf)])
            shares.append(weight / len(words))
    return [*found, *as_typed], shares


def features(evidence: Evidence) -> Floats:
    """Return the features of hits. Shape: (hits, features), in the order of `FEATURES`.

    `words`, `score`, `neighbours` and `exact` are relative to the greatest among the hits;
    `similar` and `title_exact` to the weight of the query, the sum of its parts' inverse document
    frequencies; `parts` and `weight` are the shares of the parts and of their weight that match;
    `title_weight` is the share of the weight in the title, `title_cover` the share of the title's
    tokens that match; `first` grows with the logarithm of the first match's position in the body;
    `lead` is the share of the weight in its lead, `early` the share in the body where each word
    counts the less the later it first occurs, `window` the greatest share in any window;
    `title_order` and `order` are the shares of the pairs of words that follow each other as in the
    query; `typed` and `title_typed` are the shares of the weight of words that stand as they were
    typed, proclitics aside, in title or body and in the title; `length` is the logarithm of the
    body's length relative to the mean.
    """
    total = float(evidence.word_weights.sum()) or 1.0
    weights = evidence.word_weights[:MAX_WORDS]
    title, body = (
        _Text.of(occurrences, len(weights)) for occurrences in (evidence.title, evidence.body)
    )
    firsts = body.first_positions()
    first = np.minimum(firsts.min(axis=0, initial=_NOWHERE), evidence.body.lengths)
    hits = len(evidence.scores)
    covered = np.bincount(evidence.title.documents, minlength=hits)
    return np.stack(
        (
            _relative(evidence.words),
            _relative(evidence.scores),
            evidence.similar / total,
            _relative(evidence.neighbours),
            _relative(evidence.exact),
            evidence.matched.mean(axis=0) if len(evidence.matched) else np.zeros(hits),
            evidence.part_weights @ evidence.matched / total,
            weights @ evidence.title.holding(title.words) / total,
            covered / np.maximum(evidence.title.lengths, 1),
            evidence.title_exact / total,
            title.ordered_pairs(weights),
            weights @ (title.typed() | body.typed()) / total,
            weights @ title.typed() / total,
            np.log1p(first / BEGINNING),
            weights @ (firsts < LEAD) / total,
            weights @ (1 / (1 + firsts / EARLY)) / total,
            body.best_window(weights) / total,
            body.ordered_pairs(weights),
            np.log1p(evidence.body.lengths) - np.log1p(evidence.average_length),
        ),
        axis=1,
    )


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the weights of the features depend on, from 0 to 1.

    Attributes:
        titled: Greatest share of the query's weight in the title of any of the best hits.
        long: How long the bodies of the collection are.
    """

    titled: float
    long: float

    @classmethod
    def of(cls, features: Floats, average_length: float) -> Conditions:
        """Return the conditions of a query.

        Args:
            features: The features of its best hits.
            average_length: Mean number of tokens of all bodies.
        """
        titled = features[:, FEATURES.index("title_weight")].max(initial=0.0)
        return cls(float(titled), longness(average_length))


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """The weights of the features.

    Attributes:
        plain: Weight of each feature where no title matches any of the query.
        titled: Weight where the title of one of the hits matches all of it.
        long: What is added to the weight where bodies are long.
    """

    plain: tuple[float, ...]
    titled: tuple[float, ...]
    long: tuple[float, ...]

    def weights(self, conditions: Conditions) -> Floats:
        """Return the weight of each feature under some conditions."""
        weights: Floats = (
            (1 - conditions.titled) * np.array(self.plain)
            + conditions.titled * np.array(self.titled)
            + conditions.long * np.array(self.long)
        )
        return weights

    def rescored(self, scores: Floats, features: Floats, conditions: Conditions) -> Floats:
        """Return scores of the best hits that put them in this order.

        All are above the lowest of the former scores, so that no other hit comes before them.
        """
        # Alike hits have the same sum, whatever the order of additions in the product.
        sums = np.round(features @ self.weights(conditions), 9)
        rescored: Floats = scores.min() + ABOVE + (sums - sums.min())
        return rescored


def below(scores: Floats, least: float) -> Floats:
    """Return scores in the same proportions, all of them below `least`."""
    greatest = scores.max(initial=0.0)
    return scores if greatest < least else scores * (least / (greatest + ABOVE))


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the place of a hit among the best depends on.

    Attributes:
        features: Its features, in the order of `FEATURES`.
        conditions: The conditions of the query.
    """

    features: tuple[float, ...]
    conditions: Conditions


def _relative(values: Floats) -> Floats:
    """Divide by the greatest value, if that is positive."""
    greatest = values.max(initial=0.0)
    return values / greatest if greatest > 0 else np.zeros(len(values))


def _as_typed(leaf: Leaf) -> Iterator[Leaf]:
    """Yield what a leaf matches of the word as it was typed, with any proclitics."""
    if isinstance(leaf, Word):
        yield from (Word(form, None, leaf.fields) for form in leaf.joined)
    else:
        yield leaf


@dataclass(frozen=True, slots=True)
class _Text:
    """A field of some documents, with what its features are computed from.

    Attributes:
        found: The occurrences of the words of a query.
        words: A mask of the occurrences of each word.
        as_typed: A mask of the occurrences of each word as it was typed.
        places: The positions of the occurrences, far apart in different documents.
        following: The place of the next occurrence of each word at or after each place.
    """

    found: Occurrences
    words: Masks
    as_typed: Masks
    places: Numbers
    following: Numbers

    @classmethod
    def of(cls, found: Occurrences, words: int) -> _Text:
        masks = found.of_words(2 * words)
        places = (found.documents.astype(np.int64) << 32) + found.positions
        own = np.where(masks[:words], places, _NOWHERE)
        following = np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1]
        return cls(found, masks[:words], masks[words:], places, following)

    def first_positions(self) -> Numbers:
        """Return the first position of each word in each document, or _NOWHERE.

        Shape: (words, documents).
        """
        firsts = np.full((len(self.words), len(self.found.lengths)), _NOWHERE)
        rows, columns = (indexes[::-1] for indexes in np.nonzero(self.words))
        # the last assignment to an index stays: that of the first position
        firsts[rows, self.found.documents[columns]] = self.found.positions[columns]
        return firsts

    def typed(self) -> Masks:
        """Return whether each word stands in each document as typed. Shape: (words, documents)."""
        typed = np.zeros((len(self.words), len(self.found.lengths)), bool)
        typed[: len(self.as_typed)] = self.found.holding(self.as_typed)
        return typed

    def best_window(self, weights: Floats) -> Floats:
        """Return the greatest weight of the words in any window, for each document."""
        best = np.zeros(len(self.found.lengths))
        if len(self.places):
            inside = weights @ (self.following < self.places + WINDOW)
            begins = np.flatnonzero(np.diff(self.found.documents, prepend=-1))
            best[self.found.documents[begins]] = np.maximum.reduceat(inside, begins)
        return best

    def ordered_pairs(self, weights: Floats) -> Floats:
        """Return the share of the pairs of words that occur in order, for each document."""
        pairs = weights[1:] + weights[:-1]
        in_order = np.zeros((len(pairs), len(self.places)), bool)
        in_order[:, :-1] = self.following[1:, 1:] - self.places[:-1] <= GAP
        shares: Floats = (pairs / (pairs.sum() or 1.0)) @ self.found.holding(
            in_order & self.words[:-1]
        )
        return shares
