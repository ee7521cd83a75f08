"""Positional intersection: phrases and proximity matches, from sorted positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[Any]
"""One-dimensional array of integers in ascending order."""


def contained(values: Positions, positions: Positions) -> npt.NDArray[np.bool_]:
    """Return a mask of the values that are among the positions, by binary search."""
    if not len(positions):
        return np.zeros(len(values), bool)
    indexes = np.searchsorted(positions, values)
    indexes[indexes == len(positions)] = 0
    return np.asarray(positions[indexes] == values)


def inside(positions: Positions, ranges: Positions) -> Positions:
    """Return the indexes of the positions that are in any of some ranges, ascending.

    Args:
        positions: The positions.
        ranges: Begin and end of each, disjoint and ascending. Shape: (ranges, 2).
    """
    bounds = positions.searchsorted(ranges.astype(positions.dtype))
    first = bounds[:, 0]
    counts = bounds[:, 1] - first
    indexes = (first - counts.cumsum() + counts).repeat(counts)
    indexes += np.arange(len(indexes))
    return np.asarray(indexes)


def phrase_starts(slots: Sequence[Positions]) -> Positions:
    """Return the positions at which a phrase begins.

    Args:
        slots: The positions of each slot's forms, in the order of the phrase.
    """
    rarest = min(range(len(slots)), key=lambda number: len(slots[number]))
    starts = slots[rarest].astype(np.int64) - rarest
    for number in sorted(range(len(slots)), key=lambda number: len(slots[number])):
        if number != rarest:
            starts = starts[contained(starts + number, slots[number])]
    return starts


def near(
    first: Positions,
    others: Sequence[Positions],
    distance: int,
    begins: Positions,
    ends: Positions,
) -> Positions:
    """Return the positions of the first slot that have every other slot nearby in the same text.

    Args:
        first: The positions of the first slot.
        others: The positions of each other slot.
        distance: Largest difference of positions.
        begins: For each position of the first slot, the first position of its text.
        ends: For each position of the first slot, the end of its text, exclusive.
    """
    positions = first.astype(np.int64)
    kept = np.ones(len(positions), bool)
    for other in others:
        padded = np.concatenate(([-1 << 40], other.astype(np.int64), [1 << 40]))
        before = padded[np.searchsorted(padded, positions, "left") - 1]
        after = padded[np.searchsorted(padded, positions, "right")]
        kept &= ((positions - before <= distance) & (before >= begins)) | (
            (after - positions <= distance) & (after < ends)
        )
    return positions[kept]
