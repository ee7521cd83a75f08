"""Title, date and author of a document, from its metadata and its first lines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from indexer.sources.formats.page_lines import date_of, is_paragraph, preparer
from indexer.text.folding import fold_line
from indexer.text.paragraphs import fold_space

FIRST_LINES = 15
"""Maximum number of lines that may belong to the front matter."""

MIN_TITLE_WORDS = 2
"""Minimum number of words of a title in the metadata."""

_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)|untitled|no title|\.(?:docx?|pdf|odt|rtf|indd|qxd|pptx?|html?)$"
    r"|^(?:doc(?:ument)?|scan|slide|layout|page|pdf)\W*\d*$"
    r"|^(?:مستند|بلا عنوان|بدون عنوان|الشريحة)\s*\d*$",
    re.I,
)
_BETWEEN_WORDS = re.compile(r"[_-]+")
_NO_NAME = re.compile(
    r"(?:user|admin|administrator|owner|hp|dell|lenovo|asus|acer|toshiba|pc|home|office|author"
    r"|windows|microsoft|adobe|mac|root|unknown|مستخدم|المستخدم)\b.*|.*[@\\/\d].*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a document.

    Attributes:
        title: The title, or "".
        date: The date, or None.
        author: The author or unit, or "".
        lines: Numbers of the first lines that give these, and are no text.
    """

    title: str
    date: dt.date | None
    author: str
    lines: frozenset[int]

    @property
    def end(self) -> int:
        """Return the number of the first line that is text."""
        return next(number for number in count() if number not in self.lines)


def honest_title(title: str) -> str:
    """Return a title of the metadata if it is one that a person gave, else ""."""
    title = fold_space(title)
    is_one = len(title.split()) >= MIN_TITLE_WORDS and not _NO_TITLE.search(title)
    return title if is_one and any(map(str.isalpha, title)) else ""


def honest_author(name: str) -> str:
    """Return an author of the metadata if it is a name of a person or unit, else ""."""
    name = fold_space(name)
    return "" if len(name.split()) < MIN_TITLE_WORDS or _NO_NAME.fullmatch(name) else name


def is_name(name: str) -> bool:
    """Return True if a text may be the name of an author, and not that of an account."""
    return any(map(str.isalpha, name)) and not _NO_NAME.fullmatch(fold_space(name))


def title_of_name(name: str) -> str:
    """Return the name of a file as a title, for a document that has none."""
    return fold_space(_BETWEEN_WORDS.sub(" ", name.rpartition("/")[2]))


def front_matter(lines: Sequence[str], title: str) -> FrontMatter:
    """Return the front matter that the first lines of a document give.

    Args:
        lines: The lines.
        title: The title, if it is known; else the first line that can be one.
    """
    date: dt.date | None = None
    author = ""
    used: set[int] = set()
    folded = fold_line(title)
    for number, line in enumerate(lines[:FIRST_LINES]):
        if number in used:
            continue
        words = fold_line(line)
        if not words or (folded and (words == folded or words in folded)):
            used.add(number)
        elif (name := preparer(line)) is not None and not author:
            following = lines[number + 1] if number + 1 < len(lines) else ""
            used |= {number} if name else {number, number + 1}
            author = name or fold_space(following)
        elif (dated := date_of(line)) and date is None:
            date = dated[0]
            used.add(number)
        elif is_paragraph(line):
            break
        elif not title:
            title, folded = fold_space(line), words
            used.add(number)
    return FrontMatter(title, date, author, frozenset(used))
