"""The language of a text, as its source names it or its letters and frequent words show it."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

SAMPLE = 4000
"""Number of characters that are looked at."""

PERSIAN_SHARE = 0.01
"""Least share of پ چ ژ گ in a Persian text; in the project's Arabic samples it is below 0.001."""

URDU_SHARE = 0.02
"""Least share of ٹ ڈ ڑ ں ے in an Urdu text."""

MIN_FREQUENT = 2
"""Least number of frequent words that show the language of a text in Latin letters."""

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w+)*")
_SCRIPTS = {
    "ar": ((0x0620, 0x064A), (0x066E, 0x06D3)),
    "he": ((0x05D0, 0x05EA),),
    "ru": ((0x0400, 0x04FF),),
    "el": ((0x0370, 0x03FF),),
    "": ((0x41, 0x5A), (0x61, 0x7A), (0x00C0, 0x024F)),
}
"""First and last code points of the letters of each script, by the language that it shows."""

_BEYOND = 0x0700
"""The code point after those of all scripts."""

_FREQUENT = {
    "en": "the of and to in is that for with are was by from this which has not".split(),
    "de": "der die und das den von zu mit ist des im nicht ein eine auf für dem wird".split(),
    "fr": "le la les des et du en une est que dans pour par sur au qui avec aux".split(),
    "es": "el la los las de que y en una por con para del es se al como más".split(),
    "it": "il la di che e per una del della con sono nel gli dei alla da non è".split(),
    "nl": "de het een van en in is dat op te voor met zijn niet aan door er ook".split(),
    "tr": "ve bir bu için ile olarak da de olan daha çok gibi sonra kadar ise en".split(),
}


def language_of(text: str, named: str = "") -> str:
    """Return the code of a text's language (ISO 639), or "" if it is unknown.

    Args:
        text: The text.
        named: What its source says, such as "ar" or "en_GB"; "" if nothing.
    """
    if found := _TAG.fullmatch(named.strip()):
        return found[1].lower()
    sample = text[:SAMPLE]
    points = np.frombuffer(sample.encode("utf-32-le", "surrogatepass"), "<u4")
    counted = np.bincount(points[points < _BEYOND], minlength=_BEYOND)
    counts = {
        language: sum(int(counted[first : last + 1].sum()) for first, last in ranges)
        for language, ranges in _SCRIPTS.items()
    }
    language = max(counts, key=counts.__getitem__)
    if not counts[language]:
        return ""
    if language == "ar":
        return _in_arabic_letters(sample, counts["ar"])
    return language or _in_latin_letters(sample)


def _in_arabic_letters(text: str, letters: int) -> str:
    if sum(map(text.count, "ٹڈڑںے")) >= URDU_SHARE * letters:
        return "ur"
    return "fa" if sum(map(text.count, "پچژگ")) >= PERSIAN_SHARE * letters else "ar"


def _in_latin_letters(text: str) -> str:
    words = Counter(re.findall(r"\w+", text.lower()))
    counts = {
        language: sum(words[word] for word in frequent) for language, frequent in _FREQUENT.items()
    }
    language = max(counts, key=counts.__getitem__)
    return language if counts[language] >= MIN_FREQUENT else ""
