"""The tokenizer: the words of a text with exact offsets.

Words are normalised only after tokenisation, so that offsets refer to the original text.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import accumulate, chain, repeat

from analyzers.normalize import ARABIC_LETTERS, CONTROLS, GROUPED_NUMBER, MARKS, normalize
from analyzers.orthography.ligatures import FORMULAS
from analyzers.token import Token, TokenColumns

# A word is of one script (so «وEuropol» and «ديسمبر2017» are two each), begins and ends with a
# letter or digit, may hold marks and invisible controls, and keeps the marks that follow it.
_ARABIC = f"[{ARABIC_LETTERS}]+"
_OTHER = f"[^\\W_{ARABIC_LETTERS}{MARKS}{CONTROLS}]+"
_NUMBER = f"(?=\\d)(?<![\\dA-Za-z])(?<!\\d[,.\u060c\u066c]){GROUPED_NUMBER}"
_WORD = re.compile(
    f"{_NUMBER}|[{FORMULAS}]"
    f"|{_ARABIC}(?:[{MARKS}{CONTROLS}]+{_ARABIC})*[{MARKS}]*"
    f"|{_OTHER}(?:[{MARKS}{CONTROLS}]+{_OTHER})*[{MARKS}]*"
)
_BETWEEN_WORDS = re.compile(f"({_WORD.pattern})")


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a text with its start and end offsets in code points, end exclusive."""
    for match in _WORD.finditer(text):
        yield match.group(), match.start(), match.end()


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text, in order."""
    forms, starts, ends = token_columns(text)
    return list(map(Token, forms, range(len(forms)), starts, ends))


def token_columns(text: str) -> TokenColumns:
    """Return the tokens of a text as columns."""
    parts = _BETWEEN_WORDS.split(text)  # alternately: text between words, a word
    places = list(accumulate(map(len, parts)))
    starts, ends = places[:-1:2], places[1::2]
    forms = list(map(normalize, parts[1::2]))
    counts = list(map(len, forms))
    if counts.count(1) != len(counts):
        starts = list(chain.from_iterable(map(repeat, starts, counts)))
        ends = list(chain.from_iterable(map(repeat, ends, counts)))
    return TokenColumns(list(chain.from_iterable(forms)), array("I", starts), array("I", ends))
