"""Topics: real articles put beside others that share their words."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.sources import SourceArticle

DIMENSIONS = 512
FIRST_WORDS = 300
GROUP = 12
"""Articles of one topic, at most."""

REFINEMENTS = 4

Vectors = NDArray[np.float32]


def vectors(articles: Sequence[SourceArticle]) -> Vectors:
    """Return a unit vector for each article: its first words, weighted by rarity and hashed."""
    counts = [Counter(_first_words(article)) for article in articles]
    documents = Counter(word for count in counts for word in count)
    made = np.zeros((len(articles), DIMENSIONS), dtype=np.float32)
    for row, count in zip(made, counts, strict=True):
        for word, times in count.items():
            place = zlib.crc32(word.encode())
            sign = 1 if place & 1 << 20 else -1
            row[place % DIMENSIONS] += sign * times * np.log(len(articles) / documents[word])
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    made /= np.maximum(lengths, 1e-9)
    return made


def groups(directions: Vectors, rng: random.Random) -> list[list[int]]:
    """Return groups of similar articles, by repeated random bisection.

    A group is halved by which of two random articles, then of the two halves, is nearer.
    """
    waiting = [np.arange(len(directions))]
    done = []
    while waiting:
        rows = waiting.pop()
        if len(rows) <= GROUP:
            done.append(rows.tolist())
            continue
        one, other = rng.sample(range(len(rows)), 2)
        axis = directions[rows[one]] - directions[rows[other]]
        near, far = _halves(directions, rows, axis)
        for _ in range(REFINEMENTS):
            axis = directions[near].mean(axis=0) - directions[far].mean(axis=0)
            near, far = _halves(directions, rows, axis)
        waiting += [near, far]
    return done


def _halves(
    directions: Vectors, rows: NDArray[np.int_], axis: NDArray[np.float32]
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    nearest = rows[np.argsort(directions[rows] @ -axis, kind="stable")]
    middle = len(rows) // 2
    return nearest[:middle], nearest[middle:]


def _first_words(article: SourceArticle) -> list[str]:
    words = article.title.split()
    for piece in article.pieces:
        words += piece.split()
        if len(words) >= FIRST_WORDS:
            break
    return words[:FIRST_WORDS]
