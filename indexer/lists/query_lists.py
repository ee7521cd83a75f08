"""QueryLists: what staff say that words of a query also mean. A change needs no rebuild."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from analyzers.errors import UserError
from analyzers.normalize import normalize
from analyzers.tokenizer import tokenize

SYNONYMS = "synonyms.txt"
FOREIGN_NAMES = "foreign_names.txt"
PINNED = "pinned.txt"
FILES = (SYNONYMS, FOREIGN_NAMES, PINNED)

COMMA = re.compile("[,،]")


class QueryListError(UserError):
    """A list cannot be used; the message names the file, the line and the column."""


@dataclass(frozen=True, slots=True)
class QueryLists:
    """`synonyms`: groups of two or more; `foreign_names`: names of one word each; all as written.
    `pinned`: by the forms of a query, the ids of the articles that come first. `version` changes
    with every change of a list."""

    synonyms: tuple[tuple[str, ...], ...] = ()
    foreign_names: tuple[str, ...] = ()
    pinned: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    version: str = ""

    @staticmethod
    def stamp(folder: Path) -> tuple[float, ...]:
        """Changes when a list in a folder is written; costs a look at each."""
        files = (folder / name for name in FILES)
        return tuple(file.stat().st_mtime if file.exists() else 0.0 for file in files)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the lists in a folder; one that is not there is empty. Raises QueryListError."""
        texts = [_text(folder / name) for name in FILES]
        return cls(
            synonyms=parse_synonyms(folder / SYNONYMS, texts[0]),
            foreign_names=_names(folder / FOREIGN_NAMES, texts[1]),
            pinned=_pinned(folder / PINNED, texts[2]),
            version=hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12],
        )


NO_LISTS = QueryLists()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise QueryListError(f"{file}: line {line} is not UTF-8") from error
    except OSError as error:
        raise QueryListError(f"{file}: {error.strerror}") from error


def _lines(text: str) -> list[tuple[int, str]]:
    lines = ((number, line.partition("#")[0]) for number, line in enumerate(text.splitlines(), 1))
    return [(number, line) for number, line in lines if line.strip()]


def entry_forms(entry: str) -> tuple[str, ...]:
    """The forms of an entry's words, by which it is the same as another."""
    return tuple(token.form for token in tokenize(entry))


def parse_synonyms(file: Path, text: str) -> tuple[tuple[str, ...], ...]:
    """The groups in the text of a file. Raises QueryListError."""
    groups = []
    seen: dict[tuple[str, ...], int] = {}
    for number, line in _lines(text):
        group = []
        column = 1
        for entry in COMMA.split(line):
            place = f"{file}: line {number}, column {column + len(entry) - len(entry.lstrip())}"
            forms = entry_forms(entry)
            if not forms:
                raise QueryListError(f"{place}: there is no word")
            if forms in seen:
                where = f"line {seen[forms]}" if seen[forms] != number else "this line"
                raise QueryListError(f"{place}: {entry.strip()} stands in {where} already")
            seen[forms] = number
            group.append(entry.strip())
            column += len(entry) + 1
        if len(group) < 2:
            raise QueryListError(
                f"{file}: line {number}, column 1: {group[0]} has nothing beside it that means "
                "the same; a comma parts them"
            )
        groups.append(tuple(group))
    return tuple(groups)


def _names(file: Path, text: str) -> tuple[str, ...]:
    names = []
    for number, line in _lines(text):
        if len(normalize(line)) != 1:
            column = len(line) - len(line.lstrip()) + 1
            raise QueryListError(
                f"{file}: line {number}, column {column}: {line.strip()} is not one word"
            )
        names.append(line.strip())
    return tuple(names)


def _pinned(file: Path, text: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    pinned: dict[tuple[str, ...], tuple[str, ...]] = {}
    for number, line in _lines(text):
        query, sign, listed = line.partition("=")
        forms = tuple(normalize(query))
        ids = tuple(dict.fromkeys(filter(None, map(str.strip, COMMA.split(listed)))))
        if not sign or not forms or not ids:
            column = len(query) + 1 if forms else 1
            raise QueryListError(
                f"{file}: line {number}, column {column}: wanted a query, = and the ids of articles"
            )
        if forms in pinned:
            raise QueryListError(
                f"{file}: line {number}, column 1: {query.strip()} stands above already"
            )
        pinned[forms] = ids
    return pinned
