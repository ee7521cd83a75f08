"""Similarity of the letters of two stems.

It relates words with different stems: تجارة and تجاري, أربانت and أوربانت. The measure is Dice's
coefficient of their trigrams (Adamson and Boreham, "The use of an association measure based on
character structure to identify semantically related pairs of words", 1974). Numbers and words of
other scripts have no similar stems: 2018 is not 2019.
"""

from __future__ import annotations

from functools import lru_cache

from analyzers.normalize import is_arabic, normalize

LENGTH = 3
"""Number of letters of a gram."""


@lru_cache(maxsize=4096)  # words of recent queries
def grams(stem: str) -> frozenset[str]:
    """Return the trigrams of a stem; none if it has fewer letters or is not Arabic.

    The stem is normalised, and the mark of its kind (`lemmas.table`) removed.
    """
    if not is_arabic(stem):
        return frozenset()
    letters = "".join(normalize(stem.partition("/")[0]))
    return frozenset(letters[begin : begin + LENGTH] for begin in range(len(letters) - LENGTH + 1))


def similarity(one: str, other: str) -> float:
    """Return the similarity of two stems, from 0 to 1."""
    ours, theirs = grams(one), grams(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
