"""Detection of the subheadings of a plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

MAX_HEADING_WORDS = 14
"""Maximum number of words of a heading."""

_SENTENCE_END = re.compile(r"""[.!?؟…؛،,:][\s"'”’»)\]]*$""")
LIST_ITEM = re.compile(r"\s*(?:[-–—•*▪●◦·ـ■►]|[\[(]?\d{1,3}\s?[-.)\]–ـ]|\(?\w[-.)–]\s)")
"""Beginning of a list item: a bullet, or a number or letter with a mark, as «1. », «[3]», «أ) »."""


def ends_sentence(line: str) -> bool:
    """Return True if the line ends with a punctuation mark of a sentence or clause."""
    return bool(_SENTENCE_END.search(line))


def is_short(line: str) -> bool:
    """Return True if the line is short enough for a heading and does not end a sentence."""
    return len(line.split()) <= MAX_HEADING_WORDS and not ends_sentence(line)


def find_headings(lines: Sequence[str]) -> tuple[int, ...]:
    """Return the line numbers of the subheadings, starting from 0.

    A subheading is short, is neither a sentence nor a list item, and is followed by a longer
    paragraph.
    """
    return tuple(
        number
        for number, (line, following) in enumerate(pairwise(lines))
        if is_short(line) and not LIST_ITEM.match(line) and _is_longer_paragraph(following, line)
    )


def _is_longer_paragraph(line: str, heading: str) -> bool:
    """Return True if a line is not short and has more words than the heading."""
    return not is_short(line) and len(line.split()) > len(heading.split())
