"""Ranking: how a match is scored, the same on every engine.

Each leaf of a query is scored by BM25F (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009, section 3.6): the term frequencies of the fields, each divided by
its length norm and multiplied by its weight, add up before they saturate. A phrase, words near each
other and a prefix are scored as one term whose frequency is the number of its occurrences. A word
is scored twice: by its stem, and with EXACT_WEIGHT by its form.

By relevance, the best RAISED of the matches are then raised by what `ranking.boosts` names, and
put in order again. How the constants were chosen: docs/relevance.md.
"""

from __future__ import annotations

import math

K1 = 0.9
"""Saturation; Lin et al., "Pyserini" (2021) use it for passages, and it served best on our sets."""

B = 0.75
"""Length normalisation; the value of Robertson et al., "Okapi at TREC-3" (1994)."""

STEM_WEIGHT = 1.0
EXACT_WEIGHT = 0.2
"""An exact form beside its stem raised MRR@10 by .01 to .04 on four of five judged sets."""

OTHER_WEIGHT = 0.8
"""What a match of a synonym, or of another spelling, counts beside one of what was typed: less, but
more than the difference between a good match and a poor one of the same words."""

RAISED = 200
"""Matches that are raised. With 100, nDCG@10 of inflected words fell by .003."""

SIMILAR_WEIGHT = 1 / 3
"""For each trigram of a stem: a long word tells more."""

SIMILAR_LEAST = 0.4
"""The least similarity of stems that count for each other."""

PAIR_WEIGHT = 1 / 3
"""What two words that stand side by side add, of the score of their phrase."""

NEWER = 0.1
"""By how much of its score, unless it is set otherwise, the newest article is preferred: enough to
part matches that are about as good."""

HALF_LIFE = 3 * 365
"""Days in which what is newer loses half of its advantage."""


def idf(documents: int, matching: int) -> float:
    """Inverse document frequency, never negative (Lucene's BM25Similarity)."""
    return math.log(1 + (documents - matching + 0.5) / (matching + 0.5))


def newness(days: float, preference: float) -> float:
    """What the score of an article is multiplied by that is so many days older than the newest."""
    return 1 + preference * math.exp2(-days / HALF_LIFE)


def length_norm(length: float, average: float) -> float:
    """What a term frequency in a field is divided by. Lengths in tokens."""
    return 1 - B + B * length / average if average else 1.0
