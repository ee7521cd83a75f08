"""Normalisation of words to the forms that are indexed.

It folds the letters that Lucene's ArabicNormalizer folds (alef, yeh, teh marbuta) and also the
seats of hamza, the look-alike Persian and Urdu letters, and all digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pyarabic import araby

from analyzers.orthography.hundreds import hundreds
from analyzers.orthography.ligatures import FORMULAS, spelled_out
from analyzers.orthography.pdf_damage import in_reading_order, mended
from analyzers.orthography.quranic import modern, modern_form, with_hamza

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
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb"
)
"""Invisible control characters, as ranges of a character class."""

ARABIC_LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c7"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufdf0-\ufdf9\ufe80-\ufefc"  # presentation forms
)
"""Arabic letters, those of Persian and Urdu included, as ranges of a character class."""

GROUPED_NUMBER = "(?![0\u0660\u06f0])(?:{})".format(
    "|".join(
        f"\\d{{1,3}}(?:{mark}\\d{{3}})+(?!{mark}?\\d)" for mark in (",", r"\.", "\u060c", "\u066c")
    )
)
"""Regular expression of a number with marks between its thousands, all the same mark."""

TASHKEEL = str.maketrans("", "", "".join(map(chr, range(0x64B, 0x660))) + "\u0640\u0670")
"""Translation table that removes vowel marks and tatweel from displayed text."""

_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
_IGNORED = re.compile(f"[{MARKS}{CONTROLS}]")
# U+0653–0655 (madda, hamza above, below) make another letter of the one before: composed first.
# U+0670 (dagger alef) and U+06E7 (small yeh) stand for letters in Quranic spelling.
_NOT_COMPOSING = re.compile(
    f"[{CONTROLS}\u0640\ufe70-\ufe7f\u0610-\u061a\u064b-\u0652\u06d6-\u06e6\u06e8-\u06ed]"
)
_ARABIC_START = re.compile(f"[{ARABIC_LETTERS}{FORMULAS}]")
# يء is ئ behind a long a (مبادىء), but not in لاشيء.
_HAMZA_BEHIND_YEH = re.compile("(.ا(?:(?<!^لا).|[^ش]))يء$")
_MAY_BE_SPELLED_OTHERWISE = re.compile("يء$|ماء|مء|اال|هلل|ربوا$|وه$|يل$|ءا")
# Letters and vowel marks, but not ءَا, which may be Quranic.
_PLAIN = re.compile("(?:[\u0622-\u063a\u0640-\u0652]|\u0621(?![\u064e\u0651\u0640]))+")
_WITHOUT_VOWELS = str.maketrans("", "", "".join(map(chr, (0x640, *range(0x64B, 0x653)))))
_GROUPED_NUMBER = re.compile(GROUPED_NUMBER)
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
        "\u0672": araby.ALEF,  # with wavy hamza above
        "\u0673": araby.ALEF,  # with wavy hamza below
        "\u0675": araby.ALEF,  # with high hamza
        "\u067e": araby.BEH,  # peh
        "\u06a4": araby.FEH,  # veh
        "\u06a5": araby.FEH,  # feh with three dots below
        "\u06a2": araby.FEH,  # Maghribi feh
        "\u06a7": araby.QAF,  # Maghribi qaf
        "\u06a9": araby.KAF,  # Persian keheh
        "\u06aa": araby.KAF,  # swash kaf
        "\u0679": araby.TEH,  # Urdu tteh
        "\u0688": araby.DAL,  # Urdu ddal
        "\u0691": araby.REH,  # Urdu rreh
        "\u0695": araby.REH,  # Kurdish reh
        "\u06b5": araby.LAM,  # Kurdish lam
        "\u06ba": araby.NOON,  # Urdu noon ghunna
        "\u06c6": araby.WAW,  # Kurdish o
        "\u06c7": araby.WAW,  # u
        "\u06cb": araby.WAW,  # ve
        "\u06ce": araby.YEH,  # Kurdish e
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
        folded = _fold_arabic(word)
    else:
        if _GROUPED_NUMBER.fullmatch(word):
            word = "".join(filter(str.isdecimal, word))
        decomposed = unicodedata.normalize("NFKD", word)
        folded = _IGNORED.sub("", decomposed).translate(_FOLDED_LETTERS).casefold()
    # Some ligatures hold several words, and ¼ is 1⁄4.
    forms = [form[:MAX_FORM_LENGTH] for form in _LETTERS_AND_DIGITS.findall(folded)]
    if is_arabic(word):
        forms = [part for form in forms for part in _spelled(form)]
    if len(forms) == 1 and (name := _COMPOUND_NAME.fullmatch(forms[0])):
        return name.groups()
    return tuple(forms)


def _fold_arabic(word: str) -> str:
    """Return the folded letters of an Arabic word, or of several that it holds, with spaces."""
    if _PLAIN.fullmatch(word):
        return in_reading_order(word.translate(_WITHOUT_VOWELS)).translate(_FOLDED_LETTERS)
    bare = in_reading_order(spelled_out(_NOT_COMPOSING.sub("", with_hamza(word))))
    composed = in_reading_order(modern(unicodedata.normalize("NFKC", bare)))
    return _IGNORED.sub("", composed.translate(_FOLDED_LETTERS))


def _spelled(form: str) -> tuple[str, ...]:
    """Return a form in its usual spelling, where another spelling is certain to be the same word.

    Only a hundred has several forms.
    """
    if not _MAY_BE_SPELLED_OTHERWISE.search(form):
        return (form,)
    return hundreds(_HAMZA_BEHIND_YEH.sub(r"\1ء", mended(modern_form(form))))
