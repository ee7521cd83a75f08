"""Keyboard layouts: conversion of a text that was typed on the wrong layout, and adjacent keys.

The layouts are the PC's Arabic 101 and US English, key by key (Microsoft's KBDA1 and KBDUS,
https://learn.microsoft.com/globalization/keyboards/kbda1.html).
"""

from __future__ import annotations

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvnm,./"
"""Characters of the keys on the English layout, without b, which gives two letters in Arabic."""

_ARABIC = "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ"
"""Characters of the same keys on the Arabic layout."""

_SHIFTED = {
    "H": "أ",
    "Y": "إ",
    "N": "آ",
    "G": "لأ",
    "T": "لإ",
    "B": "لآ",
    "K": "،",
    "P": "؛",
    "?": "؟",
    "b": "لا",
}
"""Characters of the keys with shift on the Arabic layout, by those on the English one; also b."""

_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "_ءءر__هوزظ")
"""The rows of keys of the Arabic layout, with the letters of normalised forms.

The keys of ئ, لا and ى are replaced by _, as forms have other letters instead.
"""

_TO_ARABIC = str.maketrans(
    {
        **dict(zip(_ENGLISH.upper(), _ARABIC, strict=True)),  # Caps Lock has no effect on Arabic
        **dict(zip(_ENGLISH, _ARABIC, strict=True)),
        **_SHIFTED,
    }
)
_TO_ENGLISH = str.maketrans(
    {
        **dict(zip(_ARABIC, _ENGLISH, strict=True)),
        **{arabic: key.lower() for key, arabic in _SHIFTED.items() if len(arabic) == 1},
        "؟": "?",
    }
)


def on_arabic_layout(text: str) -> str:
    """Return the text that the same keys give on the Arabic layout instead of the English one."""
    return text.translate(_TO_ARABIC)


def on_english_layout(text: str) -> str:
    """Return the text that the same keys give on the English layout instead of the Arabic one."""
    lam_alef = text
    for arabic, key in (("لأ", "g"), ("لإ", "t"), ("لآ", "b"), ("لا", "b")):
        lam_alef = lam_alef.replace(arabic, key)
    return lam_alef.translate(_TO_ENGLISH)


def neighbours(letter: str) -> frozenset[str]:
    """Return the normalised letters of the keys next to that of an Arabic letter."""
    return _NEIGHBOURS.get(letter, frozenset())


def _neighbours() -> dict[str, frozenset[str]]:
    """Return the letters of the keys next to that of each letter; rows are staggered."""
    places = {
        letter: (number, place)
        for number, row in enumerate(_ROWS)
        for place, letter in enumerate(row)
        if letter != "_"
    }
    return {
        letter: frozenset(
            other
            for other, (other_row, other_place) in places.items()
            if other != letter
            and (
                (other_row == row and abs(other_place - place) == 1)
                or (abs(other_row - row) == 1 and other_place - place in {0, row - other_row})
            )
        )
        for letter, (row, place) in places.items()
    }


_NEIGHBOURS = _neighbours()
