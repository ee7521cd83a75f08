"""A segment read from Whoosh's own files, if its arrays are missing or damaged.

It has the same postings and values, read more slowly through Whoosh's public interface. The
postings of a stem are those of its forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from analyzers.variants.similarity import similarity
from indexer.engines.arrays.evaluator import LeafPostings, ScoredLeaf, TermLeaf, Values
from indexer.engines.arrays.segment_buffer import Ints
from indexer.engines.whoosh.damage import damage_as_error
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.schema import forms_field, length_field
from indexer.engines.whoosh.stems_file import read_forms_of_stems
from indexer.model.address import addresses_of
from indexer.model.article import Article
from indexer.model.fields import KEYWORD_FIELDS, TEXT_FIELDS
from indexer.model.query import Leaf, Near, Phrase, Prefix, Similar

Frequencies = dict[int, float]


class WhooshSegment:
    """A slower replacement of ArraySegment, with the same methods.

    Attributes:
        count: Number of documents, deleted ones included.
    """

    def __init__(self, reader: WhooshReader) -> None:
        """Read the segment of a reader."""
        self._reader = reader
        self.count = reader.count

    @cached_property
    def _forms_of(self) -> Mapping[str, Sequence[str]]:
        """Return the forms of each stem."""
        with damage_as_error():
            return read_forms_of_stems(self._reader.stems_path)

    def values(self) -> Values:
        """Return the values of all documents."""
        return Values(
            ordinals=self.ordinals(),
            fingerprints=np.array(self._column("fingerprint"), np.int64),
            keywords={field: _numbered(self._texts(field)) for field in KEYWORD_FIELDS},
            lengths={
                field.name: np.array(self._column(length_field(field.name)), np.int64)
                for field in TEXT_FIELDS
            },
        )

    def ordinals(self) -> Ints:
        """Return the day of publication of each document; see `Values`."""
        return np.array(self._column("ordinal"), np.int32)

    def id(self, document: int) -> str:
        """Return the id of a document's article."""
        with self._reader.reading() as reader:
            return str(reader.column_reader("id_value")[document].decode())

    def with_id(self, article_id: str) -> Iterator[int]:
        """Yield the documents with an id."""
        with self._reader.reading() as reader:
            yield from _frequencies(reader, "id", [article_id])

    def with_address(self, address: str) -> Iterator[int]:
        """Yield the documents with an address, as `canonical_address` spells it."""
        with self._reader.reading() as reader:
            for document in range(self.count):
                if address in addresses_of(Article(**reader.stored_fields(document))):
                    yield document

    def forms(self) -> Mapping[str, int]:
        """Return the frequency of each form in all documents, deleted ones included."""
        counts: Counter[str] = Counter()
        with self._reader.reading() as reader:
            for field in TEXT_FIELDS:
                name = forms_field(field.name)
                for term in reader.lexicon(name):
                    counts[term.decode()] += int(reader.frequency(name, term))
        return counts

    def digests(self) -> list[tuple[str, str]]:
        """Return the id and the content digest of each document."""
        return list(zip(self._texts("id"), self._texts("digest"), strict=True))

    def read(self, leaf: ScoredLeaf) -> Iterator[LeafPostings]:
        """Yield the postings of a leaf in each of its fields that has any."""
        for field in leaf.fields:
            with self._reader.reading() as reader:
                frequencies = _read(reader, leaf, forms_field(field), self._forms_of)
            if frequencies:
                documents = np.array(sorted(frequencies), np.int64)
                yield field, documents, np.array([frequencies[doc] for doc in documents.tolist()])

    def matches(self, documents: Sequence[int], leaves: Sequence[Leaf]) -> list[None]:
        """Return None for each document, since Whoosh's postings have no offsets."""
        return [None] * len(documents)

    def _column(self, name: str) -> list[Any]:
        with self._reader.reading() as reader:
            column = reader.column_reader(name)
            return [column[document] for document in range(self.count)]

    def _texts(self, field: str) -> list[str]:
        return [value.decode() for value in self._column(f"{field}_value")]


def _numbered(values: Sequence[str]) -> tuple[list[str], Any]:
    """Return the distinct values, and the index of each value among them."""
    distinct = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(distinct), np.array([distinct[value] for value in values], np.int64)


def _read(
    reader: Any, leaf: ScoredLeaf, field: str, forms_of: Mapping[str, Sequence[str]]
) -> Frequencies:
    """Return the frequency of a leaf by document, given the field of forms and those of stems."""
    match leaf:
        case Similar(stem, least):
            return _similar(reader, field, stem, least, forms_of)
        case TermLeaf("forms", term):
            return _frequencies(reader, field, [term])
        case TermLeaf(_, term):
            stems = (forms_of.get(stem, ()) for stem in (term, *leaf.more))
            return _most(_frequencies(reader, field, forms) for forms in stems)
        case Prefix():
            expanded = (reader.expand_prefix(field, prefix) for prefix in leaf.prefixes)
            terms = dict.fromkeys(chain.from_iterable(expanded))
            return _frequencies(reader, field, map(bytes.decode, terms))
        case Phrase(slots):
            positions = _slot_positions(reader, field, slots)
            return _counted(positions, _phrase_starts)
        case Near(slots, distance):
            positions = _slot_positions(reader, field, slots)
            return _counted(positions, lambda slots: _near(slots, distance))


def _matcher(reader: Any, field: str, term: str) -> Any:
    """Return a matcher at the first posting of a term, or None if it has none."""
    if (field, term) not in reader:
        return None
    matcher = reader.postings(field, term)
    return matcher if matcher.is_active() else None


def _frequencies(reader: Any, field: str, terms: Iterable[str]) -> Frequencies:
    """Return the total frequency of some terms in each document."""
    found: Frequencies = {}
    for term in terms:
        matcher = _matcher(reader, field, term)
        while matcher is not None and matcher.is_active():
            doc = matcher.id()
            found[doc] = found.get(doc, 0) + int(matcher.weight())
            matcher.next()
    return found


def _most(several: Iterable[Frequencies]) -> Frequencies:
    """Return the highest of several frequencies in each document."""
    found: Frequencies = {}
    for one in several:
        for doc, count in one.items():
            found[doc] = max(found.get(doc, 0), count)
    return found


def _similar(
    reader: Any, field: str, stem: str, least: float, forms_of: Mapping[str, Sequence[str]]
) -> Frequencies:
    """Return the total frequency of similar stems, weighted by similarity, in each document."""
    found: Frequencies = {}
    for term, forms in forms_of.items():
        weight = similarity(stem, term)
        if weight >= least:
            for doc, count in _frequencies(reader, field, forms).items():
                found[doc] = found.get(doc, 0) + weight * count
    return found


def _counted(documents: dict[int, list[set[int]]], occurrences: Any) -> Frequencies:
    """Count the occurrences in each document, given the positions of each slot."""
    found = {doc: len(occurrences(slots)) for doc, slots in documents.items()}
    return {doc: count for doc, count in found.items() if count}


def _phrase_starts(slots: list[set[int]]) -> set[int]:
    """Return the positions at which a phrase begins, given the positions of each slot."""
    starts = [{position - number for position in slot} for number, slot in enumerate(slots)]
    return set.intersection(*starts)


def _near(slots: list[set[int]], distance: int) -> list[int]:
    """Return the positions of the first slot with all other slots within the distance."""
    first, *others = slots
    return [
        position
        for position in first
        if all(any(0 < abs(other - position) <= distance for other in slot) for slot in others)
    ]


def _slot_positions(
    reader: Any, field: str, slots: Sequence[Sequence[str]]
) -> dict[int, list[set[int]]]:
    """Return the positions of each slot, by document, in the documents that contain all slots."""
    candidates: set[int] | None = None
    for slot in dict.fromkeys(map(tuple, slots)):
        if candidates is not None and not candidates:
            return {}
        containing = set(_frequencies(reader, field, slot))
        candidates = containing if candidates is None else candidates & containing
    read: dict[tuple[str, ...], dict[int, set[int]]] = {}
    for slot in map(tuple, slots):
        if slot not in read:
            read[slot] = _positions(reader, field, slot, sorted(candidates or ()))
    return {doc: [read[tuple(slot)][doc] for slot in slots] for doc in candidates or ()}


def _positions(
    reader: Any, field: str, terms: Iterable[str], documents: Sequence[int]
) -> dict[int, set[int]]:
    """Return the positions of some terms in each of some ascending documents."""
    positions: dict[int, set[int]] = {doc: set() for doc in documents}
    for term in terms:
        matcher = _matcher(reader, field, term)
        for doc in documents:
            if matcher is None or not matcher.is_active():
                break
            matcher.skip_to(doc)
            if matcher.is_active() and matcher.id() == doc:
                positions[doc].update(matcher.value_as("positions"))
    return positions
