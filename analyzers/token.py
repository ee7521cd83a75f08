"""Tokens: the words of a text with their positions and offsets."""

from __future__ import annotations

from array import array
from typing import NamedTuple


class Token(NamedTuple):
    """A token of a text.

    Attributes:
        form: The normalised word.
        position: Position among the forms of the text, from 0.
        start: Start offset in the original text, in code points. The offsets span the whole word,
            even if it has two forms (عبدالرحمن).
        end: End offset, exclusive.
    """

    form: str
    position: int
    start: int
    end: int


class TokenColumns(NamedTuple):
    """The tokens of a text as columns, indexed by position.

    Attributes:
        forms: The form of each token.
        starts: Its start offset, in code points.
        ends: Its end offset, exclusive.
    """

    forms: list[str]
    starts: array[int]
    ends: array[int]
