"""Quranic orthography: its letters and marks in the spelling of today.

The copies of the Quran write ا as a dagger (كتٰب is كتاب, صلوٰة is صلاة), آ as ءا, and a hamza
without a seat above the line (شيـٔا is شيئا).
"""

from __future__ import annotations

import re

DAGGER = "\u0670"
"""The dagger alef, a mark for a long a."""

SMALL_YEH = "\u06e7"
"""The small high yeh, a mark for the second of two ي."""

HAMZA_ABOVE = "\u0654"
"""The combining hamza above."""

VOWELS = "\u064b-\u0650\u0652\u0653\u0657\u06e1"
"""Marks of vowels or of their absence, as ranges of a character class."""

_MARKS = VOWELS + "\u0651\u0640"

_MARK = re.compile(f"[{DAGGER}{SMALL_YEH}{HAMZA_ABOVE}]")
_PROCLITICS = "[وف]?[بلك]?"
_BEFORE = f"(?:{_PROCLITICS}(?:ال)?|[وف]?لل)"

# Words with a dagger that are written without an alef today.
_WITHOUT_ALEF = re.compile(
    f"{_BEFORE}(?:له|[أإا]له|رحمن|طه)(?:ه|ها|هم|هما|هن|ك|كم|كما|كن|نا|ي|ين|ة|ية)?"
    f"|{_PROCLITICS}(?:هذ[اهي]|هذان|هذين|هكذا|ههنا|هؤل[اآ]ء|ذلك|ذلكم|ذلكما|ذلكن|[أا]ولئك|[أا]ولئكم)"
    f"|{_PROCLITICS}لكن(?:ه|ها|هم|هما|هن|ك|كم|نا|ا|ي|ني)?"
)
_SEATLESS_ABOVE_LINE = re.compile(f"([{VOWELS}]\u0651?)\u0640([{_MARKS}]*){HAMZA_ABOVE}")
_SEATLESS = re.compile(f"(?<=[^اأإآٱويىهەہ\\W]){HAMZA_ABOVE}")
_FINAL_YEH_DAGGER = re.compile(f"(?<=[ىيی]){DAGGER}$")
_ALEF_ON_SEAT = re.compile(f"و{DAGGER}(?:ا|(?=[ةه]$))|{DAGGER}و(?=[ةه]$)|ى{DAGGER}|ا?{DAGGER}ا?")
_VOCATIVE = re.compile(f"^([وف]?)ي{DAGGER}(?=..)")
_LONG_A = re.compile(
    f"^([وف]?[{_MARKS}]*[بلك]?[{_MARKS}]*(?:[اٱ]ل[{_MARKS}]*)?)ء[\u0651\u0640]*\u064e[\u0651\u0640]*ا"
)
_TODAY = (
    (re.compile(f"^({_BEFORE}(?:صل|زك|حي|مشك))وه$"), r"\1اه"),
    (re.compile(f"^({_BEFORE}(?<=ال)رب)وا$"), r"\1ا"),
    (re.compile(f"^({_PROCLITICS}ال)يل$"), r"\1ليل"),
    (re.compile(f"^({_BEFORE}قر)ءان$"), r"\1ان"),
    (re.compile("^((?:ال)?)ءا(?=.)"), r"\1ا"),
)
"""Forms in Quranic spelling, and what they are today."""

_OPEN_TEH = frozenset(
    ("رحمت", "نعمت", "شجرت", "امرات", "لعنت", "معصيت", "ابنت", "فطرت", "غيابت", "ثمرت")
)
"""Words that the Quran writes with ت for ة, normalised, and that are no frequent verbs."""


def with_hamza(word: str) -> str:
    """Return a word, with all marks, with its hamzas in the letters of today.

    Those above the line are letters (شيـٔا is شيءا), and وَءَا is وآ.
    """
    if HAMZA_ABOVE in word:
        word = _SEATLESS_ABOVE_LINE.sub(r"\1ء\2", word)
    return _LONG_A.sub(r"\1ا", word) if "ء" in word else word


def modern(word: str) -> str:
    """Return a word without its Quranic marks, in the letters of today.

    Args:
        word: The word, whose other marks are removed already.
    """
    if _MARK.search(word):
        word = word.replace("ى" + HAMZA_ABOVE, "ئ").replace(SMALL_YEH, "ي")
        word = _with_alefs(_SEATLESS.sub("ء", word))
    return word


def modern_form(form: str) -> str:
    """Return a normalised form in the spelling of today if it is one of a few Quranic ones."""
    for written, today in _TODAY:
        form = written.sub(today, form)
    return form


def closed_teh(form: str) -> str:
    """Return a form with its final ت as a normalised ة if the Quran writes the word so, or ""."""
    bare = form[1:] if form[:1] in ("و", "ف", "ب", "ل") else form
    return form[:-1] + "ه" if form in _OPEN_TEH or bare in _OPEN_TEH else ""


def _with_alefs(word: str) -> str:
    """Return a word with its dagger alefs as alefs, or without those that none writes today."""
    word = word.replace(f"{DAGGER}\u0653", DAGGER)
    without = word.replace(DAGGER, "")
    if _WITHOUT_ALEF.fullmatch(without.replace("ٱ", "ا")):
        return without
    return _ALEF_ON_SEAT.sub("ا", _FINAL_YEH_DAGGER.sub("", _VOCATIVE.sub(r"\1يا ", word)))
