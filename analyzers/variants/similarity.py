"""Similarity: how much two stems are alike in their letters, so that what the stemmer leaves apart
still counts for something: تجارة and تجاري, أربانت and أوربانت.

Dice's coefficient of the trigrams of both (Adamson and Boreham, "The use of an association measure
based on character structure to identify semantically related pairs of words", 1974). Numbers and
words of other scripts are like nothing: 2018 is not 2019.
"""

from __future__ import annotations

from analyzers.normalize import is_arabic, normalize

LENGTH = 3
"""Letters of a gram."""


def grams(stem: str) -> frozenset[str]:
    """The trigrams of a stem, without the mark of its kind and whatever the seats of its hamzas;
    none if it has fewer letters or is not Arabic."""
    if not is_arabic(stem):
        return frozenset()
    letters = "".join(normalize(stem.partition("/")[0]))
    return frozenset(letters[begin : begin + LENGTH] for begin in range(len(letters) - LENGTH + 1))


def similarity(one: str, other: str) -> float:
    """From 0 to 1."""
    ours, theirs = grams(one), grams(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
