"""Arabizi: Arabic in Latin letters and digits (da3esh) → the ways to write it in Arabic.

The letters are those in common use (Darwish, "Arabizi Detection and Conversion to Arabic", 2013,
arXiv:1306.6755, table 1); vowels may be written or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_LETTERS: dict[str, tuple[str, ...]] = {
    "2": ("ا", "ء"),
    "3": ("ع",),
    "3'": ("غ",),
    "5": ("خ",),
    "6": ("ط",),
    "7": ("ح",),
    "7'": ("خ",),
    "8": ("ق", "غ"),
    "9": ("ص", "ق"),
    "a": ("ا", "", "ع", "ه", "ي"),
    "aa": ("ا",),
    "b": ("ب",),
    "c": ("ك", "س"),
    "ch": ("ش", "تش"),
    "d": ("د", "ض"),
    "dh": ("ذ", "ظ", "ض"),
    "e": ("", "ي", "ا", "ه"),
    "ee": ("ي",),
    "f": ("ف",),
    "g": ("ج", "غ", "ق"),
    "gh": ("غ",),
    "h": ("ه", "ح"),
    "i": ("ي", "", "ا"),
    "j": ("ج",),
    "k": ("ك", "ق"),
    "kh": ("خ",),
    "l": ("ل",),
    "m": ("م",),
    "n": ("ن",),
    "o": ("و", "", "ا"),
    "oo": ("و",),
    "ou": ("و",),
    "p": ("ب",),
    "q": ("ق",),
    "r": ("ر",),
    "s": ("س", "ص"),
    "sh": ("ش",),
    "t": ("ت", "ط"),
    "th": ("ث", "ذ"),
    "u": ("و", "", "ا"),
    "v": ("ف",),
    "w": ("و",),
    "x": ("كس",),
    "y": ("ي", "ى"),
    "z": ("ز", "ظ", "ذ"),
}
"""What a letter or two may stand for, the likeliest first. All are normalised forms."""

_LONGEST = max(map(len, _LETTERS))


def in_arabic(word: str, may_begin: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The ways to write a word in Arabic letters of which every beginning may be one, each with how
    unlikely it is, from 0. Nothing for a word with other characters."""
    yield from _written(word.casefold(), 0, "", may_begin)


def _written(
    word: str, cost: int, before: str, may_begin: Callable[[str], bool]
) -> Iterator[tuple[int, str]]:
    if not word:
        yield cost, before
        return
    for size in range(min(_LONGEST, len(word)), 0, -1):
        for unlikely, letters in enumerate(_LETTERS.get(word[:size], ())):
            written = before + letters
            if may_begin(written):
                yield from _written(word[size:], cost + unlikely, written, may_begin)
