"""Edits of the list of synonyms that preserve its comments, its order and concurrent edits."""

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

Result = TypeVar("Result")

Reason = Literal["no word", "sign", "same", "apart"]
"""Reason of a SynonymError."""

RESERVED = frozenset(",،#\n\r")
"""Characters that an entry cannot contain: separators and the start of a comment."""

BYTE_ORDER_MARK = "\ufeff"


class SynonymError(UserError):
    """Two entries cannot be made synonyms.

    Attributes:
        reason: "no word": an entry has no word; "sign": an entry contains a reserved character;
            "same": they are already synonyms; "apart": they are in different groups.
    """

    def __init__(self, reason: Reason) -> None:
        """Make the error of a reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Added:
    """The entry that was added, and its whole group."""

    entry: str
    group: tuple[str, ...]


def add_synonym(file: Path, entry: str, other: str) -> Added:
    """Make two entries synonyms in a file.

    If one is in a group, the other joins it; otherwise they become a new group at the end.

    Raises:
        SynonymError: They cannot be made synonyms.
        ListError: The file has a fault.
        OSError: The file cannot be read or written.
    """
    return _edited(file, lambda text: with_synonym(text, entry, other))


def remove_entry(file: Path, entry: str) -> None:
    """Remove an entry, if it is there, and its group if only one entry would be left.

    Raises:
        ListError: The file has a fault.
        OSError: The file cannot be read or written.
    """
    _edited(file, lambda text: (without_entry(text, entry), None))


def with_synonym(text: str, entry: str, other: str) -> tuple[str, Added]:
    """Make two entries synonyms in the text of a file.

    Returns:
        The new text, and the entry that was added.

    Raises:
        SynonymError: They cannot be made synonyms.
    """
    entry, other = entry.strip(), other.strip()  # a space would remain after removal of the entry
    for one in (entry, other):
        if not RESERVED.isdisjoint(one):
            raise SynonymError("sign")
        if not entry_forms(one):
            raise SynonymError("no word")
    if entry_forms(entry) == entry_forms(other):
        raise SynonymError("same")
    lines = split_lines(text)
    index, other_index = _index(lines, entry), _index(lines, other)
    if index is not None and other_index is not None:
        raise SynonymError("same" if index == other_index else "apart")
    if index is not None:
        entry, other_index = other, index
    if other_index is None:
        end = "\r\n" if "\r\n" in text else "\n"
        unended = text and not text.endswith(("\n", "\r"))
        return f"{text}{end if unended else ''}{other}، {entry}{end}", Added(entry, (other, entry))
    group, rest = _split_comment(lines[other_index])
    lines[other_index] = f"{group}، {entry}{rest}"
    return "".join(lines), Added(entry, (*_entries(group), entry))


def without_entry(text: str, entry: str) -> str:
    """Return the text of a file without an entry."""
    lines = split_lines(text)
    index = _index(lines, entry)
    if index is None:
        return text
    group, rest = _split_comment(lines[index])
    entries = COMMA.split(group)
    if len(entries) <= 2:
        del lines[index]
        return "".join(lines)
    number = _forms(group).index(entry_forms(entry))
    start = sum(len(one) + 1 for one in entries[:number])
    end = start + len(entries[number])
    kept = group[: start - 1] + group[end:] if number else group[end + 1 :].lstrip()
    lines[index] = kept + rest
    return "".join(lines)


def _index(lines: list[str], entry: str) -> int | None:
    """Return the index of the line that contains an entry, or None."""
    forms = entry_forms(entry)
    return next(
        (n for n, line in enumerate(lines) if forms in _forms(_split_comment(line)[0])), None
    )


def _split_comment(line: str) -> tuple[str, str]:
    """Return the group of a line, and the rest of the line: blanks, comment and line end."""
    group = line.partition("#")[0].rstrip()
    return group, line[len(group) :]


def _entries(group: str) -> list[str]:
    return [entry.strip() for entry in COMMA.split(group)]


def _forms(group: str) -> list[tuple[str, ...]]:
    return [entry_forms(entry) for entry in COMMA.split(group)]


def _edited(file: Path, change: Callable[[str], tuple[str, Result]]) -> Result:
    """Change the text of a file atomically; start again if an editor saves it meanwhile.

    Args:
        file: The file; a missing one is empty.
        change: Returns the new text and a result.

    Returns:
        The result of `change`.
    """
    file = file.resolve()
    with _locked(file.parent):
        while True:
            before = file.read_bytes() if file.exists() else b""
            text = _checked(file, before)
            mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
            changed, result = change(text.removeprefix(mark))
            _checked(file, changed.encode())
            with new_content(file) as new:
                new.stream.write((mark + changed).encode())
                new.sync()
                if (file.read_bytes() if file.exists() else b"") == before:
                    new.replace()
                    return result


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the exclusive lock of a folder, which every process that edits its files takes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _checked(file: Path, content: bytes) -> str:
    """Return the text of a list.

    Raises:
        ListError: The list has a fault.
    """
    read_synonyms(file, content).strictly()
    return content.decode()
