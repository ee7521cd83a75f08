"""Reader of JSON Lines with one article per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.json_values import BEYOND_JSON
from indexer.sources.formats.objects import records_of
from indexer.sources.record import Record, Refused

MAX_LINE_BYTES = 32 * 1024 * 1024
"""Maximum length of a line in bytes."""


class _NoJsonError(ValueError):
    """The line is not valid JSON in UTF-8; the message tells staff why."""


def read_json_lines(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield a record for each nonblank line of JSON Lines (UTF-8)."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"line {number}"
        if len(line) > MAX_LINE_BYTES:
            _skip_line(line, stream)
            yield Refused(file, place, "it is longer than 32 MiB")
        elif line := line.strip():
            if known := context.unchanged(file, place, (line,)):
                yield known
                continue
            try:
                yield from records_of(_parse(line), file, place, line, context)
            except _NoJsonError as error:
                yield Refused(file, place, str(error))


def _skip_line(line: bytes, stream: BinaryIO) -> None:
    """Skip the rest of a line, given the piece that has been read."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE_BYTES)


def _parse(line: bytes) -> object:
    """Return the JSON value of a line.

    Raises:
        _NoJsonError: The line is not valid JSON in UTF-8.
    """
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _NoJsonError(f"it is not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise _NoJsonError(f"it is no JSON: {error.msg} at character {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:  # too many digits or nested brackets
        raise _NoJsonError(BEYOND_JSON) from error
