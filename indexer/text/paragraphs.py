"""Paragraphs of a plain text: one per line, without blank lines or repeated white space."""

from __future__ import annotations

import re

# C0 and C1 controls other than white space, DEL, lone surrogates and noncharacters. They occur in
# texts only by mistake, and break XML, terminals and citation files.
_CONTROLS = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]"
)
_NO_TEXT = re.compile(f"[\\x09-\\x0d\\x1c-\\x1f\\x85\\u2028\\u2029{_CONTROLS.pattern[1:]}")


def one_line(text: str) -> str:
    """Return the text with each line break and control character replaced by a space."""
    return _NO_TEXT.sub(" ", text)


def without_controls(text: str) -> str:
    """Return the text without control characters other than white space."""
    return _CONTROLS.sub("", text)


def fold_space(text: str) -> str:
    """Collapse each run of white space into one space, and remove control characters.

    Joiners and marks stay.
    """
    return " ".join(without_controls(text).split())


def is_blank(text: str) -> bool:
    """Return True if a text contains only white space, joiners and bidi controls."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def paragraphs(text: str) -> list[str]:
    """Return the nonblank lines of a text, with white space collapsed."""
    return [line for line in map(fold_space, text.splitlines()) if not is_blank(line)]
