"""Loan words with several spellings that a list knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
    return _with_ending(word, _spellings())


def spellings_of_loan_word(word: str) -> tuple[str, ...]:
    """Return the other spellings of a word that the list has; none of a name that it lacks.

    Args:
        word: The word, normalised and without proclitics.
    """
    return _with_ending(word, _of_loan_words())


def _with_ending(word: str, spellings: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the spellings of a word, or of its base with the same ending."""
    base, ending = parted(word)
    return spellings.get(word) or tuple(other + ending for other in spellings.get(base, ()))


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Return the other spellings of each listed word without its ending, and of each name."""
    return _others((*_groups(), *spellings_of_names()))


@lru_cache(maxsize=1)
def _of_loan_words() -> Mapping[str, tuple[str, ...]]:
    """Return the other spellings of each listed word without its ending."""
    return _others(_groups())


def _others(groups: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the other spellings of each word of some groups."""
    spellings: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for one in group:
            others = (other for other in group if other != one)
            spellings[one] = tuple(dict.fromkeys((*spellings.get(one, ()), *others)))
    return spellings


def _groups() -> Iterator[tuple[str, ...]]:
    """Yield the spellings of each loan word, without their ending if it is the same."""
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words = ["".join(normalize(word)) for word in _COMMA.split(line)]
            bases, endings = zip(*map(parted, words), strict=True)
            yield bases if len(set(endings)) == 1 else tuple(words)
