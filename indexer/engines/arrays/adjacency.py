"""Adjacency: which words stand side by side or near each other, by their ascending positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[Any]
"""Ascending integers."""


def among(wanted: Positions, positions: Positions) -> npt.NDArray[np.bool_]:
    """Which of the wanted stand among the positions."""
    if not len(positions):
        return np.zeros(len(wanted), bool)
    places = np.searchsorted(positions, wanted)
    places[places == len(positions)] = 0
    return np.asarray(positions[places] == wanted)


def side_by_side(slots: Sequence[Positions]) -> Positions:
    """Where the first of the slots stands, with all others after it in order."""
    rarest = min(range(len(slots)), key=lambda number: len(slots[number]))
    starts = slots[rarest].astype(np.int64) - rarest
    for number in sorted(range(len(slots)), key=lambda number: len(slots[number])):
        if number != rarest:
            starts = starts[among(starts + number, slots[number])]
    return starts


def near(
    first: Positions,
    others: Sequence[Positions],
    distance: int,
    begins: Positions,
    ends: Positions,
) -> Positions:
    """Where the first slot stands with one of each other slot within the distance, in the same
    text: [begins, ends) is that of each position of the first slot."""
    places = first.astype(np.int64)
    kept = np.ones(len(places), bool)
    for other in others:
        padded = np.concatenate(([-1 << 40], other.astype(np.int64), [1 << 40]))
        before = padded[np.searchsorted(padded, places, "left") - 1]
        after = padded[np.searchsorted(padded, places, "right")]
        kept &= ((places - before <= distance) & (before >= begins)) | (
            (after - places <= distance) & (after < ends)
        )
    return places[kept]
