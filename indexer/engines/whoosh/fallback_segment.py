"""WhooshSegment: a segment read from Whoosh's own files, when its arrays are missing or damaged:
the same postings and values, by the matchers' public interface, slower."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from analyzers.variants.similarity import similarity
from indexer.engines.arrays.evaluator import Found, Leaf, TermLeaf, Values
from indexer.engines.base import Match
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.schema import forms_field, length_field, stems_field
from indexer.model.fields import KEYWORD_FIELDS, TEXT_FIELDS
from indexer.model.query import Leaf as QueryLeaf
from indexer.model.query import Near, Phrase, Prefix, Similar

Frequencies = dict[int, float]


class WhooshSegment:
    """The same methods as an ArraySegment has."""

    def __init__(self, reader: WhooshReader) -> None:
        self._reader = reader
        self.count = reader.count

    def values(self) -> Values:
        return Values(
            ordinals=np.array(self._column("ordinal"), np.int32),
            fingerprints=np.array(self._column("fingerprint"), np.int64),
            keywords={field: _numbered(self._texts(field)) for field in KEYWORD_FIELDS},
            lengths={
                field.name: np.array(self._column(length_field(field.name)), np.int64)
                for field in TEXT_FIELDS
            },
        )

    def id(self, document: int) -> str:
        with self._reader.reading() as reader:
            return str(reader.column_reader("id_value")[document].decode())

    def with_id(self, article_id: str) -> Iterator[int]:
        """The documents with an id."""
        with self._reader.reading() as reader:
            yield from _frequencies(reader, "id", [article_id])

    def forms(self) -> Mapping[str, int]:
        """How often each form stands in the documents."""
        counts: Counter[str] = Counter()
        with self._reader.reading() as reader:
            for field in TEXT_FIELDS:
                name = forms_field(field.name)
                for term in reader.lexicon(name):
                    counts[term.decode()] += int(reader.frequency(name, term))
        return counts

    def digests(self) -> list[tuple[str, str]]:
        """The id and the content digest of each document."""
        return list(zip(self._texts("id"), self._texts("digest"), strict=True))

    def read(self, leaf: Leaf) -> Iterator[Found]:
        """The postings of a leaf in each of its fields where it stands."""
        for field in leaf.fields:
            with self._reader.reading() as reader:
                found = _read(reader, leaf, field)
            if found:
                documents = np.array(sorted(found), np.int64)
                yield field, documents, np.array([found[doc] for doc in documents.tolist()])

    def matches(self, document: int, leaves: Sequence[QueryLeaf], field: str) -> list[Match] | None:
        """None: Whoosh's postings do not say where a word stands in its text."""
        return None

    def _column(self, name: str) -> list[Any]:
        with self._reader.reading() as reader:
            column = reader.column_reader(name)
            return [column[document] for document in range(self.count)]

    def _texts(self, field: str) -> list[str]:
        return [value.decode() for value in self._column(f"{field}_value")]


def _numbered(values: Sequence[str]) -> tuple[list[str], Any]:
    distinct = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(distinct), np.array([distinct[value] for value in values], np.int64)


def _read(reader: Any, leaf: Leaf, field: str) -> Frequencies:
    match leaf:
        case Similar(stem, least):
            return _alike(reader, stems_field(field), stem, least)
        case TermLeaf("forms", term):
            return _frequencies(reader, forms_field(field), [term])
        case TermLeaf(_, term):
            return _frequencies(reader, stems_field(field), [term, *leaf.more])
        case Prefix(prefix):
            name = forms_field(field)
            expanded = (term.decode() for term in reader.expand_prefix(name, prefix))
            return _frequencies(reader, name, expanded)
        case Phrase(slots):
            positions = _slot_positions(reader, forms_field(field), slots)
            return _counted(positions, _begun)
        case Near(slots, distance):
            positions = _slot_positions(reader, forms_field(field), slots)
            return _counted(positions, lambda places: _near(places, distance))


def _matcher(reader: Any, field: str, term: str) -> Any:
    """The term's matcher at its first posting, or None."""
    if (field, term) not in reader:
        return None
    matcher = reader.postings(field, term)
    return matcher if matcher.is_active() else None


def _frequencies(reader: Any, field: str, terms: Iterable[str]) -> Frequencies:
    """How often any of the terms stands in each document."""
    found: Frequencies = {}
    for term in terms:
        matcher = _matcher(reader, field, term)
        while matcher is not None and matcher.is_active():
            doc = matcher.id()
            found[doc] = found.get(doc, 0) + int(matcher.weight())
            matcher.next()
    return found


def _alike(reader: Any, field: str, stem: str, least: float) -> Frequencies:
    """How often stems like this one stand in each document, counted by how like it they are."""
    found: Frequencies = {}
    for term in map(bytes.decode, reader.lexicon(field)):
        likeness = similarity(stem, term)
        if likeness >= least:
            for doc, count in _frequencies(reader, field, [term]).items():
                found[doc] = found.get(doc, 0) + likeness * count
    return found


def _counted(documents: dict[int, list[set[int]]], occurrences: Any) -> Frequencies:
    found = {doc: len(occurrences(places)) for doc, places in documents.items()}
    return {doc: count for doc, count in found.items() if count}


def _begun(places: list[set[int]]) -> set[int]:
    """Where the slots begin to stand side by side."""
    begun = [{place - number for place in slot} for number, slot in enumerate(places)]
    return set.intersection(*begun)


def _near(places: list[set[int]], distance: int) -> list[int]:
    """Where the first slot stands near all others."""
    first, *others = places
    return [
        place
        for place in first
        if all(any(0 < abs(other - place) <= distance for other in slot) for slot in others)
    ]


def _slot_positions(
    reader: Any, field: str, slots: Sequence[Sequence[str]]
) -> dict[int, list[set[int]]]:
    """Where each slot stands, in the documents that hold all of them."""
    candidates: set[int] | None = None
    for slot in dict.fromkeys(map(tuple, slots)):
        if candidates is not None and not candidates:
            return {}
        holding = set(_frequencies(reader, field, slot))
        candidates = holding if candidates is None else candidates & holding
    read: dict[tuple[str, ...], dict[int, set[int]]] = {}
    for slot in map(tuple, slots):
        if slot not in read:
            read[slot] = _positions(reader, field, slot, sorted(candidates or ()))
    return {doc: [read[tuple(slot)][doc] for slot in slots] for doc in candidates or ()}


def _positions(
    reader: Any, field: str, terms: Iterable[str], documents: Sequence[int]
) -> dict[int, set[int]]:
    """Where any of the terms stands in each of these documents, which are ascending."""
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
