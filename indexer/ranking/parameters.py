"""Ranking parameters: every constant that a score depends on, as one value that is passed down.

To try another value, build a `Ranking` with it and ask with that. How the values were chosen:
docs/relevance.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from indexer.model.fields import TEXT_FIELDS

FIELD_WEIGHTS = tuple((field.name, field.weight) for field in TEXT_FIELDS)
"""By text field, what its term frequencies are multiplied by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The parameters of the ranking.

    Attributes:
        k1: Saturation of term frequencies; Lin et al., "Pyserini" (2021), use 0.9 for passages.
        b: Length normalisation; Robertson et al., "Okapi at TREC-3" (1994).
        field_weights: Multiplier of the term frequencies in each text field.
        stem_weight: Multiplier of the score of a word's stem.
        exact_weight: Multiplier of the score of its exact form, added to that of the stem. It
            raised MRR@10 by .01 to .04 on four of five judged sets.
        other_weight: Multiplier of a match of a synonym or another spelling. Below 1, so that what
            was typed wins among equals, and above what parts good matches of the same words.
        boosted: Number of best matches that are boosted by similar stems and adjacent pairs. With
            100, nDCG@10 of inflected words fell by .003.
        similar_weight: Multiplier for each trigram of a query stem in the score of similar stems: a
            long word tells more.
        similar_least: Least similarity, from 0 to 1, of stems that count for each other.
        pair_weight: Multiplier of the phrase score of two neighbours in the query.
        newer: Share of its score by which the newest article is preferred at most.
        half_life: Days in which the preference halves.
        least_share: Share of a query's weight that an answer holds at least, if it has many parts.
        share_step: Share by which less is enough with each part, down to `least_share`.
        share_power: Exponent of the share that is held, in the multiplier of the score.
        whole_bonus: Share by which holding every part raises the score.
        title_weight: Multiplier of the score of a word in the title alone, where bodies are long.
        long_body: Mean number of tokens from which bodies are long.
        others: Number of answers below which documents that hold less follow.
    """

    k1: float = 0.9
    b: float = 0.75
    field_weights: tuple[tuple[str, float], ...] = FIELD_WEIGHTS
    stem_weight: float = 1.0
    exact_weight: float = 0.2
    other_weight: float = 0.8
    boosted: int = 200
    similar_weight: float = 1 / 3
    similar_least: float = 0.4
    pair_weight: float = 1 / 3
    newer: float = 0.1
    half_life: float = 3 * 365
    least_share: float = 0.4
    share_step: float = 0.15
    share_power: float = 0.5
    whole_bonus: float = 0.15
    title_weight: float = 0.5
    long_body: float = 1000.0
    others: int = 10

    @property
    def version(self) -> str:
        """Return a digest of all parameters: equal rankings give hits in the same order."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


USUAL = Ranking()
"""The ranking that readers get unless staff set another."""
