"""Coordination: how much of a query a document must hold, and what holding more counts."""

from __future__ import annotations

from indexer.ranking.parameters import Ranking

TOLERANCE = 1e-9
"""Shares that differ by less are equal, however their sums were added up."""


def enough(parts: int, ranking: Ranking) -> float:
    """Return the least share of a query's weight that an answer holds.

    Of two words an answer lacks at most one that says little; of a question, more.

    Args:
        parts: Number of parts of the query that some document matches.
        ranking: The parameters.
    """
    return max(ranking.least_share, 1 - ranking.share_step * parts)


def factor(share: float, is_whole: bool, ranking: Ranking) -> float:
    """Return the multiplier of the score of a document that holds a share of the query's weight."""
    return 1.0 if is_whole else float(ranking.part_factor * share**ranking.share_power)


def title_weight(average_length: float, ranking: Ranking) -> float:
    """Return the multiplier of the score of a word in the title alone.

    In a long text a word tells less of what the text is about, so its title tells more.

    Args:
        average_length: Mean number of tokens of the bodies.
        ranking: The parameters.
    """
    return ranking.title_weight * min(1.0, average_length / ranking.long_body)
