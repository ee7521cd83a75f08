"""Text as LaTeX that prints just that text: no character of it is a command."""

from __future__ import annotations

import re

_WRITTEN = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",  # \{ would count as a brace in BibTeX, and unbalance the value
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}
_SPECIAL = re.compile("|".join(map(re.escape, _WRITTEN)))
_LIGATURE = re.compile(r"(?<=([-'`,<>]))(?=\1)|(?<=[?!])(?=`)")
"""Between two characters that TeX prints as another one: -- is a dash, '' a quotation mark."""


def as_latex(text: str) -> str:
    """Return the text with TeX's special characters escaped, in UTF-8."""
    return _LIGATURE.sub("{}", _SPECIAL.sub(lambda found: _WRITTEN[found[0]], text))
