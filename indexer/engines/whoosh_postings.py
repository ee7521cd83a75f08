"""Reads postings out of a Whoosh index into arrays, by the matchers' public interface."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from indexer.engines.arrays import Leaf, Postings, TermLeaf
from indexer.engines.whoosh_schema import forms_field, stems_field
from indexer.query import Phrase, Prefix

MAX_EXPANSIONS = 1024
"""Forms that a prefix stands for at most, in the order of their letters."""

Frequencies = dict[int, float]


class WhooshPostings:
    """A PostingsReader. `lock` is held while reading: Whoosh's readers are not thread-safe."""

    def __init__(self, reader: Any, lock: threading.Lock) -> None:
        self._reader = reader
        self._lock = lock

    def read(self, leaf: Leaf, field: str) -> Postings:
        found: Frequencies = {}
        with self._lock:
            for reader, base in self._reader.leaf_readers():
                found.update((base + doc, n) for doc, n in _read(reader, leaf, field).items())
        documents = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        values = np.fromiter(found.values(), dtype=np.float64, count=len(found))
        order = np.argsort(documents)
        return Postings(documents[order], values[order])


def _read(reader: Any, leaf: Leaf, field: str) -> Frequencies:
    match leaf:
        case TermLeaf("forms", term):
            return _frequencies(reader, forms_field(field), [term])
        case TermLeaf(_, term):
            return _frequencies(reader, stems_field(field), [term])
        case Prefix(prefix):
            name = forms_field(field)
            return _frequencies(reader, name, _expanded(reader, name, prefix))
        case Phrase(slots):
            return _phrase_frequencies(reader, forms_field(field), slots)


def _matcher(reader: Any, field: str, term: str) -> Any:
    """The term's matcher at its first live posting, or None."""
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
            found[doc] = found.get(doc, 0.0) + matcher.weight()
            matcher.next()
    return found


def _expanded(reader: Any, field: str, prefix: str) -> Iterator[str]:
    for number, term in enumerate(reader.expand_prefix(field, prefix)):
        if number == MAX_EXPANSIONS:
            return
        yield term.decode()


def _phrase_frequencies(reader: Any, field: str, slots: Sequence[Sequence[str]]) -> Frequencies:
    """How often the slots stand side by side in each document."""
    candidates: set[int] | None = None
    for slot in dict.fromkeys(map(tuple, slots)):
        if candidates is not None and not candidates:
            return {}
        holding = set(_frequencies(reader, field, slot))
        candidates = holding if candidates is None else candidates & holding
    starts: dict[int, set[int]] = {}
    read: dict[tuple[str, ...], dict[int, set[int]]] = {}
    for number, slot in enumerate(map(tuple, slots)):
        if slot not in read:
            read[slot] = _positions(reader, field, slot, sorted(candidates or ()))
        positions = read[slot]
        for doc, places in positions.items():
            begun = {place - number for place in places}
            starts[doc] = begun if number == 0 else starts[doc] & begun
    return {doc: float(len(begun)) for doc, begun in starts.items() if begun}


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
