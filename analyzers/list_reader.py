"""Reader of lists: UTF-8 files with an entry, or a group of entries, in each line.

A line that cannot be used becomes a fault with its file, line and column; the other lines are used.
Columns count characters from 1, as editors do.
"""

from __future__ import annotations

import codecs
import errno
import io
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

from analyzers.errors import UserError

Entry = TypeVar("Entry")

Comments = Literal["#", "# first"]
"""Where comments begin: at any `#`, or only at one that is the first character of its line."""

Code = Literal[
    "unreadable",
    "utf-16",
    "other encoding",
    "not utf-8",
    "more",
    "no word",
    "not one word",
    "not one word here",
    "no other word",
    "repeated",
    "repeated here",
    "alone",
    "no pin",
    "unknown id",
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
    "other encoding": "it is not saved as UTF-8: save it so",
    "not utf-8": "it is not UTF-8: write it anew, and save the file as UTF-8",
    "more": "other lines from here on are not used either, %(count)s in all",
    "no word": "there is no word: write one, or take the line or the comma out",
    "not one word": "%(entry)s is not one word: write one in each line",
    "not one word here": "%(entry)s is not one word: write words with a comma between them",
    "no other word": "wanted two different words with a comma between them",
    "repeated": "%(entry)s stands in line %(line)s already: take one of them out",
    "repeated here": "%(entry)s stands in this line already: take one of them out",
    "alone": "%(entry)s has nothing beside it that means the same; a comma parts them",
    "no pin": "wanted a query, = and the ids of articles",
    "unknown id": "no article has the id %(entry)s: write the one that is meant, or take it out",
    "no pair": "wanted a plural, a tab and a singular",
    "no lemma": "wanted a word, a tab and its lemmas",
    "same form": "%(entry)s and %(other)s are the same when normalised: take the line out",
    "chain": "%(entry)s is the singular of %(other)s, and a plural in line %(line)s",
    "no count": "wanted a form, a tab and a count",
    "no judgement": "wanted a query, a number, an article and an answer",
    "no query": "wanted an id, a tab and a query",
}
"""Message of each fault, with the remedy; `/staff` shows it translated."""

MAX_SHOWN = 80
"""Maximum number of characters of a list that a message repeats."""

MAX_FAULTS = 20
"""Maximum number of faults of a list that are reported one by one."""

_BYTE_ENDS = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of a list, or a whole list, that is not used, and the reason.

    Attributes:
        file: Path of the list; only its name if the list is stored with a generation.
        line: Number of the line, from 1; 0 for the whole file.
        column: Column, from 1; 0 for the whole file.
        code: Key of the message in `REASONS`.
        values: Values of the message's placeholders, by name.
    """

    file: Path
    line: int
    column: int
    code: Code
    values: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Return the reason and the remedy, in English."""
        return REASONS[self.code] % self.values

    @property
    def in_short(self) -> str:
        """Return the message with the name of the file instead of its path."""
        return self._told(self.file.name)

    def __str__(self) -> str:
        return self._told(str(self.file))

    def _told(self, file: str) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{file}: {place}{self.reason}"


class ListError(UserError):
    """A list cannot be used; the message gives file, line, column, reason and remedy.

    Attributes:
        fault: The fault.
    """

    def __init__(self, fault: Fault) -> None:
        """Make the error of a fault."""
        super().__init__(str(fault))
        self.fault = fault


class LineError(Exception):
    """A fault in a line, raised by the parser of the line.

    Attributes:
        column: Column, from 1.
        code: Key of the message in `REASONS`.
        values: Values of the message's placeholders, by name.
    """

    def __init__(self, column: int, code: Code, **values: object) -> None:
        """Make the error; the arguments are the attributes."""
        super().__init__(code)
        self.column = column
        self.code = code
        self.values = {name: _shown(str(value)) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line without surrounding blanks, and the column at which it begins."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line of a list, without its comment.

    Attributes:
        number: Number of the line, from 1.
        text: Its text.
    """

    number: int
    text: str

    @property
    def entry(self) -> Part:
        """Return the whole line as one part."""
        return _part(self.text, 1)

    def parts(self, separator: re.Pattern[str]) -> Iterator[Part]:
        """Yield the parts between separators of one character; a part may be empty."""
        column = 1
        for piece in separator.split(self.text):
            yield _part(piece, column)
            column += len(piece) + 1


@dataclass(frozen=True, slots=True)
class ReadList(Generic[Entry]):
    """The content of a list.

    Attributes:
        entries: The value of each line that can be used.
        faults: The faults of the other lines.
    """

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()

    def strictly(self) -> tuple[Entry, ...]:
        """Return the entries.

        Raises:
            ListError: The list has a fault.
        """
        if self.faults:
            raise ListError(self.faults[0])
        return self.entries


def read_list(
    file: Path, content: bytes, parse: Callable[[Line], Entry], comments: Comments | None = "#"
) -> ReadList[Entry]:
    """Read a list.

    Args:
        file: Path of the list, for faults.
        content: Its bytes.
        parse: Returns the value of a line, or raises LineError. It is called in order of lines.
        comments: Where comments begin; None if there are none.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ReadList(faults=(Fault(file, 0, 0, "utf-16"),))
    lines = list(_decoded_lines(content))
    if _is_other_encoding(lines):
        return ReadList(faults=(Fault(file, 0, 0, "other encoding"),))
    entries, faults = [], []
    for number, text in enumerate(lines, 1):
        try:
            if isinstance(text, LineError):
                raise text
            line = Line(number, _without_comment(text, comments))
            if line.text.strip():
                entries.append(parse(line))
        except LineError as error:
            faults.append(Fault(file, number, error.column, error.code, error.values))
    return ReadList(tuple(entries), _in_brief(faults))


def content_of(file: Path, *, may_be_absent: bool = False) -> bytes:
    """Return the bytes of a list.

    Args:
        file: The list.
        may_be_absent: Treat a missing file as an empty list.

    Raises:
        ListError: The file cannot be read.
    """
    try:
        mode = file.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # reading a pipe would wait for ever
            raise OSError(errno.EINVAL, "it is no regular file", str(file))
        return file.read_bytes()
    except OSError as error:
        if may_be_absent and isinstance(error, FileNotFoundError):
            return b""
        why = {"why": error.strerror or str(error)}
        raise ListError(Fault(file, 0, 0, "unreadable", why)) from error


def split_lines(text: str) -> list[str]:
    """Split a text at LF, CRLF and CR, as editors do; each line keeps its end."""
    return list(io.StringIO(text, newline=""))


def _shown(text: str) -> str:
    """Return a text as a message shows it: short, and without control characters."""
    kept = "".join(char if char.isprintable() else " " for char in text[: MAX_SHOWN + 1])
    return kept if len(kept) <= MAX_SHOWN else f"{kept[:MAX_SHOWN]}…"


def _part(piece: str, column: int) -> Part:
    """Return a piece that begins at a column, without surrounding blanks."""
    return Part(piece.strip(), column + len(piece) - len(piece.lstrip()))


def _decoded_lines(content: bytes) -> Iterator[str | LineError]:
    """Yield each line without its end, or its error if it is not UTF-8."""
    try:
        yield from (line.rstrip("\r\n") for line in split_lines(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        for line in _BYTE_ENDS.split(content.removeprefix(codecs.BOM_UTF8)):
            try:
                yield line.decode()
            except UnicodeDecodeError as error:
                yield LineError(len(line[: error.start].decode()) + 1, "not utf-8")


def _is_other_encoding(lines: Sequence[str | LineError]) -> bool:
    """Return whether a whole file is in another encoding.

    It is if several lines are not UTF-8, and more than the UTF-8 lines with non-ASCII letters.
    """
    faulty = sum(isinstance(line, LineError) for line in lines)
    if faulty < 2:
        return False
    return faulty > sum(isinstance(line, str) and not line.isascii() for line in lines)


def _in_brief(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return the first MAX_FAULTS faults, and one with the number of the others."""
    if len(faults) <= MAX_FAULTS:
        return tuple(faults)
    next_one = faults[MAX_FAULTS]
    count = {"count": str(len(faults) - MAX_FAULTS)}
    return (*faults[:MAX_FAULTS], replace(next_one, code="more", values=count))


def _without_comment(text: str, comments: Comments | None) -> str:
    if comments == "#":
        return text.partition("#")[0].rstrip()
    return "" if comments and text.lstrip().startswith("#") else text
