"""QueryLists: what staff say that words of a query also mean. A change needs no rebuild."""

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
PINNED = "pinned.txt"
FILES = (SYNONYMS, FOREIGN_NAMES, PINNED)

COMMA = re.compile("[,،]")

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryLists:
    """`synonyms`: groups of two or more; `foreign_names`: names of one word each; all as written.
    `pinned`: by the forms of a query, the ids of the articles that come first. `version` changes
    with every change of a list. `faults`: what of the lists is not used."""

    synonyms: tuple[Group, ...] = ()
    foreign_names: tuple[str, ...] = ()
    pinned: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    version: str = ""
    faults: tuple[Fault, ...] = ()

    @staticmethod
    def stamp(folder: Path) -> tuple[float, ...]:
        """Changes when a list in a folder is written; costs a look at each."""
        files = (folder / name for name in FILES)
        return tuple(file.stat().st_mtime if file.exists() else 0.0 for file in files)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the lists in a folder; one that is not there is empty.

        What is at fault, a line or a file as a whole, is among `faults`, and all else is used.
        """
        faults: list[Fault] = []
        contents = [_content(folder / name, faults) for name in FILES]
        synonyms = read_synonyms(folder / SYNONYMS, contents[0])
        names = read_list(folder / FOREIGN_NAMES, contents[1], _name)
        pinned = read_list(folder / PINNED, contents[2], _pin_reader())
        return cls(
            synonyms=synonyms.entries,
            foreign_names=names.entries,
            pinned=dict(pinned.entries),
            version=hashlib.sha256(b"\0".join(contents)).hexdigest()[:12],
            faults=(*faults, *synonyms.faults, *names.faults, *pinned.faults),
        )


NO_LISTS = QueryLists()


def entry_forms(entry: str) -> tuple[str, ...]:
    """The forms of an entry's words, by which it is the same as another."""
    return tuple(token.form for token in tokenize(entry))


def read_synonyms(file: Path, content: bytes) -> ReadList[Group]:
    """Read groups of words that mean the same, whose entries commas part.

    Args:
        file: What faults call it.
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


def _content(file: Path, faults: list[Fault]) -> bytes:
    """Return the bytes of a list; none if it cannot be read, which is added to the faults."""
    try:
        return content_of(file, may_be_absent=True)
    except ListError as error:
        faults.append(error.fault)
        return b""


def _name(line: Line) -> str:
    name = line.entry
    if len(normalize(name.text)) != 1:
        raise LineError(name.column, "not one word", entry=name.text)
    return name.text


Pin = tuple[tuple[str, ...], tuple[str, ...]]
"""The forms of a query, and the ids of the articles that come first for it."""


def _pin_reader() -> Callable[[Line], Pin]:
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
