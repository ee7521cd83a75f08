"""Folding of spelling variants, to compare lines and names."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans("ىیةک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ييهك01234567890123456789")


def fold(text: str) -> str:
    """Fold the spelling of a text.

    Remove tashkeel, hamza, tatweel, invisible characters and case; convert digits to ASCII and each
    run of white space to one space. For example, أيار and ايار fold to the same text, ١٤ to 14.
    """
    # NFKD separates hamza and madda from their letters, so they are removed with the marks.
    decomposed = unicodedata.normalize("NFKD", text).replace("ـ", "")
    kept = "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))
    return " ".join(kept.translate(_LETTERS).casefold().split())


def fold_line(line: str) -> str:
    """Fold a line and remove its punctuation."""
    return re.sub(r"[\W_]+", " ", fold(line)).strip()
