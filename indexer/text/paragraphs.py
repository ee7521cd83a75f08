"""Paragraphs of a plain text: one per line, no blank lines, white space collapsed."""

from __future__ import annotations

import re

# C0 and C1 controls but those that are white space, DEL, halves of characters and what is none:
# no text holds them on purpose, and XML, terminals and files of citations break by them.
_CONTROLS = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]"
)
_NO_TEXT = re.compile(f"[\\x09-\\x0d\\x1c-\\x1f\\x85\\u2028\\u2029{_CONTROLS.pattern[1:]}")


def one_line(text: str) -> str:
    """Return the text with a blank in place of each line break and control character."""
    return _NO_TEXT.sub(" ", text)


def fold_space(text: str) -> str:
    """Collapse each run of white space into one space; joiners and marks stay."""
    return " ".join(_CONTROLS.sub("", text).split())


def is_blank(text: str) -> bool:
    """Return True if a text is only white space, joiners or bidi controls."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that are not blank, with white space collapsed."""
    return [line for line in map(fold_space, text.splitlines()) if not is_blank(line)]
