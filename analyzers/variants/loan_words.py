"""Loan words with several spellings that a list knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from analyzers.normalize import normalize
from analyzers.variants.names import spellings_of_names
from analyzers.variants.transcription import parted

_LIST = Path(__file__).parent / "loan_words.txt"
_COMMA = re.compile("[,،]")


def listed_spellings(word: str) -> tuple[str, ...]:
    """Return the other spellings of a loan word or of a name of one word, in the same form.

    Args:
        word: The word, normalised and without proclitics.
    """
    base, ending = parted(word)
    whole = _spellings().get(word)
    return whole or tuple(other + ending for other in _spellings().get(base, ()))


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Return the other spellings of each listed word without its ending, and of each name."""
    spellings: dict[str, tuple[str, ...]] = {}
    for group in (*_groups(), *spellings_of_names()):
        for one in group:
            others = (other for other in group if other != one)
            spellings[one] = tuple(dict.fromkeys((*spellings.get(one, ()), *others)))
    return spellings


def _groups() -> Iterator[tuple[str, ...]]:
    """Yield the spellings of each loan word without its ending, unless that alone differs."""
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words = ["".join(normalize(word)) for word in _COMMA.split(line)]
            bases = dict.fromkeys(parted(word).base for word in words)
            yield tuple(bases if len(bases) > 1 else words)
