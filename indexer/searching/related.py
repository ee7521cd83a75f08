"""Related articles, found by searching an article's characteristic words.

The words are those of highest tf·idf, as in Lucene's MoreLikeThis
(https://lucene.apache.org/core/9_0_0/queries/org/apache/lucene/queries/mlt/MoreLikeThis.html), and
those of the title and summary weigh more. Scores are compared with that of the article itself, so
that an article to which few are similar has few related ones.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Self

from indexer.engines.base import Filters, Hit, Window
from indexer.lists.territories import names_a_territory
from indexer.model.article import Article
from indexer.model.fingerprint import are_near_duplicates
from indexer.model.query import And, Ids, Not, Or, Word
from indexer.searching.open_index import OpenIndex

MAX_TERMS = 25
"""Most words of an article that are searched."""

MIN_SHARED = 4
"""Fewest of these words that a related article contains, names of countries aside."""

TITLE_WEIGHT, SUMMARY_WEIGHT = 3, 2
"""Weight of a word for the title or the summary having it; the body's first occurrence weighs 1."""

MIN_COLLECTION_FREQUENCY = 2
"""Fewest occurrences of a searched word in the index; others occur in this article alone."""

CANDIDATES = 20
"""Fewest best matches from which the related articles are chosen."""

LEAST_LIKENESS = 0.18
"""Least score of a related article, as a share of the score of the article itself.

Below it, most pairs of 15 articles of the samples and the news with their best matches were of
different subjects."""

SAME_SECTION, SAME_KIND = 1.4, 1.1
"""Multipliers of the score of an article of the same section and of the same type."""

TITLED_DISTANCE = 20
"""Largest Hamming distance of the fingerprints of copies with one title.

Of 390 pairs of 10,134 news articles with one title, those so near report the same in other words,
those beyond are daily series such as weather.
"""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A hit and its article, compared with the article whose related ones are wanted."""

    hit: Hit
    likeness: float
    article: Article

    @classmethod
    def of(cls, hit: Hit, own: Hit, article: Article, index: OpenIndex) -> Self:
        """Compare a hit by its score with that of the article itself, its section and its type."""
        other = index.snapshot.read(hit)
        section = bool(article.section) and article.section == other.section
        kind = bool(article.kind) and article.kind == other.kind
        preferred = (SAME_SECTION if section else 1) * (SAME_KIND if kind else 1)
        return cls(hit, hit.score / own.score * preferred, other)


def related(article: Article, index: OpenIndex, limit: int) -> tuple[Hit, ...]:
    """Return at most `limit` related articles, the most similar first, fewer if fewer are similar.

    The score of a hit is its likeness, about 1 for a copy. Near-duplicates of the article or of a
    more similar one are left out.
    """
    territories, telling = _parted(_words(article, index))
    if not telling:
        return ()
    anything = Not(Ids(()))
    query = And((Or(telling, min(MIN_SHARED, len(telling))), Or((*territories, anything))))
    window = Window(limit=max(CANDIDATES, limit + 1), boosted=False)
    hits = index.snapshot.search(query, Filters(), window).hits
    own = next((hit for hit in hits if hit.id == article.id), None)
    if own is None:  # there are many copies
        only = And((query, Ids((article.id,))))
        (own,) = index.snapshot.search(only, Filters(), window).hits
    compared = [_Compared.of(hit, own, article, index) for hit in hits if hit.id != own.id]
    alike = [one for one in compared if one.likeness >= LEAST_LIKENESS]
    alike.sort(key=attrgetter("likeness"), reverse=True)
    kept = _originals([_Compared(own, 1.0, article), *alike], limit + 1, index)
    return tuple(replace(one.hit, score=one.likeness) for one in kept[1:])


def _words(article: Article, index: OpenIndex) -> tuple[Word, ...]:
    """Return the characteristic words of an article, the most characteristic first."""
    analyzer, frequencies = index.analyzer, index.vocabulary.forms
    counts = {form: 1 + math.log(n) for form, n in Counter(analyzer.forms(article.body)).items()}
    for text, weight in ((article.title, TITLE_WEIGHT), (article.summary, SUMMARY_WEIGHT)):
        for form in dict.fromkeys(analyzer.forms(text)):
            counts[form] = counts.get(form, 0) + weight
    total = frequencies.total
    weights = {
        form: count * math.log(total / frequency)
        for form, count in counts.items()
        if len(form) > 2
        and (frequency := frequencies.get(form, 0)) >= MIN_COLLECTION_FREQUENCY
        and not analyzer.is_stop(form)
    }
    by_stem: dict[str, Word] = {}
    for form in sorted(weights, key=lambda one: (-weights[one], one)):
        by_stem.setdefault(analyzer.stem(form), Word.of(form, analyzer.stems(form)))
        if len(by_stem) == MAX_TERMS:
            break
    return tuple(by_stem.values())


def _parted(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return the words that name territories, and the others."""
    territories = {word.form for word in words if names_a_territory(word.form)}
    return (
        tuple(word for word in words if word.form in territories),
        tuple(word for word in words if word.form not in territories),
    )


def _originals(compared: Iterable[_Compared], limit: int, index: OpenIndex) -> Sequence[_Compared]:
    """Return the first `limit` articles whose text is not nearly that of a former one."""
    kept: list[_Compared] = []
    for one in compared:
        if len(kept) == limit:
            break
        if not any(_is_copy(one, former, index) for former in kept):
            kept.append(one)
    return kept


def _is_copy(one: _Compared, other: _Compared, index: OpenIndex) -> bool:
    """Return whether two texts are nearly the same, or less nearly under the same title."""
    fingerprints = one.hit.fingerprint, other.hit.fingerprint
    if are_near_duplicates(*fingerprints):
        return True
    forms = index.analyzer.forms
    return are_near_duplicates(*fingerprints, TITLED_DISTANCE) and forms(
        one.article.title
    ) == forms(other.article.title)
