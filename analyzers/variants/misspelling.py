"""Misspelling: how far one form is from another that may have been meant by it.

An edit distance (optimal string alignment: Damerau, "A technique for computer detection and
correction of spelling errors", CACM 7(3), 1964) in which each step costs the more the less often
hands, eyes and ears make it: two letters swapped, a long vowel written or not, a letter doubled, a
letter with other dots, of a like sound or of the next key cost half; a letter that has nothing to
do with the one that was meant costs more than one.
"""

from __future__ import annotations

from itertools import combinations

from analyzers.variants.keyboard import neighbours

VOWELS = frozenset("اويء")
"""Letters that are often left out or put in."""

LOOK_ALIKE = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
SOUND_ALIKE = ("تط", "سصز", "دض", "ذزظض", "قكغج", "حهخ", "عا", "ءاوي", "شج", "بف", "ثسذ")

SWAPPED = 0.5
VOWEL = 0.5
FIRST_OR_LAST = 0.25
"""More, for a vowel at the beginning or the end, where it makes another word."""

DOUBLED = 0.5
ALIKE = 0.55
NEXT_KEY = 0.6
LEFT_OUT = 0.8
PUT_IN = 1.2
OTHER = 1.1

LIMITS = ((8, 1.25), (7, 1.1), (5, 0.85), (4, 0.6))
"""By the least letters of what was typed, what its correction may cost."""

VOWELS_ALONE = 1.0
"""What it may cost from five letters on if all that differs is which vowels are written."""

_ALIKE = frozenset(
    pair
    for letters in (*LOOK_ALIKE, *SOUND_ALIKE)
    for one, other in combinations(letters, 2)
    for pair in ((one, other), (other, one))
)


def cost(typed: str, meant: str) -> float:
    """What it takes to make the one that was typed of the one that was meant; 0 for equals."""
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
    """Whether one is so near to the other that it may take its place unasked."""
    limit = next((limit for least, limit in LIMITS if len(typed) >= least), 0.0)
    if len(typed) > LIMITS[-1][0] and skeleton(typed) == skeleton(meant):
        limit = max(limit, VOWELS_ALONE)
    return cost_ <= limit


def skeleton(form: str) -> str:
    """The first letter, and the others that are no vowels."""
    return form[:1] + "".join(letter for letter in form[1:] if letter not in VOWELS)


def _left_out(meant: str, place: int) -> float:
    letter = meant[place]
    if letter in VOWELS:
        return VOWEL + FIRST_OR_LAST * (place in {0, len(meant) - 1})
    return DOUBLED if place and meant[place - 1] == letter else LEFT_OUT


def _put_in(typed: str, place: int) -> float:
    letter = typed[place]
    around = typed[max(place - 1, 0) : place] + typed[place + 1 : place + 2]
    if letter in around:
        return DOUBLED
    if letter in VOWELS:
        return VOWEL + FIRST_OR_LAST * (place in {0, len(typed) - 1})
    return NEXT_KEY if any(letter in neighbours(one) for one in around) else PUT_IN


def _instead(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if (typed, meant) in _ALIKE:
        return ALIKE
    return NEXT_KEY if typed in neighbours(meant) else OTHER
