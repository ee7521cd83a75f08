"""Arabizi: Arabic in Latin letters and digits (da3esh) → the ways to write it in Arabic.

The letters are those in common use (Darwish, "Arabizi Detection and Conversion to Arabic", 2013,
arXiv:1306.6755, table 1); vowels may be written or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

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

_UNWRITTEN = 1 << 30
"""How unlikely a way to write is that was not found."""

_LONGEST = max(map(len, _LETTERS))


def in_arabic(word: str, may_begin: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The ways to write a word in Arabic letters of which every beginning may be one, each with how
    unlikely it is, from 0. Nothing for a word with other characters."""
    latin = word.casefold()
    ways: list[dict[str, int]] = [{} for _ in range(len(latin) + 1)]
    ways[0][""] = 0
    for place, written in enumerate(ways[:-1]):
        for size in range(1, min(_LONGEST, len(latin) - place) + 1):
            letters = _LETTERS.get(latin[place : place + size], ())
            _write_on(written, letters, ways[place + size], may_begin)
    yield from ((cost, way) for way, cost in ways[-1].items())


def _write_on(
    written: Mapping[str, int],
    letters: Sequence[str],
    ways: dict[str, int],
    may_begin: Callable[[str], bool],
) -> None:
    """Adds what is written, with each of the letters, to the ways to write so far."""
    for before, cost in written.items():
        for unlikely, letter in enumerate(letters):
            way = before + letter
            if cost + unlikely < ways.get(way, _UNWRITTEN) and may_begin(way):
                ways[way] = cost + unlikely
