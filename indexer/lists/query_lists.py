"""Staff's lists for queries: synonyms, foreign names, words that are not one, pinned articles.

Changes need no rebuild.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from analyzers.list_reader import (
    Fault,
    Line,
    LineError,
    ListError,
    ReadList,
    content_of,
    read_list,
)
from analyzers.normalize import normalize
from analyzers.tokenizer import tokenize

SYNONYMS = "synonyms.txt"
FOREIGN_NAMES = "foreign_names.txt"
DIFFERENT_WORDS = "different_words.txt"
PINNED = "pinned.txt"
FILES = (SYNONYMS, FOREIGN_NAMES, DIFFERENT_WORDS, PINNED)
"""Names of the files of the lists."""

COMMA = re.compile("[,،]")
"""Separator of entries."""

Group = tuple[str, ...]
"""Entries of one line, as spelled in the list."""


@dataclass(frozen=True, slots=True)
class QueryLists:
    """The lists for queries.

    Attributes:
        synonyms: Groups of two or more synonyms.
        foreign_names: Foreign names of one word each, as spelled in the list.
        different_words: Groups of words that are no spellings of one, though they look so.
        pinned: Ids of the articles to place first, by the forms of a query.
        version: Digest of the content of the lists.
        faults: Faults of the lines and files that are not used.
    """

    synonyms: tuple[Group, ...] = ()
    foreign_names: tuple[str, ...] = ()
    different_words: tuple[Group, ...] = ()
    pinned: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    version: str = ""
    faults: tuple[Fault, ...] = ()

    @staticmethod
    def stamp(folder: Path) -> tuple[float, ...]:
        """Return the modification times of the lists in a folder, 0 for a missing one."""
        return tuple(_modified(folder / name) for name in FILES)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load the lists in a folder; a list that is missing or cannot be read is empty."""
        faults: list[Fault] = []
        contents = [_content(folder / name, faults) for name in FILES]
        synonyms = read_synonyms(folder / SYNONYMS, contents[0])
        names = read_list(folder / FOREIGN_NAMES, contents[1], _name)
        different = read_list(folder / DIFFERENT_WORDS, contents[2], _different_words)
        pinned = read_list(folder / PINNED, contents[3], _pin_reader())
        return cls(
            synonyms=synonyms.entries,
            foreign_names=names.entries,
            different_words=different.entries,
            pinned=dict(pinned.entries),
            version=hashlib.sha256(b"\0".join(contents)).hexdigest()[:12],
            faults=(
                *faults,
                *synonyms.faults,
                *names.faults,
                *different.faults,
                *pinned.faults,
            ),
        )


NO_LISTS = QueryLists()
"""Empty lists."""


def unknown_pins(folder: Path, is_known: Callable[[str], bool]) -> tuple[Fault, ...]:
    """Return faults for unknown ids in the list of pinned articles, the first of each line.

    Args:
        folder: The folder of the lists.
        is_known: Returns whether an article with an id exists.
    """
    content = _content(folder / PINNED, [])

    def look_at(line: Line) -> None:
        begin = line.text.index("=") + 1 if "=" in line.text else len(line.text)
        for part in Line(line.number, line.text[begin:]).parts(COMMA):
            if part.text and not is_known(part.text):
                raise LineError(begin + part.column, "unknown id", entry=part.text)

    faults = read_list(folder / PINNED, content, look_at).faults
    return tuple(fault for fault in faults if fault.code == "unknown id")


def entry_forms(entry: str) -> tuple[str, ...]:
    """Return the forms of an entry's words; entries with equal forms are the same."""
    return tuple(token.form for token in tokenize(entry))


def read_synonyms(file: Path, content: bytes) -> ReadList[Group]:
    """Read a list of synonyms: a group in each line, its entries separated by commas.

    Args:
        file: Path of the list, for faults.
        content: Its bytes.
    """
    seen: dict[tuple[str, ...], int] = {}

    def group(line: Line) -> Group:
        here: dict[tuple[str, ...], str] = {}
        for part in line.parts(COMMA):
            forms = entry_forms(part.text)
            if not forms:
                raise LineError(part.column, "no word")
            if forms in seen:
                raise LineError(part.column, "repeated", entry=part.text, line=seen[forms])
            if forms in here:
                raise LineError(part.column, "repeated here", entry=part.text)
            here[forms] = part.text
        if len(here) < 2:
            raise LineError(line.entry.column, "alone", entry=line.entry.text)
        seen.update(dict.fromkeys(here, line.number))
        return tuple(here.values())

    return read_list(file, content, group)


def _modified(file: Path) -> float:
    """Return when a file was modified, 0 if it is missing; one look at it for each request."""
    try:
        return file.stat().st_mtime
    except (FileNotFoundError, NotADirectoryError):
        return 0.0


def _content(file: Path, faults: list[Fault]) -> bytes:
    """Return the bytes of a list; if it cannot be read, add the fault and return b""."""
    try:
        return content_of(file, may_be_absent=True)
    except ListError as error:
        faults.append(error.fault)
        return b""


def _name(line: Line) -> str:
    """Parse a line with one foreign name."""
    name = line.entry
    if len(normalize(name.text)) != 1:
        raise LineError(name.column, "not one word", entry=name.text)
    return name.text


def _different_words(line: Line) -> Group:
    """Parse a line with two or more words that are not one."""
    parts = list(line.parts(COMMA))
    for part in parts:
        if not part.text:
            raise LineError(part.column, "no word")
        if len(normalize(part.text)) != 1:
            raise LineError(part.column, "not one word here", entry=part.text)
    if len({normalize(part.text) for part in parts}) < 2:
        raise LineError(line.entry.column, "no other word")
    return tuple(part.text for part in parts)


Pin = tuple[tuple[str, ...], tuple[str, ...]]
"""The forms of a query, and the ids of the articles to place first."""


def _pin_reader() -> Callable[[Line], Pin]:
    """Return a parser of lines with a query, `=` and ids, which refuses repeated queries."""
    seen: dict[tuple[str, ...], int] = {}

    def pin(line: Line) -> Pin:
        query, sign, listed = line.text.partition("=")
        forms = tuple(normalize(query))
        ids = tuple(dict.fromkeys(filter(None, map(str.strip, COMMA.split(listed)))))
        if not sign or not forms or not ids:
            raise LineError(len(query) + 1 if forms else 1, "no pin")
        if forms in seen:
            column = len(query) - len(query.lstrip()) + 1
            raise LineError(column, "repeated", entry=query.strip(), line=seen[forms])
        seen[forms] = line.number
        return forms, ids

    return pin
