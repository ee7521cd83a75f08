"""Other writings of what is typed: the other keyboard layout, and Arabic in Latin letters.

They are tried, as in a search, if nothing begins with what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from analyzers.normalize import is_arabic, normalize
from analyzers.variants import names
from analyzers.variants.arabizi import in_arabic
from analyzers.variants.keyboard import on_arabic_layout, on_english_layout
from indexer.lists import territories

MAX_NAMES = 5
"""Most foreign names that are completed, the shortest first."""

MAX_READINGS = 5
"""Most transliterations that are tried, the likeliest first."""

MIN_ARABIZI, MAX_ARABIZI = 3, 20
"""Fewest and most letters of a transliterated beginning of a word."""

LIKELY = 2
"""Maximum cost of a transliteration."""


def foreign_names(text: str) -> tuple[str, ...]:
    """Return the Arabic names of the countries, persons and places that begin with Latin letters.

    Args:
        text: What is typed, in Latin letters or on the Arabic layout.
    """
    latin = on_english_layout(text) if is_arabic(text) else text
    key = "".join(form for word in latin.split() for form in normalize(word))
    if not key.isascii() or not key.isalpha():
        return ()
    found = sorted(
        {*names.beginning(key), *territories.beginning(key)}, key=lambda one: (len(one[0]), one)
    )
    return tuple(islice(dict.fromkeys(arabic for _, arabic in found), MAX_NAMES))


def other_writings(text: str, begins: Callable[[str], bool]) -> Iterator[str]:
    """Yield the text on the other layout, then its transliterations.

    Args:
        text: What is typed.
        begins: Return whether something offered has a word that begins with some letters.
    """
    if is_arabic(text):
        yield on_english_layout(text)
        return
    yield on_arabic_layout(text)
    if text.isascii() and MIN_ARABIZI <= len(text) <= MAX_ARABIZI:
        readings = sorted(in_arabic(text, begins))
        yield from islice((written for cost, written in readings if cost <= LIKELY), MAX_READINGS)
