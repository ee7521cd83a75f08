"""Spellings: the ways in which Arabic writes one foreign name: بروكسل and بروكسيل, غوغل and جوجل.

By rule, and only for names that are told to be foreign: of other words the same letters make others
(جرب and غرب, التزام and التزم). That g has several letters and that a vowel is written or left out
is why such names vary: Halpern, "The Challenges and Pitfalls of Arabic Romanization and
Arabization", CAASL 2 (2007).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.lexicon import Lexicon
from analyzers.variants.proclitics import ARTICLE

HARD_G = "غجق"
"""What stands for the sound g, which standard Arabic does not have: as a class, every one of it."""

VOWELS = "اوي"
LEAST_FOR_G = 5
LEAST_FOR_VOWELS = 6
LEAST_CONSONANTS = 5
"""Letters of a name whose g may differ (one fewer, if it has two: غوغل; but not غانا and قانا);
letters, or consonants, of one whose vowels may."""

NATIVE = 1 / 10
"""A word that has the article this often, beside without, is no foreign name."""


def spellings(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The other spellings of a foreign name, both normalised: those that differ in their g alone,
    and of those that differ in a vowel such as the lexicon knows."""
    by_g = {name, *_by_g(name)}
    by_vowel = {
        other
        for spelling in by_g
        for other in _by_vowel(spelling)
        if other in lexicon and not _is_native(other, lexicon)
    }
    return tuple(sorted((by_g | by_vowel) - {name}))


def _by_g(name: str) -> Iterator[str]:
    """The name with each other letter for its g, the same one everywhere."""
    count = sum(letter in HARD_G for letter in name)
    if count and len(name) + count > LEAST_FOR_G:
        for letter in HARD_G:
            yield "".join(letter if one in HARD_G else one for one in name)


def _by_vowel(name: str) -> Iterator[str]:
    """The name with one vowel more or less, never at its ends nor beside another one."""
    for place in range(1, len(name)):
        before, after = name[:place], name[place:]
        if before[-1] not in VOWELS and after[0] not in VOWELS:
            longer = (before + vowel + after for vowel in VOWELS)
            yield from filter(_may_vary, longer)
        elif _may_vary(name) and _is_lone_vowel(name, place):
            yield before + after[1:]


def _is_lone_vowel(name: str, place: int) -> bool:
    around = name[place - 1 : place] + name[place + 1 : place + 2]
    return name[place] in VOWELS and len(around) == 2 and not set(around) & set(VOWELS)


def _may_vary(longer: str) -> bool:
    consonants = sum(letter not in VOWELS for letter in longer)
    return len(longer) >= LEAST_FOR_VOWELS or consonants >= LEAST_CONSONANTS


def _is_native(word: str, lexicon: Lexicon) -> bool:
    """Whether it is a word of the language: the article stands before it, or may."""
    if word.startswith(ARTICLE):
        return True
    return lexicon.get(ARTICLE + word, 0) > lexicon.get(word, 0) * NATIVE
