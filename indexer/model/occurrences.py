"""Occurrences of a query's leaf in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.model.document import Terms
from indexer.model.query import Leaf, Near, Phrase, Prefix, Word


def occurrences(leaf: Leaf, terms: Terms) -> Iterable[tuple[int, int]]:
    """Return the first and the last token position of each occurrence of a leaf."""
    forms = terms.forms
    match leaf:
        case Word(form):
            wanted = {*leaf.stems, *leaf.families}
            pairs = enumerate(zip(forms, terms.stems, strict=True))
            return [(n, n) for n, (f, held) in pairs if f == form or not wanted.isdisjoint(held)]
        case Prefix():
            return [(n, n) for n, form in enumerate(forms) if form.startswith(leaf.prefixes)]
        case Phrase(slots):
            return [(n, n + len(slots) - 1) for n in phrase_starts(forms, slots)]
        case Near(slots, distance):
            found = near_positions(forms, slots, distance)
            neighbours = {
                position
                for first in found
                for slot in slots[1:]
                for position in _around(forms, slot, first, distance)
            }
            return [(n, n) for n in neighbours.union(found)]


def phrase_starts(forms: Sequence[str], slots: Sequence[Sequence[str]]) -> list[int]:
    """Return the positions at which a phrase begins: one form of each slot, in order."""
    return [
        start
        for start in range(len(forms) - len(slots) + 1)
        if all(form in slot for form, slot in zip(forms[start:], slots, strict=False))
    ]


def near_positions(
    forms: Sequence[str], slots: Sequence[Sequence[str]], distance: int
) -> list[int]:
    """Return the positions of the first slot with all other slots within the distance."""
    first, *others = slots
    return [
        position
        for position, form in enumerate(forms)
        if form in first and all(_around(forms, slot, position, distance) for slot in others)
    ]


def _around(forms: Sequence[str], slot: Sequence[str], position: int, distance: int) -> list[int]:
    """Return the positions of a slot's forms within the distance of a position, without it."""
    return [
        other
        for other, form in enumerate(forms)
        if form in slot and 0 < abs(other - position) <= distance
    ]
