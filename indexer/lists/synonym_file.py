"""The file of synonyms, edited by a program: comments, order and what an editor saved stay."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from analyzers.errors import UserError
from analyzers.list_reader import split_lines
from indexer.durable import new_content
from indexer.lists.query_lists import COMMA, entry_forms, read_synonyms

Told = TypeVar("Told")

Reason = Literal["no word", "sign", "same", "apart"]

SIGNS = frozenset(",،#\n\r")
"""What cannot stand in an entry, as it parts entries or begins a comment."""

BYTE_ORDER_MARK = "\ufeff"


class SynonymError(UserError):
    """Two entries cannot be made synonyms. `reason`: one has no word or holds one of SIGNS, both
    mean the same already, or each stands in a group of its own."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Added:
    """The entry that was written, and the group in which it stands now."""

    entry: str
    group: tuple[str, ...]


def add_synonym(file: Path, entry: str, other: str) -> Added:
    """Makes two entries synonyms: where one stands in a group, the other joins it; else they are a
    new group at the end. Raises SynonymError, ListError if the file has a mistake, OSError."""
    return _edited(file, lambda text: with_synonym(text, entry, other))


def remove_entry(file: Path, entry: str) -> None:
    """Takes an entry out of its group, and with it a group of which only one would be left; nothing
    happens if it is not there. Raises ListError if the file has a mistake, OSError."""
    _edited(file, lambda text: (without_entry(text, entry), None))


def with_synonym(text: str, entry: str, other: str) -> tuple[str, Added]:
    """The text of a file with two entries as synonyms. Raises SynonymError."""
    entry, other = entry.strip(), other.strip()  # a blank would stay when the entry is taken out
    for one in (entry, other):
        if not SIGNS.isdisjoint(one):
            raise SynonymError("sign")
        if not entry_forms(one):
            raise SynonymError("no word")
    if entry_forms(entry) == entry_forms(other):
        raise SynonymError("same")
    lines = split_lines(text)
    place, other_place = _place(lines, entry), _place(lines, other)
    if place is not None and other_place is not None:
        raise SynonymError("same" if place == other_place else "apart")
    if place is not None:
        entry, other_place = other, place
    if other_place is None:
        end = "\r\n" if "\r\n" in text else "\n"
        unended = text and not text.endswith(("\n", "\r"))
        return f"{text}{end if unended else ''}{other}، {entry}{end}", Added(entry, (other, entry))
    group, rest = _parted(lines[other_place])
    lines[other_place] = f"{group}، {entry}{rest}"
    return "".join(lines), Added(entry, (*_entries(group), entry))


def without_entry(text: str, entry: str) -> str:
    """The text of a file without an entry."""
    lines = split_lines(text)
    place = _place(lines, entry)
    if place is None:
        return text
    group, rest = _parted(lines[place])
    entries = COMMA.split(group)
    if len(entries) <= 2:
        del lines[place]
        return "".join(lines)
    number = _forms(group).index(entry_forms(entry))
    start = sum(len(one) + 1 for one in entries[:number])
    end = start + len(entries[number])
    kept = group[: start - 1] + group[end:] if number else group[end + 1 :].lstrip()
    lines[place] = kept + rest
    return "".join(lines)


def _place(lines: list[str], entry: str) -> int | None:
    """The number of the line in whose group an entry stands, from 0."""
    forms = entry_forms(entry)
    return next((n for n, line in enumerate(lines) if forms in _forms(_parted(line)[0])), None)


def _parted(line: str) -> tuple[str, str]:
    """The group of a line, and the blanks, the comment and the end of the line after it."""
    group = line.partition("#")[0].rstrip()
    return group, line[len(group) :]


def _entries(group: str) -> list[str]:
    return [entry.strip() for entry in COMMA.split(group)]


def _forms(group: str) -> list[tuple[str, ...]]:
    return [entry_forms(entry) for entry in COMMA.split(group)]


def _edited(file: Path, change: Callable[[str], tuple[str, Told]]) -> Told:
    """Puts a changed text in the place of a file, whole or not at all, and passes on what the
    change tells. What an editor saves meanwhile is read again, and changed in its turn."""
    file = file.resolve()
    with _locked(file.parent):
        while True:
            before = file.read_bytes() if file.exists() else b""
            text = _checked(file, before)
            mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
            changed, told = change(text.removeprefix(mark))
            _checked(file, changed.encode())
            with new_content(file) as new:
                new.stream.write((mark + changed).encode())
                new.sync()
                if (file.read_bytes() if file.exists() else b"") == before:
                    new.replace()
                    return told


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds a lock on a folder, of all processes that edit in it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _checked(file: Path, content: bytes) -> str:
    """Return the text of a list without a fault. Raises ListError."""
    read_synonyms(file, content).strictly()
    return content.decode()
