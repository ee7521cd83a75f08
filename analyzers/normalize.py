"""Normalisation of words to the forms that are indexed.

It folds the letters that Lucene's ArabicNormalizer folds (alef, yeh, teh marbuta) and also the
seats of hamza, the look-alike Persian and Urdu letters, and all digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pyarabic import araby

MAX_FORM_LENGTH = 64
"""Longest form in code points; the rest of a longer one is cut off."""

MARKS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # Arabic and Quranic marks
    "\ufe70-\ufe7f"  # their presentation forms
    "\u0300-\u036f"  # combining accents
    "\u0640"  # tatweel
)
"""Marks within a word, as ranges of a character class."""

CONTROLS = (
    "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
"""Invisible control characters, as ranges of a character class."""

ARABIC_LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c7"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe80-\ufefc"  # presentation forms
)
"""Arabic letters, those of Persian and Urdu included, as ranges of a character class."""

TASHKEEL = str.maketrans("", "", "".join(map(chr, range(0x64B, 0x660))) + "\u0640\u0670")
"""Translation table that removes vowel marks and tatweel from displayed text."""

_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
_IGNORED = re.compile(f"[{MARKS}{CONTROLS}]")
# U+0653–0655 (madda, hamza above, below) make another letter of the one before: composed first.
_NOT_COMPOSING = re.compile(
    f"[{CONTROLS}\u0640\ufe70-\ufe7f\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed]"
)
_ARABIC_START = re.compile(f"[{ARABIC_LETTERS}]")
_COMPOUND_NAME = re.compile(
    f"([{araby.WAW}{araby.FEH}{araby.BEH}{araby.LAM}{araby.KAF}]?عبد)(ال.{{2,}})"
)

_FOLDED_LETTERS = str.maketrans(
    {
        araby.ALEF_MADDA: araby.ALEF,
        araby.ALEF_HAMZA_ABOVE: araby.ALEF,
        araby.ALEF_HAMZA_BELOW: araby.ALEF,
        araby.ALEF_WASLA: araby.ALEF,
        araby.WAW_HAMZA: araby.HAMZA,  # مسؤول and مسئول
        araby.YEH_HAMZA: araby.HAMZA,
        araby.ALEF_MAKSURA: araby.YEH,
        araby.TEH_MARBUTA: araby.HEH,
        "\u06a9": araby.KAF,  # Persian keheh
        "\u06aa": araby.KAF,  # swash kaf
        "\u06cc": araby.YEH,  # Persian yeh
        "\u06d0": araby.YEH,  # Pashto e
        "\u06d2": araby.YEH,  # Urdu yeh barree
        "\u06c1": araby.HEH,  # Urdu heh goal
        "\u06be": araby.HEH,  # heh doachashmee
        "\u06d5": araby.HEH,  # ae
        "\u06c0": araby.HEH,  # heh with yeh above
        "\u06c3": araby.HEH,  # Urdu teh marbuta goal
    }
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
)


def is_arabic(form: str) -> bool:
    """Return whether a form begins with an Arabic letter, not a digit or a Latin letter."""
    return bool(_ARABIC_START.match(form))


@lru_cache(maxsize=1 << 18)
def normalize(word: str) -> tuple[str, ...]:
    """Return the forms of a word, none of them empty or longer than MAX_FORM_LENGTH.

    Returns:
        Usually one form; two for a joined compound name (عبدالرحمن); none for a word of marks only;
        several for a ligature of several words.
    """
    if is_arabic(word):
        composed = unicodedata.normalize("NFKC", _NOT_COMPOSING.sub("", word))
        folded = _IGNORED.sub("", composed.translate(_FOLDED_LETTERS))
    else:
        decomposed = unicodedata.normalize("NFKD", word)
        folded = _IGNORED.sub("", decomposed).translate(_FOLDED_LETTERS).casefold()
    # Some ligatures hold several words, and ¼ is 1⁄4.
    forms = [form[:MAX_FORM_LENGTH] for form in _LETTERS_AND_DIGITS.findall(folded)]
    if len(forms) == 1 and (name := _COMPOUND_NAME.fullmatch(forms[0])):
        return name.groups()
    return tuple(forms)
