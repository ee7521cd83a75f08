"""Transcriptions: the ways in which Arabic writes a foreign name or a loan word.

They vary because Arabic has several letters for a foreign sound, and none for short vowels
(Halpern, "The Challenges and Pitfalls of Arabic Romanization and Arabization", CAASL 2, 2007):
موغيريني and موجيريني, ميليشيا and مليشيا, شولتس and شولتز, ستوكهولم and استوكهولم. The same
differences make different words of Arabic ones (جرب, غرب; كتاب, كاتب), so callers must know
which words are foreign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

VOWELS = "اويء"
"""Letters of vowels in foreign words, with the hamza that stands beside them (خامنائي, خامنئي)."""

LEAST_CONSONANTS = 3
"""Least number of consonants of words that are compared."""

SURE_CONSONANTS = 5
"""Number of consonants from which words may differ twice, or in which vowel they have."""

LEAST_LETTERS = 5
"""Least number of letters of the longer word, without its ending."""

ENDING = re.compile(r"(?<=..)(?:ي(?:ات|ين|ون|ه|ا)|ات|ه|ا)$")
"""Endings of foreign words: feminine and plural, also of adjectives in ي."""

CLUSTERING = "سش"
"""First letters of a word before which an alef helps to speak two consonants (استوكهولم)."""

NISBA = "ي"
"""The letter that makes an adjective."""

_NOUNS = {"": ("", "ات"), "ا": ("ا", "ه", "ات"), "ه": ("ا", "ه", "ات"), "ات": ("", "ا", "ه", "ات")}
"""Endings of nouns, each with those that the same noun may have."""

_TCH, _SH = "تش", "ش"
_ALIKE = frozenset(
    frozenset(pair)
    for letters in ((_TCH, _SH), "غجق", "قك", "تط", "تث", "دض", "سص", "سز", "صز", "زذ", "زظ", "سث")
    for pair in combinations(letters, 2)
)
"""Pairs of letters that stand for one foreign sound."""

_SURELY_ALIKE = frozenset(frozenset(pair) for pair in ("غك",))
"""Further pairs, in words of many consonants (لايبزيغ, لايبزيك)."""

_SOUNDS = str.maketrans(
    dict.fromkeys("غجقك", "ك") | dict.fromkeys("تطثسصزذظ", "ت") | {"ض": "د"} | dict.fromkeys(VOWELS)
)
"""Translation of letters to the consonants of a key; vowels are dropped."""

_VOWEL = re.compile(f"[{VOWELS}]")
_SOUND = re.compile(f"([{VOWELS}]*)([^{VOWELS}]|$)")


class Parted(NamedTuple):
    """A word in two parts.

    Attributes:
        base: The word without its ending; the ي of an adjective belongs to it.
        ending: Its ending, or "".
    """

    base: str
    ending: str


class _Sound(NamedTuple):
    """A consonant and the vowels before it; at the end of a word, "" and the last vowels."""

    vowels: str
    consonant: str


class _Differences(NamedTuple):
    """The differences of two words with the same consonants.

    Attributes:
        letters: Pairs of different consonants, or of تش and ش.
        longer: Vowels that only the first word has.
        shorter: Vowels that only the second word has.
        other: Vowels that the two write with different letters.
    """

    letters: tuple[frozenset[str], ...]
    longer: int
    shorter: int
    other: int


def key(word: str) -> str:
    """Return the consonants of a word without its ending; letters of one sound are one letter.

    Transcriptions of one name have the same key.
    """
    return parted(word).base.replace(_TCH, _SH).translate(_SOUNDS)


def may_be_one(one: str, other: str) -> bool:
    """Return whether two foreign words with the same key may be transcriptions of one word.

    They differ in one letter of the same sound, in one vowel that only one of them writes, or in
    the ending (بوتفليقة, بوتفليقا). Words of many consonants may differ twice, or in which vowel
    they write.

    Args:
        one: A word without proclitics.
        other: Another word without proclitics.
    """
    ours, theirs = parted(one), parted(other)
    if max(len(ours.base), len(theirs.base)) < LEAST_LETTERS:
        return False
    if ours.base == theirs.base:
        return {ours.ending, theirs.ending} == {"ا", "ه"} and not ours.base.endswith(NISBA)
    differ = _differences(ours.base, theirs.base) if _go_together(ours, theirs) else None
    if differ is None or (differ.longer and differ.shorter):
        return False
    consonants = len(key(one))
    alike = _ALIKE if consonants == LEAST_CONSONANTS else _ALIKE | _SURELY_ALIKE
    if not alike.issuperset(differ.letters):
        return False
    count = len(differ.letters) + differ.longer + differ.shorter
    if consonants < SURE_CONSONANTS:
        return count <= 1 and not differ.other
    return count <= 2 and differ.other <= 1 and not (count and differ.other)


def same_vowels(one: str, other: str) -> bool:
    """Return whether two transcriptions write the same vowels, and differ in consonants alone."""
    return _VOWEL.findall(parted(one).base) == _VOWEL.findall(parted(other).base)


def inflections(word: str) -> tuple[str, ...]:
    """Return a foreign word with each of the endings that it may have."""
    base, ending = parted(word)
    if base.endswith(NISBA):
        return tuple(base + one for one in ("", "ه", "ا", "ات", "ين", "ون"))
    return tuple(base + one for one in _NOUNS[ending])


def parted(word: str) -> Parted:
    """Return the base and the ending of a word without proclitics."""
    found = ENDING.search(word)
    if found is None:
        return Parted(word, "")
    base, ending = word[: found.start()], found.group()
    if ending.startswith(NISBA):
        return Parted(base + NISBA, ending[1:])
    return Parted(base, ending)


def _go_together(one: Parted, other: Parted) -> bool:
    """Return whether two words may be one by their endings: both have one, or neither."""
    return one.base[-1] == other.base[-1] == NISBA or bool(one.ending) == bool(other.ending)


def _differences(one: str, other: str) -> _Differences | None:
    """Return the differences of two words of one key, or None if transcriptions have none such."""
    ours, theirs = _spelled(one), _spelled(other)
    if len(ours) != len(theirs):
        return None
    letters = [frozenset((_TCH, _SH))] if (_TCH in one) != (_TCH in other) else []
    longer = shorter = different = 0
    for place, (mine, its) in enumerate(zip(ours, theirs, strict=True)):
        if mine.consonant != its.consonant:
            letters.append(frozenset((mine.consonant, its.consonant)))
        if mine.vowels == its.vowels:
            continue
        if len(mine.vowels) == len(its.vowels):
            different += 1
        elif len(mine.vowels) > len(its.vowels):
            longer += 1
        else:
            shorter += 1
        short, long = sorted((mine.vowels, its.vowels), key=len)
        if not _may_vary(short, long, place, ours):
            return None
    return _Differences(tuple(letters), longer, shorter, different)


def _may_vary(short: str, long: str, place: int, sounds: Sequence[_Sound]) -> bool:
    """Return whether the vowels before a consonant may be written in two ways.

    Args:
        short: Those of the shorter way, if one is.
        long: Those of the other.
        place: Index of the consonant.
        sounds: All consonants, each with its vowels, in one of the two words.
    """
    if short and len(sounds) == LEAST_CONSONANTS + 1:  # too few consonants to be sure
        return not sounds[place].consonant and long == "ا" + short and short.startswith("ء")
    if not sounds[place].consonant:  # at the end
        return long == "ا" + short and short.startswith("ء")
    if not place and long == "و" + short:  # a conjunction
        return False
    if not place and not short:
        return long == "ا" and sounds[0].consonant in CLUSTERING and not sounds[1].vowels
    if len(short) == len(long):
        return sum(one != other for one, other in zip(short, long, strict=True)) == 1
    return any(long[:cut] + long[cut + 1 :] == short for cut in range(len(long)))


def _spelled(base: str) -> list[_Sound]:
    """Return the consonants of a word, each with the vowels before it; the last has none."""
    found = _SOUND.findall(base.replace(_TCH, _SH))
    return [_Sound(*one) for one in found]
