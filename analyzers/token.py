"""Token: one word of a text, and where it stands there."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """`form` is the normalised word. `start` and `end` are code-point offsets into the original
    text and always span the whole word as written, also where one written word gives two forms
    (عبدالرحمن). `position` counts forms from 0."""

    form: str
    position: int
    start: int
    end: int
