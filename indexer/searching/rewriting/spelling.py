"""Spelling correction: replacement of misspelled words by words of the index."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from analyzers.normalize import is_arabic
from analyzers.variants.misspelling import cost, is_likely, skeleton
from analyzers.variants.names import other_spellings, words_of_names
from analyzers.variants.proclitics import without_article
from indexer.model.query import Phrase
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.typed import Reading, Typed, is_listed, is_right

LEAST_LETTERS = 4
"""Minimum length of a corrected word without its article; shorter ones have many candidates."""

LONG = 7
"""Length in letters from which the maximum edit distance is 2; below, it is 1."""

LEAST_OF_A_NAME = 6
"""Minimum length of a name that replaces another spelling (تويتر for تويتير, not عمر for عمار)."""

TIMES_AS_OFTEN = 20
"""Minimum ratio of the name's frequency in the lexicon to that of the other spelling."""

FOR_TWICE_AS_MANY = 0.05
"""Reduction of a candidate's cost for each doubling of its frequency in the texts."""

FOR_TWICE_AS_OFTEN_WRITTEN = 0.02
"""Reduction of a candidate's cost for each doubling of its frequency in the lexicon."""


def spelled(found: Typed, start: int, index: OpenIndex) -> Reading | None:
    """Return the spelling correction of a token that the index lacks, or None.

    A known word is corrected only to another spelling of the same name or foreign word, or if the
    correction occurs next to another word of the query.
    """
    form = found.form(start)
    if start not in found.absent:
        return None
    if same := next(filter(index.vocabulary.has, other_spellings(form)), ""):
        return Reading("spelling", start, start + 1, same)
    word = corrected(form, index)
    if not word:
        return None
    if is_right(form, index) and not (
        _is_the_same_name(form, word, index)
        or index.other_spellings.are_one(form, word)
        or _stands_there(found, start, word, index)
    ):
        return None
    return Reading("spelling", start, start + 1, word)


def corrected(form: str, index: OpenIndex) -> str:
    """Return the best correction of a misspelled word, or "" if there is none."""
    return next(iter(nearest(form, index)), "")


def nearest(form: str, index: OpenIndex) -> list[str]:
    """Return the correction candidates of a misspelled word, the best first, without stop words."""
    if len(without_article(form)) < LEAST_LETTERS or not is_arabic(form):
        return []
    ranked = sorted(
        (far - _often(bare, index), word) for far, word, bare in _candidates(form, index)
    )
    return [word for _, word in ranked]


def _often(word: str, index: OpenIndex) -> float:
    """Return the reduction of a candidate's cost for its frequencies in texts and lexicon."""
    written = index.analyzer.lists.lexicon.get(word, 0)
    return FOR_TWICE_AS_MANY * log2(1 + index.vocabulary.frequency(word)) + (
        FOR_TWICE_AS_OFTEN_WRITTEN * log2(1 + written)
    )


def _candidates(form: str, index: OpenIndex) -> Iterator[tuple[float, str, str]]:
    """Yield the candidates of a form: the cost, the word with its article, and without it."""
    bare = without_article(form)
    before = form.removesuffix(bare)
    distance = 2 if len(bare) >= LONG else 1
    for joined, core in dict.fromkeys((("", form), (before, bare))):
        for word in set(index.vocabulary.likely(core, distance)):
            if not is_arabic(word) or len(word) < LEAST_LETTERS - 1 or _is_stop(word, index):
                continue
            far = cost(core, word)
            if word != core and is_likely(core, word, far):
                yield far, joined + word, word


def _is_stop(word: str, index: OpenIndex) -> bool:
    return index.analyzer.is_stop(word) or index.analyzer.is_stop(without_article(word))


def _is_the_same_name(form: str, word: str, index: OpenIndex) -> bool:
    """Return whether a rare form is another spelling, differing in vowels only, of a known name."""
    lexicon = index.analyzer.lists.lexicon
    return (
        not is_listed(form, index)
        and lexicon.get(form, 0) * TIMES_AS_OFTEN <= lexicon.get(word, 0)
        and len(word) >= LEAST_OF_A_NAME
        and skeleton(form) == skeleton(word)
        and (word in words_of_names() or is_listed(word, index))
    )


def _stands_there(found: Typed, start: int, word: str, index: OpenIndex) -> bool:
    """Return whether an article contains the correction next to a neighbour from the query.

    Always False for a word listed as it is; only a word that is known without its proclitics
    (الاتحد), or from texts that may contain mistakes, is corrected so.

    Args:
        found: The query.
        start: Index of the misspelled token.
        word: Its correction.
        index: The index.
    """
    if index.known_words.is_listed(found.form(start)):
        return False
    pairs = [
        Phrase(((one,), (other,)))
        for one, other in (
            (word, found.form(start + 1)) if start + 1 < len(found.tokens) else ("", ""),
            (found.form(start - 1), word) if start else ("", ""),
        )
        if one and not index.analyzer.is_stop(one) and not index.analyzer.is_stop(other)
    ]
    return any(index.counts(pairs)) if pairs else False
