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
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.model.fields import SEARCHED_FIELDS
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
_FAR = 1 << 32  # more than the tokens of a text
_TITLE, _BODY = SEARCHED_FIELDS.index("title"), SEARCHED_FIELDS.index("body")


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """A word of a query whose occurrences are looked for in the texts of hits.

    Attributes:
        leaves: What it matches.
        as_typed: What it matches as it was typed, with any proclitics.
        part: Index of its part of the query.
        sharing: Number of words that share the weight of the part.
    """

    leaves: tuple[Leaf, ...]
    as_typed: tuple[Leaf, ...]
    part: int
    sharing: int


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The occurrences of a query's words in some fields of some documents.

    Attributes:
        texts: Text of each occurrence, ascending: the index of its document times the number of
            fields, and the index of its field.
        positions: Its position in the text, in tokens, ascending in each text.
        words: The words that it belongs to, a bit each, then those that stand as they were typed.
        lengths: Number of tokens of each text. Shape: (documents, fields).
    """

    texts: Numbers
    positions: Numbers
    words: Numbers
    lengths: Numbers

    def of_words(self, count: int) -> Masks:
        """Return for each of the first words a mask of the occurrences that belong to it.

        Shape: (words, occurrences), with `MAX_WORDS` rows at most.
        """
        bits = np.uint64(1) << np.arange(min(count, MAX_WORDS), dtype=np.uint64)
        return np.asarray(self.words & bits[:, None], bool)


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
        word_weights: Weight of each word that occurrences are of; see `sought_words`.
        occurrences: Occurrences in `SEARCHED_FIELDS`.
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
    occurrences: Occurrences
    average_length: float


def sought_words(parts: Sequence[Query]) -> Iterator[SoughtWord]:
    """Yield what is looked for in the texts of hits.

    A part of several words that has synonyms is taken apart, and shares its weight among them; a
    synonym stands for each of them.

    Args:
        parts: The parts of a query.
    """
    for number, part in enumerate(parts):
        typed, others = (part.typed, part.others) if isinstance(part, Best) else (part, ())
        words = typed.children if isinstance(typed, And) and typed.children else (typed,)
        synonyms = [leaf for other in others for leaf in leaves(other)]
        for word in words:
            as_typed = tuple(other for leaf in leaves(word) for other in _as_typed(leaf))
            yield SoughtWord((*leaves(word), *synonyms), as_typed, number, len(words))


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
    texts = _Texts.of(evidence.occurrences, len(weights))
    lengths = evidence.occurrences.lengths
    firsts = texts.firsts[:, :, _BODY]
    first = np.minimum(firsts.min(axis=0, initial=_NOWHERE), lengths[:, _BODY])
    in_order = texts.ordered_pairs(weights)
    title_typed = texts.typed[:, :, _TITLE]
    hits = len(evidence.scores)
    rows = np.array(
        (
            _relative(evidence.words),
            _relative(evidence.scores),
            evidence.similar / total,
            _relative(evidence.neighbours),
            _relative(evidence.exact),
            evidence.matched.mean(axis=0) if len(evidence.matched) else np.zeros(hits),
            evidence.part_weights @ evidence.matched / total,
            weights @ (texts.firsts[:, :, _TITLE] < _NOWHERE) / total,
            texts.counts[:, _TITLE] / np.maximum(lengths[:, _TITLE], 1),
            evidence.title_exact / total,
            in_order[:, _TITLE],
            weights @ (title_typed | texts.typed[:, :, _BODY]) / total,
            weights @ title_typed / total,
            np.log1p(first / BEGINNING),
            weights @ (firsts < LEAD) / total,
            weights @ (1 / (1 + firsts / EARLY)) / total,
            texts.best_windows(weights)[:, _BODY] / total,
            in_order[:, _BODY],
            np.log1p(lengths[:, _BODY]) - np.log1p(evidence.average_length),
        )
    )
    return rows.T


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
        plain, titled, long = _columns(self)
        weights: Floats = (
            (1 - conditions.titled) * plain + conditions.titled * titled + conditions.long * long
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


@lru_cache(maxsize=16)  # an order is made once, and asked for each query
def _columns(order: Order) -> Floats:
    """Return the weights of an order as rows of an array."""
    return np.array((order.plain, order.titled, order.long))


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
class _Texts:
    """The texts of some documents, with what their features are computed from.

    Attributes:
        shape: Numbers of documents and of fields.
        words: A mask of the occurrences of each word.
        places: The positions of the occurrences, far apart in different texts.
        following: The place of the next occurrence of each word at or after each place.
        held: The texts with occurrences, ascending.
        begins: The first occurrence in each of these.
        counts: Number of occurrences in each text. Shape: (documents, fields).
        firsts: First position of each word in each text, or _NOWHERE. Shape: (words, documents,
            fields).
        typed: Whether each word stands in each text as it was typed. Shape as of `firsts`.
    """

    shape: tuple[int, int]
    words: Masks
    places: Numbers
    following: Numbers
    held: Numbers
    begins: Numbers
    counts: Numbers
    firsts: Numbers
    typed: Masks

    @classmethod
    def of(cls, found: Occurrences, words: int) -> _Texts:
        shape = (len(found.lengths), len(SEARCHED_FIELDS))
        masks = found.of_words(2 * words)
        places = (found.texts << 32) + found.positions
        own = np.where(masks[:words], places, _NOWHERE)
        following = np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1]
        counts = np.bincount(found.texts, minlength=found.lengths.size)
        held = counts.nonzero()[0]
        begins = (counts.cumsum() - counts)[held]
        firsts = np.full((words, counts.size), _NOWHERE)
        after = following[:, begins] - (held << 32)
        firsts[:, held] = np.where(after < _FAR, after, _NOWHERE)
        typed = np.zeros((words, counts.size), bool)
        if len(held):
            typed[: len(masks) - words, held] = np.logical_or.reduceat(masks[words:], begins, 1)
        return cls(
            shape,
            masks[:words],
            places,
            following,
            held,
            begins,
            counts.reshape(shape),
            firsts.reshape(words, *shape),
            typed.reshape(words, *shape),
        )

    def best_windows(self, weights: Floats) -> Floats:
        """Return the greatest weight of the words in any window of each text."""
        best = np.zeros(self.shape)
        if len(self.held):
            inside = weights @ (self.following < self.places + WINDOW)
            best.flat[self.held] = np.maximum.reduceat(inside, self.begins)
        return best

    def ordered_pairs(self, weights: Floats) -> Floats:
        """Return the share of the pairs of words that occur in order in each text."""
        shares = np.zeros(self.shape)
        pairs = weights[1:] + weights[:-1]
        if len(pairs) and len(self.held):
            in_order = np.zeros((len(pairs), len(self.places)), bool)
            in_order[:, :-1] = self.following[1:, 1:] - self.places[:-1] <= GAP
            in_order &= self.words[:-1]
            of_texts = np.logical_or.reduceat(in_order, self.begins, axis=1)
            shares.flat[self.held] = (pairs / (pairs.sum() or 1.0)) @ of_texts
        return shares
