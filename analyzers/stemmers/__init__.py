"""The table of stemmers. To add one, write its file here and add a row."""

from __future__ import annotations

from analyzers.stemmers import guarded, lemma
from analyzers.stemmers.base import StemmerRow

STEMMERS: dict[str, StemmerRow] = {
    "guarded": StemmerRow(guarded.make, guarded.VERSION),
    "lemma": StemmerRow(lemma.make, lemma.VERSION),
}
"""By the name that `stemmer` in `settings.toml` gives, how each stemmer is made."""

DEFAULT = "guarded"
