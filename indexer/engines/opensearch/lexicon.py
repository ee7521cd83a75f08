"""The lexicon of a generation: its forms, their stems and their frequencies.

The number of a form is its index here; texts are stored as such numbers. A lexicon has a layer for
each index of its generation, which holds what that index was the first to have; so an update writes
a small layer alone, and a process that knows the others reads nothing else.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections import ChainMap, Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Layer:
    """The forms that an index is the first to have, and what it adds to the counts of all.

    Attributes:
        first: The number of its first form.
        forms: Its forms.
        stems: The stems of each of them, then its families.
        counts: How often forms stand in the texts of the index, by number.
    """

    first: int
    forms: list[str]
    stems: list[tuple[str, ...]]
    counts: Mapping[int, int]

    @classmethod
    def parse(cls, first: int, content: bytes) -> Self:
        """Read what `format` has written.

        Args:
            first: The number of the first form.
            content: What was written.
        """
        forms: list[str] = []
        stems: list[tuple[str, ...]] = []
        counts: dict[int, int] = {}
        own, _, others = zlib.decompress(content).decode().partition("\n\n")
        for number, line in enumerate(own.split("\n") if own else (), first):
            form, count, of_form = line.split("\t")
            forms.append(form)
            stems.append(tuple(of_form.split(" ")) if of_form else ())
            counts[number] = int(count)
        for line in others.split("\n") if others else ():
            former, _, count = line.partition("\t")
            counts[int(former)] = int(count)
        return cls(first, forms, stems, counts)

    def format(self) -> bytes:
        """Return the layer compressed: a line for each form, then the counts of former ones."""
        rows = enumerate(zip(self.forms, self.stems, strict=True), self.first)
        own = (
            f"{form}\t{self.counts.get(number, 0)}\t{' '.join(stems)}"
            for number, (form, stems) in rows
        )
        others = (f"{number}\t{n}" for number, n in self.counts.items() if number < self.first)
        text = "\n\n".join(("\n".join(own), "\n".join(others)))
        return zlib.compress(text.encode(), 6)

    @property
    def end(self) -> int:
        """Return the number of the first form of the next layer."""
        return self.first + len(self.forms)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of each form."""
        return {form: number for number, form in enumerate(self.forms, self.first)}

    @cached_property
    def by_stem(self) -> Mapping[str, Sequence[int]]:
        """Return the numbers of the forms of each stem or family."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, stems in enumerate(self.stems, self.first):
            for stem in dict.fromkeys(stems):
                found[stem].append(number)
        return dict(found)

    @cached_property
    def by_gram(self) -> Mapping[str, Sequence[str]]:
        """Return the stems with each gram."""
        found: dict[str, list[str]] = defaultdict(list)
        for stem in self.by_stem:
            for gram in grams(stem):
                found[gram].append(stem)
        return dict(found)

    @cached_property
    def sorted(self) -> tuple[list[str], list[int]]:
        """Return the forms in order, and the number of each."""
        forms = sorted(self.forms)
        return forms, [self.numbers[form] for form in forms]


class Lexicon:
    """The forms of all texts; those of deleted documents may still be among them."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        """Use layers, each of which begins where the one before it ends."""
        self._layers = layers
        self._firsts = [layer.first for layer in layers]
        self.alike = lru_cache(CACHED_SIMILAR)(self._alike)

    def __len__(self) -> int:
        """Return the number of forms."""
        return self._layers[-1].end

    def form(self, number: int) -> str:
        """Return the form with a number."""
        layer = self._layer(number)
        return layer.forms[number - layer.first]

    def stems(self, number: int) -> tuple[str, ...]:
        """Return the stems of the form with a number, then its families."""
        layer = self._layer(number)
        return layer.stems[number - layer.first]

    def frequencies(self) -> Mapping[str, int]:
        """Return how often each form stands in the texts."""
        counts = np.zeros(len(self), np.int64)
        for layer in self._layers:
            counts[np.fromiter(layer.counts.keys(), np.int64)] += np.fromiter(
                layer.counts.values(), np.int64
            )
        forms = (form for layer in self._layers for form in layer.forms)
        return dict(zip(forms, counts.tolist(), strict=True))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of each form."""
        return ChainMap(*(layer.numbers for layer in self._layers))

    def with_stem(self, stem: str) -> Sequence[int]:
        """Return the numbers of the forms of a stem or family."""
        return [number for layer in self._layers for number in layer.by_stem.get(stem, ())]

    def known(self, forms: Sequence[str]) -> list[str]:
        """Return those of the forms that some text has, each once."""
        return [form for form in dict.fromkeys(forms) if form in self.numbers]

    def with_prefixes(self, prefixes: Sequence[str]) -> list[int]:
        """Return the numbers of the forms with any of these prefixes."""
        found: set[int] = set()
        for layer in self._layers:
            ordered, numbers = layer.sorted
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

    def _layer(self, number: int) -> Layer:
        return self._layers[bisect_right(self._firsts, number) - 1]

    def _alike(self, stem: str, least: float) -> Sequence[tuple[str, float]]:
        """Return the stems that are similar to a stem, and how similar each is."""
        ours = grams(stem)
        shared: dict[str, int] = defaultdict(int)
        for gram in ours:
            of_gram = (other for layer in self._layers for other in layer.by_gram.get(gram, ()))
            for other in dict.fromkeys(of_gram):  # several layers may have a stem
                shared[other] += 1
        likenesses = (
            (other, 2 * count / (len(ours) + len(grams(other)))) for other, count in shared.items()
        )
        return [(other, likeness) for other, likeness in likenesses if likeness >= least]


class GrowingLexicon(Lexicon):
    """The lexicon of a generation that is being written."""

    def __init__(self, former: Sequence[Layer], folded: Sequence[Layer] = ()) -> None:
        """Begin the layer of a new index.

        Args:
            former: The layers before it.
            folded: The layers after these of the indexes whose documents it takes over.
        """
        self._counts: Counter[int] = Counter()
        for layer in folded:
            self._counts.update(layer.counts)
        self.own = Layer(
            former[-1].end if former else 0,
            [form for layer in folded for form in layer.forms],
            [stems for layer in folded for stems in layer.stems],
            self._counts,
        )
        super().__init__([*former, self.own])

    def add(self, terms: Terms) -> Numbers:
        """Add the forms of a text, and return the number of the form at each position."""
        own = [*map(self._number, terms.lexicon, terms.lexicon_stems)]
        tokens = np.frombuffer(terms.tokens, np.uint32)
        for number, count in zip(own, np.bincount(tokens).tolist(), strict=True):
            self._counts[number] += count
        return np.asarray(own, np.int64)[tokens]

    def _number(self, form: str, stems: tuple[str, ...]) -> int:
        """Return the number of a form, which is added if it is new."""
        for layer in self._layers:
            if (known := layer.numbers.get(form)) is not None:
                return known
        number = self.own.numbers[form] = self.own.end
        self.own.forms.append(form)
        self.own.stems.append(stems)
        return number
