"""The order of the best hits: a weighted sum of features of each hit.

The weights were fitted to judged queries by `tests.benchmarks.relevance.fit_order`, which wrote
them to `order.tsv`. Each feature grows, or falls, with relevance in the same direction for every
query. Its weight depends on two conditions: the share of the query that the titles of the best hits
match, since a title says less where titles match little, and how long the bodies are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
"""An array of integers."""

Floats = npt.NDArray[Any]
"""An array of floating-point numbers."""

LEAD = 60
"""Tokens of the beginning of a body, about its first paragraph."""

WINDOW = 20
"""Tokens of the window in which a query's parts are close to each other, about a sentence."""

BEGINNING = 10
"""Tokens of the beginning of a body, within which a position hardly matters."""

GAP = 2
"""Largest distance of two parts in the order of the query, in tokens."""

SHORT_BODY, LONG_BODY = 200.0, 1000.0
"""Mean numbers of tokens up to which bodies are short, and from which they are long."""

MAX_PARTS = 64
"""Parts of a query whose occurrences count, one bit each."""

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
    "first",
    "lead",
    "window",
    "order",
    "length",
)
"""Names of the features; see `features`."""

FALLING = frozenset({"first"})
"""Features that fall with relevance."""

ABOVE = 1e-6
"""What the lowest score of ordered hits is raised by: the next hit may have had the same."""

_FILE = Path(__file__).with_name("order.tsv")
_NOWHERE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The occurrences of a query's parts in one field of some documents.

    Attributes:
        documents: Index of each occurrence's document, ascending.
        positions: Its position in the field, in tokens, ascending in each document.
        parts: The parts that it belongs to, a bit each.
        lengths: For each document, the number of tokens of the field.
    """

    documents: Numbers
    positions: Numbers
    parts: Numbers
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
            np.concatenate([one.parts for one in several]),
            np.concatenate([one.lengths for one in several]),
        )

    def of_part(self, part: int) -> npt.NDArray[np.bool_]:
        """Return a mask of the occurrences that belong to a part."""
        return np.asarray(self.parts & np.uint64(1 << part), bool)


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
    title: Occurrences
    body: Occurrences
    average_length: float


def features(evidence: Evidence) -> Floats:
    """Return the features of hits. Shape: (hits, features), in the order of `FEATURES`.

    `words`, `score`, `neighbours` and `exact` are relative to the greatest among the hits;
    `similar` and `title_exact` to the weight of the query, the sum of its parts' inverse document
    frequencies; `parts` and `weight` are the shares of the parts and of their weight that match;
    `title_weight` is the share of the weight in the title, `title_cover` the share of the title's
    tokens that match; `first` grows with the logarithm of the first match's position in the body;
    `lead` is the share of the weight in its lead, `window` the greatest share in any window;
    `title_order` and `order` are the shares of the pairs of parts that follow each other as in the
    query; `length` is the logarithm of the body's length relative to the mean.
    """
    weights = evidence.part_weights
    total = float(weights.sum()) or 1.0
    firsts = _first_positions(evidence.body, len(weights))
    title_firsts = _first_positions(evidence.title, len(weights))
    first = np.minimum(firsts.min(axis=0, initial=_NOWHERE), evidence.body.lengths)
    hits = len(evidence.scores)
    following = _following(evidence.body, len(weights))
    covered = np.bincount(evidence.title.documents, minlength=hits)
    return np.stack(
        (
            _relative(evidence.words),
            _relative(evidence.scores),
            evidence.similar / total,
            _relative(evidence.neighbours),
            _relative(evidence.exact),
            evidence.matched.mean(axis=0) if len(weights) else np.zeros(hits),
            weights @ evidence.matched / total,
            weights @ (title_firsts < _NOWHERE) / total,
            covered / np.maximum(evidence.title.lengths, 1),
            evidence.title_exact / total,
            _ordered_pairs(evidence.title, _following(evidence.title, len(weights)), weights),
            np.log1p(first / BEGINNING),
            weights @ (firsts < LEAD) / total,
            _best_window(evidence.body, following, weights) / total,
            _ordered_pairs(evidence.body, following, weights),
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
        share = (average_length - SHORT_BODY) / (LONG_BODY - SHORT_BODY)
        return cls(float(titled), min(1.0, max(0.0, share)))


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
        sums = features @ self.weights(conditions)
        rescored: Floats = scores.min() + ABOVE + (sums - sums.min())
        return rescored


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the place of a hit among the best depends on.

    Attributes:
        features: Its features, in the order of `FEATURES`.
        conditions: The conditions of the query.
    """

    features: tuple[float, ...]
    conditions: Conditions


@cache
def fitted_order() -> Order:
    """Return the order of `order.tsv`."""
    rows = dict(_rows(_FILE.read_text(encoding="utf-8")))
    plain, titled, long = zip(*(rows[feature] for feature in FEATURES), strict=True)
    return Order(plain, titled, long)


def order_text(order: Order, heading: Sequence[str]) -> str:
    """Format an order as the lines of `order.tsv`.

    Args:
        order: The order.
        heading: Lines of comments: where the weights come from.
    """
    lines = [f"# {line}" for line in heading]
    lines.append("# feature\tno title matches\ta title matches all\tadded where bodies are long")
    columns = zip(FEATURES, order.plain, order.titled, order.long, strict=True)
    lines += ("\t".join((name, *(f"{w:.4g}" for w in weights))) for name, *weights in columns)
    return "\n".join((*lines, ""))


def _rows(text: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    for line in text.splitlines():
        if not line.startswith("#"):
            name, *weights = line.split("\t")
            yield name, tuple(map(float, weights))


def _relative(values: Floats) -> Floats:
    """Divide by the greatest value, if that is positive."""
    greatest = values.max(initial=0.0)
    return values / greatest if greatest > 0 else np.zeros(len(values))


def _first_positions(found: Occurrences, parts: int) -> Numbers:
    """Return the first position of each part in each document, or _NOWHERE.

    Shape: (parts, documents).
    """
    firsts = np.full((parts, len(found.lengths)), _NOWHERE)
    for part in range(min(parts, MAX_PARTS)):
        indexes = np.flatnonzero(found.of_part(part))[::-1]
        # the last assignment to an index stays: that of the first position
        firsts[part, found.documents[indexes]] = found.positions[indexes]
    return firsts


def _places(found: Occurrences) -> Numbers:
    """Return the positions of occurrences, far apart in different documents."""
    return np.asarray((found.documents.astype(np.int64) << 32) + found.positions)


def _following(found: Occurrences, parts: int) -> Numbers:
    """Return the place of the next occurrence of each part at or after each place.

    Shape: (parts, occurrences).
    """
    places = _places(found)
    own = np.full((min(parts, MAX_PARTS), len(places)), _NOWHERE)
    for part, row in enumerate(own):
        np.copyto(row, places, where=found.of_part(part))
    return np.minimum.accumulate(own[:, ::-1], axis=1)[:, ::-1]


def _best_window(found: Occurrences, following: Numbers, weights: Floats) -> Floats:
    """Return the greatest weight of the parts in any window, for each document."""
    best = np.zeros(len(found.lengths))
    if len(found.positions):
        inside = weights[:MAX_PARTS] @ (following < _places(found) + WINDOW)
        begins = np.flatnonzero(np.diff(found.documents, prepend=-1))
        best[found.documents[begins]] = np.maximum.reduceat(inside, begins)
    return best


def _ordered_pairs(found: Occurrences, following: Numbers, weights: Floats) -> Floats:
    """Return the share of the pairs of parts that occur in order, for each document."""
    pairs = weights[1:MAX_PARTS] + weights[: MAX_PARTS - 1][: len(weights) - 1]
    shares, places = np.zeros(len(found.lengths)), _places(found)
    for first, weight in enumerate((pairs / (pairs.sum() or 1.0)).tolist()):
        own = np.flatnonzero(found.of_part(first)[:-1])
        in_order = following[first + 1, own + 1] - places[own] <= GAP
        of_pair = np.zeros(len(shares), bool)
        of_pair[found.documents[own[in_order]]] = True
        shares += weight * of_pair
    return shares
