"""Damage that the extraction of text from PDF does to Arabic words.

Extractors leave letters in visual order, from left to right, or turn round the two letters of a
ligature: the لا of الإرهاب (اإلرهاب), the لله of الله (اهلل).
"""

from __future__ import annotations

import re
import unicodedata

LEAST_TURNED = 6
"""Least number of letters of a word in إلا that is in visual order; وإلا and فإلا have fewer."""

_SHAPED = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf1\ufe80-\ufefc]")
_JOINED_TO_LAST = ("<final>", "<medial>")
_JOINED_TO_NEXT = ("<initial>", "<medial>")
_ALLAH = re.compile("([وفبك]|عبد|)(?:اهلل|هللا)")
_ARTICLE = re.compile("^([وفبك]?)اال(?=[^لذ])")


def in_reading_order(word: str) -> str:
    """Return a word whose letters are in reading order.

    The shape of a letter tells: none that joins to the one before it begins a word, and none that
    joins to the next ends one. No word begins with ة, and almost none ends with إلا.
    """
    if word.startswith("ة") or (word.endswith("إلا") and len(word) >= LEAST_TURNED):
        return word[::-1]
    if _SHAPED.search(word):
        joined = _shape(word[0]) in _JOINED_TO_LAST or _shape(word[-1]) in _JOINED_TO_NEXT
        return word[::-1] if joined else word
    return word


def _shape(letter: str) -> str:
    """Return the shape of a presentation form, as Unicode writes it, or ""."""
    return unicodedata.decomposition(letter).partition(" ")[0]


def mended(form: str) -> str:
    """Return a normalised form with the ligatures at its beginning turned back.

    Only what can be no other word is mended: no word begins with اال, but for slips (االله, االذي).
    """
    if found := _ALLAH.fullmatch(form):
        return f"{found[1]}الله"
    return _ARTICLE.sub(r"\1الا", form)
