"""The reader of lists: files of UTF-8 with an entry, or a group of them, in each line.

A line that cannot be used is a fault, which names file, line and column, and leaves all others in
use. Columns count characters from 1, as editors do.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal, TypeVar

from analyzers.errors import UserError

Entry = TypeVar("Entry")

Notes = Literal["#", "# first"]
"""Where a note begins: at any `#`, or at one that is the first sign of its line."""

Code = Literal[
    "unreadable",
    "utf-16",
    "not utf-8",
    "no word",
    "not one word",
    "repeated",
    "repeated here",
    "alone",
    "no pin",
    "no pair",
    "no lemma",
    "same form",
    "chain",
    "no count",
    "no judgement",
    "no query",
]

REASONS: dict[Code, str] = {
    "unreadable": "it cannot be read: %(why)s",
    "utf-16": "it is saved as UTF-16: save it as UTF-8",
    "not utf-8": "it is not UTF-8: write it anew, and save the file as UTF-8",
    "no word": "there is no word: write one, or take the line or the comma out",
    "not one word": "%(entry)s is not one word: write one in each line",
    "repeated": "%(entry)s stands in line %(line)s already: take one of them out",
    "repeated here": "%(entry)s stands in this line already: take one of them out",
    "alone": "%(entry)s has nothing beside it that means the same; a comma parts them",
    "no pin": "wanted a query, = and the ids of articles",
    "no pair": "wanted a plural, a tab and a singular",
    "no lemma": "wanted a word, a tab and its lemmas",
    "same form": "%(entry)s and %(other)s are the same when normalised: take the line out",
    "chain": "%(entry)s is the singular of %(other)s, and a plural in line %(line)s",
    "no count": "wanted a form, a tab and a count",
    "no judgement": "wanted a query, a number, an article and an answer",
    "no query": "wanted an id, a tab and a query",
}
"""What is said of each fault, and its mend. The pages of staff have it in their languages."""

_BYTE_ENDS = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a list is not used, and why.

    Attributes:
        file: The list; its name alone where it is kept with a generation.
        line: From 1; 0 if it is the whole file.
        column: From 1; 0 if it is the whole file.
        code: The key of its reason in `REASONS`.
        values: What the reason tells, by name.
    """

    file: Path
    line: int
    column: int
    code: Code
    values: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, and the mend, in English."""
        return REASONS[self.code] % self.values

    @property
    def in_short(self) -> str:
        """The fault, with the name of the file alone."""
        return self._told(self.file.name)

    def __str__(self) -> str:
        return self._told(str(self.file))

    def _told(self, file: str) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{file}: {place}{self.reason}"


class ListError(UserError):
    """A list cannot be used; the message names file, line and column, the reason and the mend."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class LineError(Exception):
    """Raised by what reads a line: the line is at fault, from a column on."""

    def __init__(self, column: int, code: Code, **values: object) -> None:
        super().__init__(code)
        self.column = column
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, without blanks around it, and the column at which it begins."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list without its note; it holds more than blanks."""

    number: int
    text: str

    @property
    def entry(self) -> Part:
        """All of the line."""
        return _part(self.text, 1)

    def parts(self, separator: re.Pattern[str]) -> Iterator[Part]:
        """Yield the pieces between separators of one character; one may be empty."""
        column = 1
        for piece in separator.split(self.text):
            yield _part(piece, column)
            column += len(piece) + 1


@dataclass(frozen=True, slots=True)
class ReadList(Generic[Entry]):
    """What a list holds, a value for each line that can be used, and what of it cannot."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()

    def strictly(self) -> tuple[Entry, ...]:
        """Return the entries. Raises ListError if anything is at fault."""
        if self.faults:
            raise ListError(self.faults[0])
        return self.entries


def read_list(
    file: Path, content: bytes, parse: Callable[[Line], Entry], notes: Notes | None = "#"
) -> ReadList[Entry]:
    """Read a list.

    Args:
        file: What faults call it.
        content: Its bytes.
        parse: Returns what a line holds, or raises LineError. It is called in the order of lines.
        notes: Where a note begins; None if there are none.

    Returns:
        Its entries and its faults.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ReadList(faults=(Fault(file, 0, 0, "utf-16"),))
    entries, faults = [], []
    for number, text in enumerate(_decoded_lines(content), 1):
        try:
            if isinstance(text, LineError):
                raise text
            line = Line(number, _without_note(text, notes))
            if line.text.strip():
                entries.append(parse(line))
        except LineError as error:
            faults.append(Fault(file, number, error.column, error.code, error.values))
    return ReadList(tuple(entries), tuple(faults))


def content_of(file: Path, *, may_be_absent: bool = False) -> bytes:
    """Return the bytes of a list.

    Args:
        file: The list.
        may_be_absent: Whether a file that is not there is an empty list.

    Raises:
        ListError: It cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        if may_be_absent and isinstance(error, FileNotFoundError):
            return b""
        why = {"why": error.strerror or str(error)}
        raise ListError(Fault(file, 0, 0, "unreadable", why)) from error


def split_lines(text: str) -> list[str]:
    """Return the lines of a text with their ends: those that editors know, \\n, \\r\\n and \\r."""
    return list(io.StringIO(text, newline=""))


def _part(piece: str, column: int) -> Part:
    """Return the part that a piece, from a column on, holds between blanks."""
    return Part(piece.strip(), column + len(piece) - len(piece.lstrip()))


def _decoded_lines(content: bytes) -> Iterator[str | LineError]:
    """Yield each line without its end, or what is wrong with its bytes."""
    try:
        yield from (line.rstrip("\r\n") for line in split_lines(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        for line in _BYTE_ENDS.split(content.removeprefix(codecs.BOM_UTF8)):
            try:
                yield line.decode()
            except UnicodeDecodeError as error:
                yield LineError(len(line[: error.start].decode()) + 1, "not utf-8")


def _without_note(text: str, notes: Notes | None) -> str:
    if notes == "#":
        return text.partition("#")[0].rstrip()
    return "" if notes and text.lstrip().startswith("#") else text
