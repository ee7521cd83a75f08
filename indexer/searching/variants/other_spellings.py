"""Other spellings: foreign words that the texts of an index write in several ways.

They are found by the lists of names and loan words, and by rule (`transcription.py`) among words
that are foreign (`foreign.py`). The rule is strict, since a wrong pair finds wrong articles: two
listed names, or two words of the dictionary, are no spellings of one word, and vowels of short
words vary only in listed names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from analyzers.lemmas.derivation import is_derived
from analyzers.normalize import is_arabic
from analyzers.variants.foreign import ForeignWords, Kind
from analyzers.variants.loan_words import listed_spellings, spellings_of_loan_word
from analyzers.variants.proclitics import (
    ARTICLE,
    CONJUNCTIONS,
    PREPOSITIONS,
    with_proclitics,
    without_article,
    without_joined,
)
from analyzers.variants.transcription import (
    LEAST_CONSONANTS,
    inflections,
    key,
    may_be_one,
    parted,
    same_vowels,
)
from indexer.searching.word_table import KeyedWords, WordTable

CACHED_WORDS = 10_000
"""Words kept in the cache, with their other spellings."""

LEAST_LETTERS = 4
"""Least number of letters of a word without proclitics."""

Pair = frozenset[str]
"""Two words, without their endings."""


class OtherSpellings:
    """The foreign words of some texts that are written in several ways.

    Args:
        forms: Frequency of each form in the texts.
        foreign: Tells which words are foreign.
        apart: Pairs of words that are not one, without their endings.
    """

    def __init__(
        self, forms: Mapping[str, int], foreign: ForeignWords, apart: Collection[Pair] = ()
    ) -> None:
        self._forms = forms
        self._foreign = foreign
        self._apart = apart
        self.of = lru_cache(CACHED_WORDS)(self._of)
        self._kind = lru_cache(CACHED_WORDS)(foreign.kind)

    def prepare(self) -> None:
        """Load the dictionary and group the words, so that the first query need not wait for it."""
        is_derived("كتاب")
        _ = self._by_key

    def _of(self, form: str) -> tuple[tuple[str, ...], ...]:
        """Return the other spellings of a word: for each, its forms in the texts.

        The first also has the other forms of the spelling itself, whose stem may differ since no
        dictionary has it. A word that the texts lack has no other spellings but those of
        the list of loan words; a name is corrected.

        Args:
            form: The form of the word, with or without proclitics.
        """
        if not is_arabic(form):
            return ()
        own: set[str] = set()
        by_base: defaultdict[str, set[str]] = defaultdict(set)
        for word in dict.fromkeys(without_joined(form)):
            for other in self._others(word) if len(word) >= LEAST_LETTERS else ():
                is_ending = parted(other).base == parted(word).base
                own.update(() if is_ending else self._written(inflections(word)))
                written = self._written([other] if is_ending else inflections(other))
                by_base[parted(other).base].update(
                    one for one in written if not self._are_apart(form, one)
                )
        found = [sorted(forms - {form}, key=self._rank) for forms in by_base.values()]
        groups = list(filter(None, found))
        if groups:
            groups[0] += sorted(own.difference([form], groups[0]), key=self._rank)
        return tuple(map(tuple, groups))

    def _rank(self, form: str) -> tuple[int, str]:
        return -self._forms[form], form

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of spellings that are one by rule; those that occur most often first."""
        found = [
            (word, other)
            for words in self._by_key.groups()
            for alone in [[*filter(self._stands_alone, words)]]
            for number, word in enumerate(alone, 1)
            for other in self._alike(word, alone[number:])
            if not self._are_apart(word, other)
        ]
        return sorted(found, key=lambda pair: (-min(map(self._frequency, pair)), pair))

    def are_one(self, form: str, other: str) -> bool:
        """Return whether two words are by rule spellings of one word that is no other word."""
        word, spelling = without_article(form), without_article(other)
        return (
            self._kind(word) == "unknown"
            and len(key(word)) > LEAST_CONSONANTS
            and key(word) == key(spelling)
            and bool(self._alike(word, [spelling]))
            and not self._are_apart(word, spelling)
        )

    def _others(self, word: str) -> Iterator[str]:
        """Yield the other spellings of a word without proclitics, by lists and by rule."""
        others = dict.fromkeys((*listed_spellings(word), *self._by_rule(word)))
        is_there = bool(others) and any(self._written(inflections(word)))
        yield from others if is_there else spellings_of_loan_word(word)

    def _by_rule(self, word: str) -> Sequence[str]:
        """Return the other spellings by rule of a word without proclitics."""
        return self._alike(word, [one for one in self._by_key.of(key(word)) if one != word])

    def _alike(self, word: str, others: Sequence[str]) -> Sequence[str]:
        """Return those of other words of the same key that are spellings of a word by rule."""
        ours = self._kind(word) if others else None
        if ours is None:
            return ()
        short = len(key(word)) == LEAST_CONSONANTS
        return [
            other
            for other in others
            if (theirs := self._kind(other))
            and _are_foreign(ours, theirs, short=short)
            and may_be_one(word, other)
            and (not short or "listed" in (ours, theirs) or same_vowels(word, other))
        ]

    def _are_apart(self, form: str, other: str) -> bool:
        """Return whether staff forbid a pair, with or without proclitics."""
        return any(
            frozenset((parted(one).base, parted(two).base)) in self._apart
            for one in without_joined(form)
            for two in without_joined(other)
        )

    def _stands_alone(self, word: str) -> bool:
        """Return whether the texts have a word without proclitics, but for the article."""
        return self._frequency(word) > 0

    def _frequency(self, word: str) -> int:
        """Return the frequency of a word, with and without the article."""
        return self._forms.get(word, 0) + self._forms.get(ARTICLE + word, 0)

    def _written(self, words: Iterable[str]) -> Iterator[str]:
        """Yield the forms of words in the texts, with proclitics and article."""
        for word in words:
            for form in (*with_proclitics(word), *with_proclitics(ARTICLE + word)):
                if form in self._forms:
                    yield form

    @cached_property
    def _by_key(self) -> KeyedWords:
        """Return the words of the texts, without proclitics, that share a key with another."""
        words: defaultdict[str, set[str]] = defaultdict(set)
        for form in self._forms:
            if is_arabic(form):
                for bare in _bare(form):
                    words[key(bare)].add(bare)
        share = (
            found
            for consonants, found in words.items()
            if len(found) > 1 and len(consonants) >= LEAST_CONSONANTS
        )
        return KeyedWords(WordTable(dict.fromkeys(chain.from_iterable(share), 0)), key)


def _are_foreign(one: Kind, other: Kind, *, short: bool) -> bool:
    """Return whether words of two kinds may be two spellings.

    They may not if both are listed names or both are in the dictionary. Short words of the
    dictionary have no other spellings by rule.
    """
    return (one != other or one == "unknown") and not (short and "loan" in (one, other))


def _bare(form: str) -> Iterator[str]:
    """Yield a form without its article, or the form as it is and without its first letter."""
    bare = without_article(form)
    if len(bare) >= LEAST_LETTERS:
        yield bare
    if bare == form and form.startswith(CONJUNCTIONS + PREPOSITIONS) and len(form) > LEAST_LETTERS:
        yield form[1:]
