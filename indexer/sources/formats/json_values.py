"""Reader of JSON: a list of articles, or objects over several lines."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.objects import records_of
from indexer.sources.record import Record, Refused

MAX_BYTES = 512 * 1024 * 1024
"""Maximum size of a file in bytes; it is read whole."""

BEYOND_JSON = "it is no JSON that can be read: too long a number, or too deep"
"""Reason to refuse a value that Python does not read."""

ROWS = 50
"""Number of lines that are examined."""

_LIST = re.compile(rb"\[\s*(?:[{\[\"]|\]\s*$)")

_SPACE = re.compile(r"[\s\ufeff]*")


class _Item(NamedTuple):
    """A value in a file.

    Attributes:
        number: Its number, from 1.
        value: The value.
        written: Its text.
    """

    number: int
    value: object
    written: str


class _BreakError(ValueError):
    """The JSON cannot be read further.

    Attributes:
        number: Number of the value with the error, from 1.
    """

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def read_json(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield a record for each object of a file with a list of objects, or with objects in a row.

    Raises:
        UnreadableError: The file is too long.
        UnicodeDecodeError: The file is not UTF-8.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            "it is longer than 512 MiB: write one object a line: jq -c '.[]' FILE.json > FILE.jsonl"
        )
    item = None
    try:
        for item in _items(data.decode()):
            content = item.written.encode(errors="surrogatepass")
            yield from records_of(item.value, file, f"item {item.number}", content, context)
    except _BreakError as error:
        yield Refused(file, f"item {error.number}", str(error))
        return
    if item is None:
        yield Refused(file, WHOLE_FILE, "it is a JSON list without objects")


def _items(text: str) -> Iterator[_Item]:
    """Yield the values of a list, or those that stand one after the other.

    Raises:
        _BreakError: The text is not valid JSON from here on.
    """
    at = _after_space(text, 0)
    in_list = text.startswith("[", at)
    at = _after_space(text, at + in_list)
    number = 0
    while at < len(text) and not (in_list and text[at] == "]"):
        number += 1
        begin, (value, at) = at, _value(text, at, number)
        yield _Item(number, value, text[begin:at])
        at = _after_space(text, at)
        if text.startswith(",", at):
            at = _after_space(text, at + 1)
        elif in_list and not text.startswith("]", at):
            raise _BreakError(number, _broken("a comma or ] is missing", text, at))
    if in_list and at >= len(text):
        raise _BreakError(number + 1, _broken("a ] is missing", text, at))


def _value(text: str, at: int, number: int) -> tuple[object, int]:
    """Return the value that begins here, and where it ends.

    Raises:
        _BreakError: There is no valid value.
    """
    try:
        return json.JSONDecoder().raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _BreakError(number, _broken(error.msg, text, error.pos)) from error
    except (ValueError, RecursionError) as error:
        raise _BreakError(number, BEYOND_JSON) from error


def _broken(said: str, text: str, at: int) -> str:
    """Return the reason why nothing more is read."""
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return (
        f"the JSON breaks off at line {line}, column {column} ({said}): mend it there, or export "
        "it again; what stands before it is read"
    )


def _after_space(text: str, at: int) -> int:
    """Return where the next sign begins that is no white space."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def is_json(head: bytes) -> bool:
    """Return True if a file is JSON other than an object a line."""
    return bool(_LIST.match(head)) or _is_over_several_lines(head)


def _is_over_several_lines(head: bytes) -> bool:
    """Return True if a file is JSON with objects over several lines, as in indented JSON."""
    lines = [line.strip() for line in islice(io.BytesIO(head), ROWS) if line.strip()]
    if len(lines) < 2 or not lines[0].startswith(b"{"):
        return False
    first, second = lines[:2]
    goes_on = first.endswith((b"{", b"[", b",", b":")) or second.startswith((b'"', b"}", b"]"))
    return goes_on and not _is_value(first) and not _is_value(second)


def _is_value(line: bytes) -> bool:
    """Return True if a line is valid JSON."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
