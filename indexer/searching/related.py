"""Related articles, found by searching an article's words of highest tf·idf.

The method is that of Lucene's MoreLikeThis
(https://lucene.apache.org/core/9_0_0/queries/org/apache/lucene/queries/mlt/MoreLikeThis.html).
"""

from __future__ import annotations

import math
from collections import Counter

from indexer.engines.base import Filters, Hit, Window
from indexer.model.article import Article
from indexer.model.query import And, Ids, Not, Or, Word
from indexer.searching.open_index import OpenIndex

MAX_TERMS = 20
"""Most words of an article that are searched."""

MIN_SHARED = 4
"""Fewest of these words that a related article contains."""

TITLE_WEIGHT = 3
"""Weight of an occurrence in the title, compared with one in the body."""

MIN_COLLECTION_FREQUENCY = 2
"""Fewest occurrences of a searched word in the index; others occur in this article alone."""


def related(article: Article, index: OpenIndex, limit: int) -> tuple[Hit, ...]:
    """Return at most `limit` related articles, the most similar first."""
    analyzer, forms = index.analyzer, index.vocabulary.forms
    counts = Counter(analyzer.forms(article.body))
    for form in analyzer.forms(article.title):
        counts[form] += TITLE_WEIGHT
    total = sum(forms.values())
    weights: dict[str, float] = {}
    for form, count in counts.items():
        frequency = forms.get(form, 0)
        if len(form) > 2 and frequency >= MIN_COLLECTION_FREQUENCY and not analyzer.is_stop(form):
            weights[form] = count * math.log(total / frequency)
    by_stem: dict[str, Word] = {}
    for form in sorted(weights, key=lambda one: (-weights[one], one)):
        by_stem.setdefault(analyzer.stem(form), Word.of(form, analyzer.stems(form)))
        if len(by_stem) == MAX_TERMS:
            break
    words = tuple(by_stem.values())
    if not words:
        return ()
    query = And((Or(words, min(MIN_SHARED, len(words))), Not(Ids((article.id,)))))
    return index.snapshot.search(query, Filters(), Window(limit=limit, boosted=False)).hits
