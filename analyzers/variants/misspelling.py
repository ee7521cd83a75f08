"""Misspellings: a weighted edit distance between a typed form and the intended one.

The distance is that of optimal string alignment (Damerau, "A technique for computer detection and
correction of spelling errors", CACM 7(3), 1964), with a lower cost for more common errors. Two
swapped letters, a long vowel too many or too few, a doubled letter, and a letter of similar shape,
similar sound or an adjacent key cost about half. An unrelated letter costs more than one.
"""

from __future__ import annotations

import re
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from analyzers.variants.keyboard import neighbours

VOWELS = frozenset("اويء")
"""Letters that writers often omit or insert."""

LOOK_ALIKE = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
"""Groups of letters of similar shape."""

SOUND_ALIKE = ("تط", "سصز", "دض", "ذزظض", "قكغج", "حهخ", "عا", "ءاوي", "شج", "بف", "ثسذ")
"""Groups of letters of similar sound."""

SWAPPED = 0.5
"""Cost of two adjacent letters in the wrong order."""

VOWEL = 0.5
"""Cost of an omitted or inserted vowel."""

FIRST_OR_LAST = 0.25
"""Additional cost of a vowel at the beginning or the end, where it often makes another word."""

DOUBLED = 0.5
"""Cost of a letter written twice instead of once, or once instead of twice."""

ALIKE = 0.55
"""Cost of a letter of similar shape or sound."""

NEXT_KEY = 0.6
"""Cost of a letter of an adjacent key, replaced or inserted."""

LEFT_OUT = 0.8
"""Cost of another omitted letter."""

PUT_IN = 1.2
"""Cost of another inserted letter."""

OTHER = 1.1
"""Cost of another replaced letter."""

LIMITS = ((8, 1.25), (7, 1.1), (5, 0.85), (4, 0.6))
"""Pairs of a least number of typed letters and the highest cost of a likely correction."""

VOWELS_ALONE = 1.0
"""Highest cost from five letters on if only vowels differ, where above that of `LIMITS`."""

_ALIKE = frozenset(
    pair
    for letters in (*LOOK_ALIKE, *SOUND_ALIKE)
    for one, other in combinations(letters, 2)
    for pair in ((one, other), (other, one))
)
"""Ordered pairs of letters of similar shape or sound."""

_CONSONANT = re.compile(f"[^{''.join(sorted(VOWELS))}]")


def cost(typed: str, meant: str) -> float:
    """Return the cost of the errors that turn the intended form into the typed one; 0 if equal."""
    before: list[float] = []
    last = [0.0]
    for place in range(len(meant)):
        last.append(last[-1] + _left_out(meant, place))
    for row, letter in enumerate(typed):
        this = [last[0] + _put_in(typed, row)]
        for column, other in enumerate(meant):
            ways = [
                last[column + 1] + _put_in(typed, row),
                this[column] + _left_out(meant, column),
                last[column] + _instead(letter, other),
            ]
            if row and column and typed[row - 1] == other and letter == meant[column - 1] != other:
                ways.append(before[column - 1] + SWAPPED)
            this.append(min(ways))
        before, last = last, this
    return last[-1]


def is_likely(typed: str, meant: str, cost_: float) -> bool:
    """Return whether a correction is likely enough to apply without asking.

    Args:
        typed: The typed form.
        meant: The form that may be intended.
        cost_: The cost of the errors.
    """
    limit = next((limit for least, limit in LIMITS if len(typed) >= least), 0.0)
    if len(typed) > LIMITS[-1][0] and _differ_in_few_vowels(typed, meant):
        limit = max(limit, VOWELS_ALONE)
    return cost_ <= limit


def skeleton(form: str) -> str:
    """Return the first letter of a form and its other consonants."""
    return form[:1] + "".join(letter for letter in form[1:] if letter not in VOWELS)


def _differ_in_few_vowels(typed: str, meant: str) -> bool:
    """Return whether only vowels differ, and few between the same consonants.

    No vowel moves past a consonant: ترويكا is not تركيا.
    """
    if skeleton(typed) != skeleton(meant):
        return False
    ours, theirs = _CONSONANT.split(typed[1:]), _CONSONANT.split(meant[1:])
    return sum(map(Levenshtein.distance, ours, theirs)) * VOWEL <= VOWELS_ALONE


def _left_out(meant: str, place: int) -> float:
    """Return the cost of omitting a letter of the intended form."""
    letter = meant[place]
    if letter in VOWELS:
        return VOWEL + FIRST_OR_LAST * (place in {0, len(meant) - 1})
    return DOUBLED if place and meant[place - 1] == letter else LEFT_OUT


def _put_in(typed: str, place: int) -> float:
    """Return the cost of inserting a letter of the typed form."""
    letter = typed[place]
    around = typed[max(place - 1, 0) : place] + typed[place + 1 : place + 2]
    if letter in around:
        return DOUBLED
    if letter in VOWELS:
        return VOWEL + FIRST_OR_LAST * (place in {0, len(typed) - 1})
    return NEXT_KEY if any(letter in neighbours(one) for one in around) else PUT_IN


def _instead(typed: str, meant: str) -> float:
    """Return the cost of a typed letter in place of the intended one; 0 if equal."""
    if typed == meant:
        return 0.0
    if (typed, meant) in _ALIKE:
        return ALIKE
    return NEXT_KEY if typed in neighbours(meant) else OTHER
