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
    "ii": ("ي", "ءي"),
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
"""What a letter or more may stand for, the likeliest first. All are normalised forms."""

_LETTERS |= {letter * 2: _LETTERS[letter] for letter in "bcdfghjklmnpqrstvwyz"} | {
    "ck": ("ك",),
    "ph": ("ف",),
    "sch": ("ش",),
    "ssh": ("ش",),
    "tch": ("تش",),
    "tz": ("تس", "تز"),
}

_AT_BEGINNING: dict[str, tuple[str, ...]] = {
    "a": ("ا", "ع"),
    "aa": ("ا", "عا"),
    "e": ("ا", "اي", "ع"),
    "ee": ("اي", "عي"),
    "i": ("ا", "اي", "ع"),
    "o": ("او", "ا", "ع", "و"),
    "oo": ("او", "عو"),
    "ou": ("او", "ع", "و"),
    "u": ("ا", "او", "ع"),
}
"""Vowels at the beginning of a word, which Arabic never leaves out."""

_AT_END: dict[str, tuple[str, ...]] = {
    "a": ("ه", "ا", "اء", "ي"),
    "aa": ("اء", "ا"),
    "ah": ("ه",),
    "at": ("ه", "ات"),
    "e": ("ه", "ي", ""),
    "eh": ("ه",),
    "et": ("ه", "ات"),
    "i": ("ي",),
    "ia": ("يا", "يه"),
    "iya": ("يه", "يا"),
    "iyya": ("يه",),
    "iyah": ("يه",),
    "iyyah": ("يه",),
    "o": ("و",),
    "u": ("و",),
    "y": ("ي",),
}
"""Vowels at the end of one, mostly the ending of a feminine or an adjective. Of two or three, two
are equally likely."""

_DIGRAPHS = frozenset(("ch", "dh", "gh", "kh", "sh", "th"))
"""Two letters that are seldom meant as each by itself."""

_UNWRITTEN = 1 << 30
"""How unlikely a way to write is that was not found."""

_LONGEST = max(map(len, (*_LETTERS, *_AT_END)))


def in_arabic(word: str, may_begin: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The ways to write a word in Arabic letters of which every beginning may be one, each with how
    unlikely it is, from 0. Nothing for a word with other characters."""
    latin = word.casefold()
    ways: list[dict[str, int]] = [{} for _ in range(len(latin) + 1)]
    ways[0][""] = 0
    for place, written in enumerate(ways[:-1]):
        for size in range(1, min(_LONGEST, len(latin) - place) + 1):
            apart = size == 1 and latin[place : place + 2] in _DIGRAPHS
            letters = [(unlikely + apart, one) for unlikely, one in _letters(latin, place, size)]
            _write_on(written, letters, ways[place + size], may_begin)
    yield from ((cost, way) for way, cost in ways[-1].items())


def _letters(latin: str, place: int, size: int) -> Iterator[tuple[int, str]]:
    """What some letters of a word may stand for where they are in it, and how unlikely that is."""
    piece = latin[place : place + size]
    if place == 0 and piece in _AT_BEGINNING:
        yield from enumerate(_AT_BEGINNING[piece])
    elif place and place + size == len(latin) and piece in _AT_END:
        yield from ((number // 2, letter) for number, letter in enumerate(_AT_END[piece]))
    else:
        yield from enumerate(_LETTERS.get(piece, ()))


def _write_on(
    written: Mapping[str, int],
    letters: Sequence[tuple[int, str]],
    ways: dict[str, int],
    may_begin: Callable[[str], bool],
) -> None:
    """Adds what is written, with each of the letters, to the ways to write so far."""
    for before, cost in written.items():
        for unlikely, letter in letters:
            way = before + letter
            if cost + unlikely < ways.get(way, _UNWRITTEN) and may_begin(way):
                ways[way] = cost + unlikely
