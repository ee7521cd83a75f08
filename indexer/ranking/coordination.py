"""Coordination: the share of a query that a hit must match, and its effect on the score."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy.typing as npt

from indexer.ranking.formula import idf
from indexer.ranking.parameters import Ranking

Share = TypeVar("Share", float, npt.NDArray[Any])

TOLERANCE = 1e-9
"""Tolerance of comparisons of shares, for rounding errors of their sums."""


def part_weight(documents: int, matching: int) -> float:
    """Return the weight of a part of a query: its idf, or 0 if no document matches it.

    Args:
        documents: Number of documents.
        matching: Number of documents that match the part.
    """
    return idf(documents, matching) if matching else 0.0


def enough(parts: int, ranking: Ranking) -> float:
    """Return the least share of a query's weight that a hit must match.

    It decreases with the number of parts: a hit of a query of two words lacks at most one of low
    weight, a hit of a long question may lack more.

    Args:
        parts: Number of parts of the query that some document matches.
        ranking: The parameters.
    """
    return max(ranking.least_share, 1 - ranking.share_step * parts)


def partial_factor(share: Share, ranking: Ranking) -> Share:
    """Return the multiplier of the score of a document that does not match every part.

    Args:
        share: The share of the query's weight that it matches.
        ranking: The parameters.
    """
    multiplier: Share = ranking.part_factor * share**ranking.share_power
    return multiplier


def title_weight(average_length: float, ranking: Ranking) -> float:
    """Return the multiplier of the score of a word in the title alone.

    Words of long bodies are weaker evidence of the topic than words of short ones, and the title is
    stronger evidence in comparison.

    Args:
        average_length: Mean number of tokens of the bodies.
        ranking: The parameters.
    """
    return ranking.title_weight * min(1.0, average_length / ranking.long_body)
