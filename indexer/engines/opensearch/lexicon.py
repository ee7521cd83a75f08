"""The lexicon of a generation: its forms, their stems and their frequencies.

The number of a form is its index here; texts are stored as such numbers.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Self

import numpy as np

from analyzers.variants.similarity import grams
from indexer.model.document import Terms
from indexer.model.query import Leaf, Near, Phrase, Prefix, Word
from indexer.ranking.order import Floats, Numbers

CACHED_SIMILAR = 1024
"""Stems whose similar stems are kept."""

_AFTER_ALL = chr(0x10FFFF)


class Lexicon:
    """The forms of all texts; those of deleted documents may still be among them.

    Attributes:
        forms: The forms.
        stems: The stems of each form, then its families.
        counts: How often each form stands in the texts.
    """

    def __init__(self, forms: list[str], stems: list[tuple[str, ...]], counts: list[int]) -> None:
        self.forms = forms
        self.stems = stems
        self.counts = counts
        self.alike = lru_cache(CACHED_SIMILAR)(self._alike)

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read what `format` has written."""
        forms: list[str] = []
        stems: list[tuple[str, ...]] = []
        counts: list[int] = []
        for line in zlib.decompress(content).decode().split("\n")[:-1]:
            form, count, of_form = line.split("\t")
            forms.append(form)
            stems.append(tuple(of_form.split(" ")) if of_form else ())
            counts.append(int(count))
        return cls(forms, stems, counts)

    def format(self) -> bytes:
        """Return the lexicon as a compressed list of lines: form, count and stems."""
        rows = zip(self.forms, self.counts, self.stems, strict=True)
        lines = (f"{form}\t{count}\t{' '.join(stems)}\n" for form, count, stems in rows)
        return zlib.compress("".join(lines).encode(), 6)

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self.forms)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of each form."""
        return {form: number for number, form in enumerate(self.forms)}

    def with_stem(self, stem: str) -> Sequence[int]:
        """Return the numbers of the forms of a stem or family."""
        return self._by_stem.get(stem, ())

    def known(self, forms: Sequence[str]) -> list[str]:
        """Return those of the forms that some text has, each once."""
        return [form for form in dict.fromkeys(forms) if form in self.numbers]

    def with_prefixes(self, prefixes: Sequence[str]) -> list[int]:
        """Return the numbers of the forms with any of these prefixes."""
        ordered, numbers = self._sorted
        found: set[int] = set()
        for prefix in prefixes:
            begin = bisect_left(ordered, prefix)
            found.update(numbers[begin : bisect_left(ordered, prefix + _AFTER_ALL)])
        return sorted(found)

    def slots(self, leaf: Leaf) -> list[Sequence[int]]:
        """Return the numbers of the accepted forms per slot; a word or a prefix has one slot."""
        match leaf:
            case Word(form):
                accepted = {self.numbers[form]} if form in self.numbers else set()
                for stem in (*leaf.stems, *leaf.families):
                    accepted.update(self.with_stem(stem))
                return [sorted(accepted)]
            case Prefix():
                return [self.with_prefixes(leaf.prefixes)]
            case Phrase(slots) | Near(slots):
                return [[self.numbers[form] for form in self.known(slot)] for slot in slots]

    def mask(self, numbers: Sequence[int]) -> Numbers:
        """Return a mask over all forms that is true for some of them."""
        mask = np.zeros(len(self), bool)
        mask[np.asarray(numbers, np.int64)] = True
        return mask

    def likeness(self, stem: str, least: float) -> Floats:
        """Return how similar the stems of each form are to a stem, added up."""
        likeness = np.zeros(len(self))
        for other, similar in self.alike(stem, least):
            likeness[np.asarray(self.with_stem(other), np.int64)] += similar
        return likeness

    def _alike(self, stem: str, least: float) -> Sequence[tuple[str, float]]:
        """Return the stems that are similar to a stem, and how similar each is."""
        ours = grams(stem)
        shared: dict[str, int] = defaultdict(int)
        for gram in ours:
            for other in self._by_gram.get(gram, ()):
                shared[other] += 1
        likenesses = (
            (other, 2 * count / (len(ours) + len(grams(other)))) for other, count in shared.items()
        )
        return [(other, likeness) for other, likeness in likenesses if likeness >= least]

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, stems in enumerate(self.stems):
            for stem in dict.fromkeys(stems):
                found[stem].append(number)
        return dict(found)

    @cached_property
    def _by_gram(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for stem in self._by_stem:
            for gram in grams(stem):
                found[gram].append(stem)
        return dict(found)

    @cached_property
    def _sorted(self) -> tuple[list[str], list[int]]:
        numbers = sorted(range(len(self.forms)), key=self.forms.__getitem__)
        return [self.forms[number] for number in numbers], numbers


class GrowingLexicon(Lexicon):
    """The lexicon of a generation that is being written."""

    def add(self, terms: Terms) -> Numbers:
        """Add the forms of a text, and return the number of the form at each position."""
        numbers = self._numbers
        own = []
        for form, stems in zip(terms.lexicon, terms.lexicon_stems, strict=True):
            number = numbers.setdefault(form, len(self.forms))
            if number == len(self.forms):
                self.forms.append(form)
                self.stems.append(stems)
                self.counts.append(0)
            own.append(number)
        tokens = np.frombuffer(terms.tokens, np.uint32)
        for number, count in zip(own, np.bincount(tokens).tolist(), strict=True):
            self.counts[number] += count
        return np.asarray(own, np.int64)[tokens]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {form: number for number, form in enumerate(self.forms)}
