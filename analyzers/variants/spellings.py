"""Spelling variants of foreign names in Arabic: بروكسل and بروكسيل, غوغل and جوجل.

They are made by rule, and only for listed foreign names, because the same changes turn other words
into different ones (جرب and غرب, التزام and التزم). Such names vary because g has several letters
and vowels are optional (Halpern, "The Challenges and Pitfalls of Arabic Romanization and
Arabization", CAASL 2, 2007).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.lexicon import Lexicon
from analyzers.variants.proclitics import ARTICLE

HARD_G = "غجق"
"""The letters for the sound g, which standard Arabic lacks."""

VOWELS = "اوي"
"""The letters of long vowels, which also stand for the vowels of foreign names."""

LEAST_FOR_G = 5
"""Least number of letters of a name with variants of g; one fewer if it has two (غوغل).

Shorter names are left alone, as غانا is not قانا.
"""

LEAST_FOR_VOWELS = 6
"""Least number of letters of a name, with the optional vowel, with variants of vowels."""

LEAST_CONSONANTS = 5
"""Least number of consonants of a shorter name with variants of vowels."""

NATIVE = 1 / 10
"""Frequency with the article, relative to that without, above which a word is Arabic."""


def spellings(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the other spellings of a foreign name, sorted.

    Args:
        name: The name, normalised.
        lexicon: Frequency of each form.

    Returns:
        The spellings with another letter for g, and those of them and of the name with another
        vowel that are in the lexicon and are not Arabic words.
    """
    by_g = {name, *_by_g(name)}
    by_vowel = {
        other
        for spelling in by_g
        for other in _by_vowel(spelling)
        if other in lexicon and not _is_native(other, lexicon)
    }
    return tuple(sorted((by_g | by_vowel) - {name}))


def _by_g(name: str) -> Iterator[str]:
    """Yield the name with each of the letters for g, the same throughout the name."""
    count = sum(letter in HARD_G for letter in name)
    if count and len(name) + count > LEAST_FOR_G:
        for letter in HARD_G:
            yield "".join(letter if one in HARD_G else one for one in name)


def _by_vowel(name: str) -> Iterator[str]:
    """Yield the name with one vowel more or less, neither at its ends nor beside another vowel."""
    for place in range(1, len(name)):
        before, after = name[:place], name[place:]
        if before[-1] not in VOWELS and after[0] not in VOWELS:
            longer = (before + vowel + after for vowel in VOWELS)
            yield from filter(_may_vary, longer)
        elif _may_vary(name) and _is_lone_vowel(name, place):
            yield before + after[1:]


def _is_lone_vowel(name: str, place: int) -> bool:
    """Return whether a letter is a vowel between two consonants."""
    around = name[place - 1 : place] + name[place + 1 : place + 2]
    return name[place] in VOWELS and len(around) == 2 and not set(around) & set(VOWELS)


def _may_vary(longer: str) -> bool:
    """Return whether a name, with the optional vowel, is long enough to omit it."""
    consonants = sum(letter not in VOWELS for letter in longer)
    return len(longer) >= LEAST_FOR_VOWELS or consonants >= LEAST_CONSONANTS


def _is_native(word: str, lexicon: Lexicon) -> bool:
    """Return whether a word is Arabic: it has the article, or often occurs with it."""
    if word.startswith(ARTICLE):
        return True
    return lexicon.get(ARTICLE + word, 0) > lexicon.get(word, 0) * NATIVE
