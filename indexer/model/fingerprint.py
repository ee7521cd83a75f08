"""Fingerprint: 64 bits that are nearly the same for texts that are nearly the same.

Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002 (simhash), over
runs of three forms.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.model.document import Terms

FAR = 8
"""Bits in which fingerprints of nearly the same text may differ. Of the 51 million pairs of 10,134
news articles all that are so near share about half of their runs or more; where a twentieth of an
article was cut out, about 85 of 100 are."""

SHORTEST = 20
"""Words of a text that is compared."""

RUN = 3
"""Forms side by side that are one feature of a text."""

BITS = 64
Hashes = npt.NDArray[np.uint64]

_ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], np.uint64)
"""Multipliers of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""


def fingerprint(terms: Terms) -> int:
    """The fingerprint of a text, signed; 0 of one that is too short to tell."""
    if len(terms) < SHORTEST:
        return 0
    hashes = np.array([zlib.crc32(form.encode()) for form in terms.lexicon], np.uint64)
    forms = hashes[np.frombuffer(terms.tokens, np.uint32)]
    length = len(forms) - RUN + 1
    runs = np.zeros(length, np.uint64)
    for place in range(RUN):
        runs += _mixed(forms[place : place + length] + np.uint64(place)) * _ODD[place]
    bits = np.unpackbits(_mixed(runs).view(np.uint8).reshape(length, -1), axis=1)
    most = np.packbits(2 * bits.sum(axis=0, dtype=np.int64) > length)
    return int(most.view(np.int64)[0])


def nearly_same(one: int, other: int) -> bool:
    """Whether two texts with these fingerprints are nearly the same."""
    differing: int = ((one ^ other) & (2**BITS - 1)).bit_count()
    return bool(one and other) and differing <= FAR


def first_alike(fingerprints: Sequence[int]) -> list[int | None]:
    """For each text the place of the first one before it that is nearly the same, if any."""
    firsts: list[int] = []
    found: list[int | None] = []
    for place, one in enumerate(fingerprints):
        first = next((n for n in firsts if nearly_same(one, fingerprints[n])), None)
        if first is None:
            firsts.append(place)
        found.append(first)
    return found


def _mixed(values: Hashes) -> Hashes:
    """Each value with its bits stirred, as SplitMix64 does."""
    mixed: Hashes = (values ^ (values >> np.uint64(30))) * _ODD[1]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _ODD[2]
    mixed ^= mixed >> np.uint64(31)
    return mixed
