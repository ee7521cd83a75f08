"""Arabizi: transcription of Arabic in Latin letters and digits (da3esh) to Arabic letters.

The table has the letters in common use (Darwish, "Arabizi Detection and Conversion to Arabic",
2013, arXiv:1306.6755, table 1). Arabic may omit the vowels of the Latin spelling.
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
"""Normalised Arabic spellings of one or several Latin letters, likeliest first."""

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
"""Arabic spellings of vowels at the beginning of a word, where Arabic always writes them."""

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
"""Arabic spellings of vowels at the end of a word, mostly endings of feminines or adjectives.

The first two spellings are equally likely.
"""

_DIGRAPHS = frozenset(("ch", "dh", "gh", "kh", "sh", "th"))
"""Pairs of Latin letters that rarely stand for two sounds."""

_UNWRITTEN = 1 << 30
"""Cost above that of any spelling, for spellings not found yet."""

_LONGEST = max(map(len, (*_LETTERS, *_AT_END)))
"""Largest number of Latin letters with a spelling of their own."""


def in_arabic(word: str, may_begin: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """Yield the Arabic spellings of a word, each with its cost.

    Args:
        word: A word in Latin letters, digits and apostrophes.
        may_begin: Return whether a word of interest begins with a string. Spellings with any other
            beginning are dropped.

    Yields:
        The cost of a spelling, 0 or more and least for the likeliest, and the spelling. There are
        none if the word has other characters.
    """
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
    """Yield the Arabic spellings of some letters of a word, which depend on their place.

    Args:
        latin: The word.
        place: Index of the first of the letters.
        size: Number of the letters.

    Yields:
        The cost of a spelling and the spelling.
    """
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
    """Extend each spelling with each of the letters, and keep the cheapest cost of each result.

    Args:
        written: The cost of each spelling so far.
        letters: The next letters, each after its cost.
        ways: The costs of the extended spellings, which are updated.
        may_begin: Return whether to keep a spelling.
    """
    for before, cost in written.items():
        for unlikely, letter in letters:
            way = before + letter
            if cost + unlikely < ways.get(way, _UNWRITTEN) and may_begin(way):
                ways[way] = cost + unlikely
