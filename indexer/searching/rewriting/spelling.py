"""Spelling: the words of the index that a misspelled one may have been meant as."""

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
"""Shorter words have too many neighbours to be corrected."""

LONG = 7
"""Letters from which two may be wrong."""

LEAST_OF_A_NAME = 6
"""Letters of a listed name that another spelling is taken for (تويتير, but not عمار for عمر)."""

TIMES_AS_OFTEN = 20
"""How often the lexicon has such a name for each time that it has the other spelling."""

FOR_TWICE_AS_MANY = 0.05
FOR_TWICE_AS_OFTEN_WRITTEN = 0.02
"""How much nearer a word is that stands in the texts, or in the lexicon, twice as often."""


def spelled(found: Typed, place: int, index: OpenIndex) -> Reading | None:
    """A word that is neither in the index nor right as the nearest that the index has."""
    form = found.form(place)
    if place not in found.absent:
        return None
    if same := next(filter(index.vocabulary.has, other_spellings(form)), ""):
        return Reading("spelling", place, place + 1, same)
    word = corrected(form, index)
    if not word:
        return None
    if is_right(form, index) and not (
        _is_the_same_name(form, word, index) or _stands_there(found, place, word, index)
    ):
        return None
    return Reading("spelling", place, place + 1, word)


def corrected(form: str, index: OpenIndex) -> str:
    """The word of the index that a misspelled one is so near to that it may take its place; "" if
    there is none."""
    return next(iter(nearest(form, index)), "")


def nearest(form: str, index: OpenIndex) -> list[str]:
    """The words of the index that may take the place of a misspelled one, the nearest first. Never
    stop words."""
    if len(without_article(form)) < LEAST_LETTERS or not is_arabic(form):
        return []
    ranked = sorted(
        (far - _often(bare, index), word) for far, word, bare in _candidates(form, index)
    )
    return [word for _, word in ranked]


def _often(word: str, index: OpenIndex) -> float:
    """How much nearer a word is as it stands in the texts, and is written, often."""
    written = index.analyzer.lists.lexicon.get(word, 0)
    return FOR_TWICE_AS_MANY * log2(1 + index.vocabulary.frequency(word)) + (
        FOR_TWICE_AS_OFTEN_WRITTEN * log2(1 + written)
    )


def _candidates(form: str, index: OpenIndex) -> Iterator[tuple[float, str, str]]:
    """How far each word is that may be meant, the word, and as the index has it."""
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
    """Whether a word that people write, if seldom, is a listed name but for its vowels."""
    lexicon = index.analyzer.lists.lexicon
    return (
        not is_listed(form, index)
        and lexicon.get(form, 0) * TIMES_AS_OFTEN <= lexicon.get(word, 0)
        and len(word) >= LEAST_OF_A_NAME
        and skeleton(form) == skeleton(word)
        and (word in words_of_names() or is_listed(word, index))
    )


def _stands_there(found: Typed, place: int, word: str, index: OpenIndex) -> bool:
    """Whether a word that is right only without what is joined to it (الاتحد), or is only known to
    be written, stands, corrected, beside a word of the query in some article."""
    if index.known_words.is_listed(found.form(place)):
        return False
    pairs = [
        Phrase(((one,), (other,)))
        for one, other in (
            (word, found.form(place + 1)) if place + 1 < len(found.tokens) else ("", ""),
            (found.form(place - 1), word) if place else ("", ""),
        )
        if one and not index.analyzer.is_stop(one) and not index.analyzer.is_stop(other)
    ]
    return any(index.counts(pairs)) if pairs else False
