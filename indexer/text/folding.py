"""Folding: one spelling for texts that people type in many, to compare lines and names."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans("ىیةک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ييهك01234567890123456789")


def fold(text: str) -> str:
    """The text without tashkeel, hamza, tatweel, invisible characters and case, its digits ASCII,
    its white space single spaces. أيار and ايار fold alike, ١٤ folds to 14."""
    # NFKD parts hamza and madda from their letter, so that they fall away with the other marks.
    decomposed = unicodedata.normalize("NFKD", text).replace("ـ", "")
    kept = "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))
    return " ".join(kept.translate(_LETTERS).casefold().split())


def fold_line(line: str) -> str:
    """The words of a line, folded, without any punctuation: to compare lines."""
    return re.sub(r"[\W_]+", " ", fold(line)).strip()
