"""Ranking parameters: all constants of the score, passed down as one value.

To try other constants, search with another `Ranking`. docs/relevance.md says how the values were
chosen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from indexer.model.fields import TEXT_FIELDS
from indexer.ranking.order import Order
from indexer.ranking.order_file import fitted_order

FIELD_WEIGHTS = tuple((field.name, field.weight) for field in TEXT_FIELDS)
"""Multipliers of term frequencies, by text field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The parameters of the ranking.

    Attributes:
        k1: Term frequency saturation; Lin et al., "Pyserini" (2021), use 0.9 for passages.
        b: Length normalisation, from 0 to 1; Robertson et al., "Okapi at TREC-3" (1994).
        long_b: The same where texts are long: those say more of their topic, not only the same in
            more words; Lin et al. (2021) use 0.4.
        field_weights: Multiplier of the term frequencies in each text field.
        stem_weight: Multiplier of the score of a word's stem.
        exact_weight: Multiplier of the score of a word's exact form, which is added to the stem's.
            It raised MRR@10 by .01 to .04 on four of five judged sets.
        family_weight: Multiplier of the score of a word's families, which replaces the stem's if it
            is higher: mostly for articles that contain only other words of the family.
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
        least_share: Least share of a query's weight that a hit matches, if there are many parts.
        own_share: Least share of what a hit matches that it matches without families; sorted by
            relevance, hits with less follow the others.
        share_step: Share that each part of the query allows a hit to lack, down to `least_share`.
        share_power: Exponent of the matched share in the multiplier of the score.
        part_factor: Multiplier of the score of a document that does not match every part.
        title_weight: Multiplier of the score of a word in the title alone, where bodies are long.
        long_body: Mean number of tokens of a body from which bodies count as long.
        others: Number of hits up to which other partial matches follow, on pages of any size; they
            also fill the page of the last hit.
        ordered: Number of best hits, boosts included, that `order` puts in order; 0 for none.
        order: The weights of their features.
    """

    k1: float = 0.9
    b: float = 0.75
    long_b: float = 0.4
    field_weights: tuple[tuple[str, float], ...] = FIELD_WEIGHTS
    stem_weight: float = 1.0
    exact_weight: float = 0.2
    family_weight: float = 0.6
    other_weight: float = 0.8
    boosted: int = 200
    similar_weight: float = 1 / 3
    similar_least: float = 0.4
    pair_weight: float = 1 / 3
    newer: float = 0.0
    half_life: float = 3 * 365
    least_share: float = 0.3
    own_share: float = 1 / 3
    share_step: float = 0.2
    share_power: float = 0.25
    part_factor: float = 0.95
    title_weight: float = 0.5
    long_body: float = 1000.0
    others: int = 20
    ordered: int = 100
    order: Order = field(default_factory=fitted_order)

    @property
    def version(self) -> str:
        """Return a digest of all parameters; equal versions rank alike."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


DEFAULT_RANKING = Ranking()
"""The default ranking."""
