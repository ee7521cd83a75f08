"""Escaping of text for LaTeX."""

from __future__ import annotations

import re

_WRITTEN = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",  # BibTeX counts \{ as a brace, which would unbalance the value
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}
"""Escape sequences of TeX's special characters."""

_SPECIAL = re.compile("|".join(map(re.escape, _WRITTEN)))
"""Pattern of TeX's special characters."""

_LIGATURE = re.compile(r"(?<=([-'`,<>]))(?=\1)|(?<=[?!])(?=`)")
"""Positions between the characters of a TeX ligature: -- is a dash, '' a quotation mark."""


def as_latex(text: str) -> str:
    """Return the text with TeX's special characters escaped, in UTF-8."""
    return _LIGATURE.sub("{}", _SPECIAL.sub(lambda found: _WRITTEN[found[0]], text))
