"""Ranking parameters: all constants of the score, passed down as one value.

To try other constants, search with another `Ranking`. docs/relevance.md says how the values were
chosen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from indexer.model.fields import TEXT_FIELDS

FIELD_WEIGHTS = tuple((field.name, field.weight) for field in TEXT_FIELDS)
"""Multipliers of term frequencies, by text field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The parameters of the ranking.

    Attributes:
        k1: Term frequency saturation; Lin et al., "Pyserini" (2021), use 0.9 for passages.
        b: Length normalisation, from 0 to 1; Robertson et al., "Okapi at TREC-3" (1994).
        field_weights: Multiplier of the term frequencies in each text field.
        stem_weight: Multiplier of the score of a word's stem.
        exact_weight: Multiplier of the score of a word's exact form, which is added to the stem's.
            It raised MRR@10 by .01 to .04 on four of five judged sets.
        family_weight: Multiplier of the score of a word's families, which counts where it is above
            that of the stem: for an article that holds other words of the family alone, mostly.
        other_weight: Multiplier of a match of a synonym or another spelling. Below 1, so that the
            typed word wins among equals; high enough that a better match of a synonym still wins.
        boosted: Number of best matches rescored with similar stems and adjacent pairs. With 100,
            nDCG@10 of inflected words fell by .003.
        similar_weight: Multiplier of the score of similar stems per trigram of the query's stem:
            similarity to a long stem is better evidence.
        similar_least: Least similarity, from 0 to 1, of stems that count as similar.
        pair_weight: Multiplier of the phrase score of two adjacent words of the query.
        newer: Largest relative boost of a score for recency, given to the newest article.
        half_life: Days in which the recency boost halves.
        fill: Number of full matches below which partial matches follow. On the judged questions
            nDCG@10 is .09 above that of full matches alone; dropping one word at a time gives .01
            to .02 less.
    """

    k1: float = 0.9
    b: float = 0.75
    field_weights: tuple[tuple[str, float], ...] = FIELD_WEIGHTS
    stem_weight: float = 1.0
    exact_weight: float = 0.2
    family_weight: float = 0.6
    other_weight: float = 0.8
    boosted: int = 200
    similar_weight: float = 1 / 3
    similar_least: float = 0.4
    pair_weight: float = 1 / 3
    newer: float = 0.1
    half_life: float = 3 * 365
    fill: int = 10

    @property
    def version(self) -> str:
        """Return a digest of all parameters; equal versions rank alike."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


USUAL = Ranking()
"""The default ranking."""
