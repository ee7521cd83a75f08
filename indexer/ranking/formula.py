"""The scoring formula shared by all engines.

Each leaf of a query is scored by BM25F (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009, section 3.6): the term frequencies of the fields, each divided by
its length norm and multiplied by its weight, are added before saturation. A phrase, a proximity
match and a prefix are scored as one term whose frequency is the number of occurrences. A word is
scored by its stems as one term, to which its exact form adds with `Ranking.exact_weight`, or by its
families with `Ranking.family_weight`, whichever is more.

Sorted by relevance, the best `Ranking.boosted` matches are then rescored with `ranking.boosts`, and
the best `Ranking.ordered` of them are put in the order of `ranking.order`.
The constants are in `ranking.parameters`.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy.typing as npt

Number = TypeVar("Number", float, npt.NDArray[Any])

SHORT_TEXT, LONG_TEXT = 200.0, 1000.0
"""Mean numbers of tokens up to which texts are short, and from which they are long."""


def idf(documents: int, matching: int) -> float:
    """Return the inverse document frequency, never negative (Lucene's BM25Similarity).

    Args:
        documents: Number of documents.
        matching: Number of documents that match.
    """
    return math.log(1 + (documents - matching + 0.5) / (matching + 0.5))


def saturated(frequency: Number, k1: float) -> Number:
    """Return weighted term frequencies saturated to [0, 1)."""
    return frequency / (k1 + frequency)


def length_norm(length: Number, average: float, b: float, long_b: float) -> Number:
    """Return the divisor of term frequencies in a field.

    Args:
        length: Tokens of the field in the document.
        average: Mean number of tokens of the field over all documents.
        b: `Ranking.b`.
        long_b: `Ranking.long_b`.
    """
    b += longness(average) * (long_b - b)
    norm: Number = 1 - b + b * length / (average or 1.0)
    return norm


def longness(average: float) -> float:
    """Return how long texts are, from 0 to 1, given their mean number of tokens."""
    share = (average - SHORT_TEXT) / (LONG_TEXT - SHORT_TEXT)
    return min(1.0, max(0.0, share))


def newness(days: float, preference: float, half_life: float) -> float:
    """Return the multiplier of a score for the article's age.

    Args:
        days: Age in days, counted from the newest article.
        preference: `Ranking.newer`.
        half_life: `Ranking.half_life`, in days.
    """
    return 1 + preference * math.exp2(-days / half_life)
