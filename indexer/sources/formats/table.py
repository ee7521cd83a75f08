"""Reader of tables (CSV) with an article a row and the names of fields in the first."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from indexer.sources.formats.encoding import decoded
from indexer.sources.formats.field_names import named_fields
from indexer.sources.formats.format import ReadingContext, UnreadableError
from indexer.sources.formats.objects import ESSENTIAL, record_of_object, without_fields
from indexer.sources.record import Record, Refused
from indexer.text.folding import fold_line

DELIMITERS = ",;\t|"
"""Signs that may stand between the cells of a row."""

MAX_BYTES = 512 * 1024 * 1024
"""Maximum size of a file in bytes; it is read whole."""

MAX_CELL = 32 * 1024 * 1024
"""Maximum length of a cell in characters."""

COLUMNS = frozenset(
    "id no number name title headline content body text date url link author section category tags"
    " summary post_id post_title post_content post_date رقم معرف اسم عنوان محتوي متن نص تاريخ رابط"
    " قسم كاتب مولف تصنيف وسوم ملخص".split()
)
"""Usual names of columns in tables of articles, or their first words, folded and without ال."""

MAX_NAME_WORDS = 3
"""Maximum number of words of a column's name."""

_SEPARATOR_LINE = re.compile(r"sep=.\s*\n", re.I)
"""First line of a table by Excel, which names the separator."""

_QUOTED = re.compile(r'"(?:[^"]|"")*"[,;\t|] ?"')
"""Beginning of a table whose cells are in quotation marks."""

WHOLE = 64 * 1024
"""Maximum size in bytes of the beginning of a file; a shorter beginning is the whole file."""

ROWS = 50
"""Number of rows or lines that are examined."""


_SEPARATOR = re.compile(r"sep=(.)\s*\n", re.I)


def read_table(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield a record for each row of a table below its first, in UTF-8 or Windows-1256.

    Raises:
        UnreadableError: The file is too long, is not text, or its first row names no field that
            an article needs.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError("it is a table longer than 512 MiB: divide it")
    text = decoded(data)
    named = _SEPARATOR.match(text)
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else _delimiter(text[:WHOLE], is_whole=len(text) < WHOLE)
    csv.field_size_limit(MAX_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ",")
    names = _names(rows)
    given, _ = named_fields(dict.fromkeys(names, delimiter), context.mapping)
    if given.keys().isdisjoint(ESSENTIAL):
        raise UnreadableError(without_fields(names))
    while True:
        place = f"line {rows.line_num + 1}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            reason = f"it is no row of a table ({error}): mend it; what follows it is not read"
            yield Refused(file, place, reason)
            return
        if row is None:
            return
        if any(map(str.strip, row)):
            read = partial(_record, names, row, file, place, context)
            yield context.record(file, place, (json.dumps([names, row]).encode(),), read)


def _names(rows: Iterator[list[str]]) -> list[str]:
    """Return the names in the first row that has any.

    Raises:
        UnreadableError: The table has no such row.
    """
    try:
        names = next((row for row in rows if any(map(str.strip, row))), [])
    except csv.Error as error:
        raise UnreadableError(f"its first row is no row of a table ({error}): mend it") from error
    if not names:
        raise UnreadableError("it is a table without rows")
    return [name.strip() for name in names]


def _record(
    names: list[str], row: list[str], file: Path, place: str, context: ReadingContext
) -> Record:
    """Return the article of a row, or Refused."""
    if any(map(str.strip, row[len(names) :])):
        return Refused(
            file,
            place,
            f"it has {len(row)} cells where the first row has {len(names)}: put the cells that "
            "hold the separator in quotation marks",
        )
    cells = {name: cell for name, cell in zip(names, row, strict=False) if name and cell.strip()}
    return record_of_object(cells, file, place, context)


def is_table(head: bytes) -> bool:
    """Return True if a file is a table: rows of equal length, or columns with usual names."""
    text = _beginning(head)
    return bool(_SEPARATOR_LINE.match(text) or _delimiter(text, is_whole=len(head) < WHOLE))


def _beginning(head: bytes) -> str:
    """Return the text of a file's first bytes, which may end within a character."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("cp1256", errors="replace")


def _delimiter(text: str, *, is_whole: bool) -> str:
    """Return the sign between the cells of a table, or "" if the text is none."""
    found = (sign for sign in DELIMITERS if _is_table_of(text, sign, is_whole=is_whole))
    return next(found, "")


def _is_table_of(text: str, delimiter: str, *, is_whole: bool) -> bool:
    """Return True if a text is a table with this delimiter."""
    rows = list(islice(_rows(text, delimiter, is_whole=is_whole), ROWS))
    if not rows or len(rows[0]) < 2:
        return False
    if sum(map(_names_a_column, rows[0])) >= 2:
        return True
    least = 2 if delimiter == "\t" or _QUOTED.match(text) else 3
    return len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])} and len(rows[0]) >= least


def _names_a_column(cell: str) -> bool:
    """Return True if a cell of the first row is the usual name of a column."""
    words = fold_line(cell.replace("_", " ")).split()
    if not 0 < len(words) <= MAX_NAME_WORDS:
        return False
    return cell.strip().casefold() in COLUMNS or words[0].removeprefix("ال") in COLUMNS


def _rows(text: str, delimiter: str, *, is_whole: bool) -> Iterator[list[str]]:
    """Yield the rows of a text, except a last row that may be cut off."""
    lines = io.StringIO(text, newline="")
    former: list[str] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if former:
                yield former
            former = row if any(map(str.strip, row)) else []
    except csv.Error:
        return
    if former and is_whole:
        yield former
