"""Related: the articles that share most of what one article is about.

Its words of the greatest weight, tf·idf, are searched, as Lucene's MoreLikeThis does
(https://lucene.apache.org/core/9_0_0/queries/org/apache/lucene/queries/mlt/MoreLikeThis.html).
"""

from __future__ import annotations

import math
from collections import Counter

from indexer.engines.base import Filters, Hit, Window
from indexer.model.article import Article
from indexer.model.query import And, Ids, Not, Or, Word
from indexer.searching.open_index import OpenIndex

TERMS = 20
"""Words of an article that are searched."""

SHARED = 4
"""Of them that a related article has at least."""

IN_TITLE = 3
"""Times that a word counts in the title."""

LEAST_ELSEWHERE = 2
"""Times that a word stands in the index, or no other article can have it."""


def related(article: Article, index: OpenIndex, limit: int) -> tuple[Hit, ...]:
    """The most alike first; none where nothing is alike."""
    analyzer, forms = index.analyzer, index.vocabulary.forms
    counts = Counter(analyzer.forms(article.body))
    for form in analyzer.forms(article.title):
        counts[form] += IN_TITLE
    total = sum(forms.values())
    weights: dict[str, float] = {}
    for form, count in counts.items():
        if len(form) > 2 and forms.get(form, 0) >= LEAST_ELSEWHERE and not analyzer.is_stop(form):
            weights[form] = count * math.log(total / forms[form])
    by_stem: dict[str, Word] = {}
    for form in sorted(weights, key=lambda one: (-weights[one], one)):
        by_stem.setdefault(analyzer.stem(form), Word.of(form, analyzer.stems(form)))
        if len(by_stem) == TERMS:
            break
    words = tuple(by_stem.values())
    if not words:
        return ()
    alike = And((Or(words, min(SHARED, len(words))), Not(Ids((article.id,)))))
    return index.snapshot.search(alike, Filters(), Window(limit=limit, boosted=False)).hits
