"""Words and collocations of the texts that are offered as queries.

A collocation is a sequence of words of high normalised pointwise mutual information (Bouma,
"Normalized (Pointwise) Mutual Information in Collocation Extraction", GSCL 2009). A sequence that
is mostly a part of a longer one is a fragment and not offered.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import TASHKEEL
from analyzers.variants.proclitics import ARTICLE, without_article
from indexer.model.article import Article
from indexer.searching.completion.edges import Edges

RECENT_BODIES = 1000
"""Newest articles whose bodies are searched for phrases; titles are taken from all articles."""

MIN_COUNT = 3
"""Fewest occurrences of a phrase; of a word that is no listed name, in titles."""

MIN_NPMI = 0.35
"""Least normalised pointwise mutual information of the adjacent words of a collocation."""

MAX_WORDS = 4
"""Most words of a phrase."""

PART = 0.6
"""Share of a phrase's occurrences within one longer phrase that makes it a fragment."""

OPEN = 0.8
"""Share of the occurrences before another noun that makes a phrase without article a fragment.

It is the beginning of a genitive: نهائي كأس.
"""

MAX_PHRASES = 20_000
"""Most phrases offered, the most frequent first."""

_SPACES = (" ", "\u00a0")
"""What may stand between the words of a phrase."""

Ngram = tuple[str, ...]
"""Consecutive forms."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of a text with single spaces between them.

    Attributes:
        text: The text.
        forms: The forms of the words.
        starts: Their start offsets.
        ends: Their end offsets, exclusive.
        is_title: Whether the text is a title.
    """

    text: str
    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    is_title: bool

    def ngrams(self, size: int) -> Iterator[Ngram]:
        """Yield the sequences of `size` words."""
        forms = self.forms
        return (tuple(forms[start : start + size]) for start in range(len(forms) - size + 1))


def phrases(newest: Sequence[Article], analyzer: ArabicAnalyzer) -> Iterator[str]:
    """Yield words and collocations in their commonest spelling, the most frequent first.

    Words come from titles and the list of names, collocations from titles and recent bodies.

    Args:
        newest: The articles, newest first.
        analyzer: The analyser.
    """
    runs = list(_runs(newest, analyzer))
    counts = _counts(runs)
    edges = Edges(analyzer)
    kept = {*_words(runs, counts, edges, analyzer), *_collocations(counts, edges)}
    ordered = sorted(kept, key=lambda ngram: (-counts[ngram] * len(ngram), ngram))[:MAX_PHRASES]
    spellings = _spellings(runs, frozenset(ordered))
    yield from (spellings[ngram] for ngram in ordered)


def _runs(newest: Sequence[Article], analyzer: ArabicAnalyzer) -> Iterator[_Run]:
    """Yield the runs of all titles and of the recent bodies."""
    for number, article in enumerate(newest):
        for text in (article.title, *([article.body] if number < RECENT_BODIES else [])):
            forms, starts, ends = analyzer.columns(text)
            first = 0
            for last in range(len(forms)):
                follows = last + 1 < len(forms) and text[ends[last] : starts[last + 1]] in _SPACES
                if not follows:
                    part = slice(first, last + 1)
                    is_title = text is article.title
                    yield _Run(text, forms[part], starts[part], ends[part], is_title)
                    first = last + 1


def _counts(runs: Sequence[_Run]) -> Mapping[Ngram, int]:
    """Return how often each word and each frequent longer sequence occurs.

    A sequence is counted only if both parts of it that are a word shorter are frequent, as in
    Apriori (Agrawal and Srikant, VLDB 1994). One word more is counted than a phrase may have, to
    see what follows it.
    """
    counts: Counter[Ngram] = Counter(chain.from_iterable(run.ngrams(1) for run in runs))
    former = counts
    for size in range(2, MAX_WORDS + 2):
        frequent = {ngram for ngram, count in former.items() if count >= MIN_COUNT}
        former = Counter(
            ngram
            for run in runs
            for ngram in run.ngrams(size)
            if ngram[:-1] in frequent and ngram[1:] in frequent
        )
        counts.update({ngram: n for ngram, n in former.items() if n >= MIN_COUNT})
    return counts


def _words(
    runs: Sequence[_Run], counts: Mapping[Ngram, int], edges: Edges, analyzer: ArabicAnalyzer
) -> Iterator[Ngram]:
    """Yield the single words that are frequent in titles or listed as names."""
    in_titles = Counter(chain.from_iterable(run.forms for run in runs if run.is_title))
    for ngram, count in counts.items():
        if len(ngram) == 1 and count >= MIN_COUNT and edges.may_stand_alone(ngram[0]):
            listed = without_article(ngram[0]) in analyzer.lists.protected
            if listed or in_titles[ngram[0]] >= MIN_COUNT:
                yield ngram


def _collocations(counts: Mapping[Ngram, int], edges: Edges) -> Iterator[Ngram]:
    """Yield the collocations that are no fragments."""
    total = sum(count for ngram, count in counts.items() if len(ngram) == 1)
    found = {
        ngram
        for ngram in counts
        if 1 < len(ngram) <= MAX_WORDS
        and all(map(edges.is_inside, ngram))
        and edges.may_begin(ngram[0])
        and edges.may_end(ngram[-1])
        and all(_npmi(pair, counts, total) >= MIN_NPMI for pair in pairwise(ngram))
    }
    within: Counter[Ngram] = Counter()
    for ngram in found:
        for part in (ngram[:-1], ngram[1:]):
            within[part] = max(within[part], counts[ngram])
    before: Counter[Ngram] = Counter()
    for ngram, count in counts.items():
        if len(ngram) > 2 and edges.is_inside(ngram[-1]):
            before[ngram[:-1]] += count
    for ngram in found:
        is_open = not ngram[-1].startswith(ARTICLE) and before[ngram] >= OPEN * counts[ngram]
        if within[ngram] < PART * counts[ngram] and not is_open:
            yield ngram


def _npmi(pair: tuple[str, str], counts: Mapping[Ngram, int], total: int) -> float:
    """Return the normalised pointwise mutual information of two adjacent words.

    0 means independence, 1 that they occur only together.
    """
    joint = counts.get(pair, 0) / total
    if not 0 < joint < 1:
        return joint
    independent = counts[pair[:1]] * counts[pair[1:]] / total**2
    return math.log(joint / independent) / -math.log(joint)


def _spellings(runs: Sequence[_Run], ngrams: frozenset[Ngram]) -> Mapping[Ngram, str]:
    """Return the commonest spelling of each sequence, without vowel marks."""
    found: dict[Ngram, Counter[str]] = {ngram: Counter() for ngram in ngrams}
    for run in runs:
        for size in range(1, MAX_WORDS + 1):
            for first, ngram in enumerate(run.ngrams(size)):
                if ngram in found:
                    written = run.text[run.starts[first] : run.ends[first + size - 1]]
                    found[ngram][written.translate(TASHKEEL)] += 1
    return {ngram: written.most_common(1)[0][0] for ngram, written in found.items()}
