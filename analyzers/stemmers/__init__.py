"""The table of stemmers. To add a stemmer, write its module here and add a row."""

from __future__ import annotations

from analyzers.stemmers import guarded, lemma
from analyzers.stemmers.base import StemmerRow

STEMMERS: dict[str, StemmerRow] = {
    "guarded": StemmerRow(guarded.make, guarded.VERSION),
    "lemma": StemmerRow(lemma.make, lemma.VERSION),
}
"""The stemmers, by the name that `stemmer` in `settings.toml` gives."""

DEFAULT = "lemma"
"""Name of the default stemmer."""
