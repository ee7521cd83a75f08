"""Texts of some documents as numbers of forms, in which leaves are found as in a segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from indexer.engines.arrays.adjacency import near, phrase_starts
from indexer.engines.arrays.evaluator import LeafPostings, Mask, ScoredLeaf, TermLeaf
from indexer.engines.arrays.segment_buffer import FIELD_NAMES
from indexer.engines.arrays.word_places import AS_TYPED, IS_WORD, Places
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.query import Leaf, Near, Phrase, Prefix, Similar
from indexer.ranking.order import Floats, Numbers, SoughtWord


@dataclass(frozen=True)
class FieldTexts:
    """The texts of one field.

    Attributes:
        tokens: The number of the form of each token, through all documents.
        lengths: For each document, the number of its tokens.
    """

    tokens: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, texts: Sequence[Numbers]) -> FieldTexts:
        """Join the texts of all documents."""
        tokens = np.concatenate(texts) if texts else np.empty(0, np.uint32)
        return cls(tokens, np.array([len(text) for text in texts], np.int64))

    @cached_property
    def begins(self) -> Numbers:
        """Return the place of the first token of each document, and the end of all."""
        return np.concatenate(([0], np.cumsum(self.lengths)))

    @cached_property
    def documents(self) -> Numbers:
        """Return the document of each token."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def count(self, places: Numbers | Mask) -> Numbers:
        """Return how many of some places, or of a mask of all, each document has."""
        return np.bincount(self.documents[places], minlength=len(self.lengths))

    def add(self, values: Floats) -> Floats:
        """Return for each document the sum of a value of each of its tokens."""
        return np.bincount(self.documents, values, len(self.lengths))


class TextSegment:
    """The texts of some documents; see `evaluator.Segment`."""

    def __init__(
        self, lexicon: Lexicon, texts: Mapping[str, FieldTexts], ids: Sequence[str]
    ) -> None:
        """Use these texts.

        Args:
            lexicon: The forms of the generation.
            texts: The texts of each field that is asked for.
            ids: The ids of the documents.
        """
        self._lexicon = lexicon
        self._texts = texts
        self._ids = {article_id: number for number, article_id in enumerate(ids)}
        self._frequencies = lru_cache(maxsize=None)(self._counted)

    def read(self, leaf: ScoredLeaf) -> Iterator[LeafPostings]:
        """Yield the postings of a leaf in each of its fields that has any."""
        for field in leaf.fields:
            counts = self._frequencies(leaf)(self._texts[field])
            documents = np.flatnonzero(counts)
            if len(documents):
                yield field, documents, counts[documents]

    def with_id(self, article_id: str) -> Sequence[int]:
        """Return the documents with an id."""
        return [self._ids[article_id]] if article_id in self._ids else []

    def places(self, word: SoughtWord) -> Places:
        """Return the tokens of a word; see `arrays.word_places`."""
        lengths = [self._lengths(field) for field in FIELD_NAMES]
        begins = np.concatenate(([0], np.stack(lengths, axis=1).ravel().cumsum()))
        found = []
        for field in SEARCHED_FIELDS:
            texts, kinds = self._texts[field], np.zeros(len(self._lexicon), np.uint8)
            for kind, leaves in ((IS_WORD, word.leaves), (AS_TYPED, word.as_typed)):
                for slot in self._slots(leaves, field):
                    kinds[np.asarray(slot, np.int64)] |= kind
            held = kinds[texts.tokens]
            places = np.flatnonzero(held)
            documents = texts.documents[places]
            own = begins[documents * len(FIELD_NAMES) + FIELD_NAMES.index(field)]
            found.append(Places(own + places - texts.begins[documents], held[places]))
        return Places.united(found)

    def _lengths(self, field: str) -> Numbers:
        """Return the length of a field in each document, 0 if it is not asked for."""
        nothing = np.zeros(len(self._ids), np.int64)
        return self._texts[field].lengths if field in self._texts else nothing

    def _slots(self, leaves: Sequence[Leaf], field: str) -> Iterator[Sequence[int]]:
        """Yield the forms of all slots of the leaves that are looked for in a field."""
        for leaf in leaves:
            if field in leaf.fields:
                yield from self._lexicon.slots(leaf)

    def _counted(self, leaf: ScoredLeaf) -> Callable[[FieldTexts], Numbers]:
        """Return the function that counts a leaf in each document of a field's texts."""
        lexicon = self._lexicon
        match leaf:
            case TermLeaf("stems"):
                masks = [lexicon.mask(lexicon.with_stem(s)) for s in (leaf.term, *leaf.more)]
                return lambda texts: np.max([texts.count(m[texts.tokens]) for m in masks], axis=0)
            case TermLeaf(_, form):
                mask = lexicon.mask([lexicon.numbers[form]] if form in lexicon.numbers else [])
                return lambda texts: texts.count(mask[texts.tokens])
            case Prefix():
                mask = lexicon.mask(lexicon.with_prefixes(leaf.prefixes))
                return lambda texts: texts.count(mask[texts.tokens])
            case Similar(stem, least):
                likeness = lexicon.likeness(stem, least)
                return lambda texts: texts.add(likeness[texts.tokens])
            case Phrase() | Near():
                slots = [lexicon.mask(slot) for slot in lexicon.slots(leaf)]
                return lambda texts: texts.count(_starts(leaf, texts, slots))


def _starts(leaf: Phrase | Near, texts: FieldTexts, slots: Sequence[Mask]) -> Numbers:
    """Return the places at which the occurrences of a phrase or proximity match begin."""
    places = [np.flatnonzero(slot[texts.tokens]) for slot in slots]
    if not all(len(of_slot) for of_slot in places):
        return np.empty(0, np.int64)
    if isinstance(leaf, Near):
        documents = texts.documents[places[0]]
        ends = texts.begins[documents + 1]
        return near(places[0], places[1:], leaf.distance, texts.begins[documents], ends)
    starts = phrase_starts(places)
    ends = starts + len(slots) - 1
    return np.asarray(starts[texts.documents[starts] == texts.documents[ends]])
