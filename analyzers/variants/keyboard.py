"""Keyboard: what a text would be, had it been typed on the other layout.

The layouts are the PC's Arabic 101 and US English, key by key (Microsoft's KBDA1 and KBDUS,
https://learn.microsoft.com/globalization/keyboards/kbda1.html).
"""

from __future__ import annotations

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvnm,./"
_ARABIC = "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ"
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

_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "_ءءر__هوزظ")
"""The keys of the Arabic layout one below the other, by the letters that forms are made of; ى, لا
and ئ are left out, as they are other letters in forms."""

_TO_ARABIC = str.maketrans(
    {
        **dict(zip(_ENGLISH.upper(), _ARABIC, strict=True)),  # the caps lock changes no Arabic
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
    """What the keys give on an Arabic keyboard that were typed on an English one."""
    return text.translate(_TO_ARABIC)


def on_english_layout(text: str) -> str:
    """What the keys give on an English keyboard that were typed on an Arabic one."""
    lam_alef = text
    for arabic, key in (("لأ", "g"), ("لإ", "t"), ("لآ", "b"), ("لا", "b")):
        lam_alef = lam_alef.replace(arabic, key)
    return lam_alef.translate(_TO_ENGLISH)


def neighbours(letter: str) -> frozenset[str]:
    """The letters on the keys beside the one of an Arabic letter, as normalised forms."""
    return _NEIGHBOURS.get(letter, frozenset())


def _neighbours() -> dict[str, frozenset[str]]:
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
