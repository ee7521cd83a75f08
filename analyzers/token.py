"""Token: one word of a text, and where it stands there."""

from __future__ import annotations

from array import array
from typing import NamedTuple


class Token(NamedTuple):
    """`form` is the normalised word. `start` and `end` are code-point offsets into the original
    text and always span the whole word as written, also where one written word gives two forms
    (عبدالرحمن). `position` counts forms from 0."""

    form: str
    position: int
    start: int
    end: int


class TokenColumns(NamedTuple):
    """The tokens of a text as columns, for many at once: an entry each at its position."""

    forms: list[str]
    starts: array[int]
    ends: array[int]
