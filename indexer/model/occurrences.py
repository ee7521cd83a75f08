"""Occurrences: where a leaf of a query stands among the terms of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.model.document import Terms
from indexer.model.query import Leaf, Near, Phrase, Prefix, Word


def occurrences(leaf: Leaf, terms: Terms) -> Iterable[tuple[int, int]]:
    """The first and the last position of each occurrence."""
    forms = terms.forms
    match leaf:
        case Word(form):
            wanted = {*leaf.stems}
            pairs = enumerate(zip(forms, terms.stems, strict=True))
            return [(n, n) for n, (f, held) in pairs if f == form or not wanted.isdisjoint(held)]
        case Prefix(prefix):
            return [(n, n) for n, form in enumerate(forms) if form.startswith(prefix)]
        case Phrase(slots):
            return [(n, n + len(slots) - 1) for n in starts(forms, slots)]
        case Near(slots, distance):
            near_all = firsts(forms, slots, distance)
            places = {
                place
                for first in near_all
                for slot in slots[1:]
                for place in _around(forms, slot, first, distance)
            }
            return [(n, n) for n in places.union(near_all)]


def starts(forms: Sequence[str], slots: Sequence[Sequence[str]]) -> list[int]:
    """The positions where the slots stand side by side."""
    return [
        start
        for start in range(len(forms) - len(slots) + 1)
        if all(form in slot for form, slot in zip(forms[start:], slots, strict=False))
    ]


def firsts(forms: Sequence[str], slots: Sequence[Sequence[str]], distance: int) -> list[int]:
    """The positions of the first slot near which all others stand."""
    first, *others = slots
    return [
        place
        for place, form in enumerate(forms)
        if form in first and all(_around(forms, slot, place, distance) for slot in others)
    ]


def _around(forms: Sequence[str], slot: Sequence[str], place: int, distance: int) -> list[int]:
    """The positions of a slot near a place, but not at it."""
    return [
        other
        for other, form in enumerate(forms)
        if form in slot and 0 < abs(other - place) <= distance
    ]
