"""File formats that are refused, with advice for staff on how to convert them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import islice

from indexer.sources.formats.format import Format, refusing
from indexer.text.folding import fold_line

AS_TEXT = "save it as plain text (UTF-8), and index that"
"""Advice for documents."""

AS_OBJECTS = (
    "make JSON Lines of it, an object a row with its id, title and body (see the staff's guide)"
)
"""Advice for tables."""

_SIGNATURES = (
    ("PDF", rb"%PDF-", "it is a PDF: save its text (pdftotext -layout FILE.pdf), and index that"),
    ("RTF", rb"\{\\rtf", f"it is an RTF document: {AS_TEXT}"),
    ("Office document", rb"\xd0\xcf\x11\xe0", f"it is a document of an old Office: {AS_TEXT}"),
    (
        "picture",
        (
            rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*|BM....\0\0\0\0"
            rb"|(?:<\?xml[^?]*+\?>\s*)?(?:<!--(?>.*?-->)\s*|<!doctype\s+svg[^>]*+>\s*)*+<svg\b"
        ),
        "it is a picture: only text is indexed",
    ),
    (
        "sound or film",
        rb"ID3|\xff[\xfb\xf3\xf2]|OggS|fLaC|RIFF....(?:WAVE|AVI )|....ftyp|\x1aE\xdf\xa3",
        "it is a sound or a film: only text is indexed",
    ),
    (
        "archive",
        rb"7z\xbc\xaf|Rar!|BZh\d|\xfd7zXZ|\x28\xb5\x2f\xfd|.{257}ustar",
        (
            "it is a packed archive: unpack it, and index what is in it (of packed files only "
            "those of gzip are read)"
        ),
    ),
    ("SQLite", rb"SQLite format 3\0", "it is a database of SQLite: export its articles"),
    (
        "SQL dump",
        rb"--\s*(?:MySQL|MariaDB|phpMyAdmin|PostgreSQL)|/\*!\d{5}",
        "it is a dump of a database: in WordPress, Tools, Export gives what is read",
    ),
    (
        "web archive",
        rb"bplist00|From:\s*<Saved by|MIME-Version:",
        (
            "it is a web archive (MHTML): open it in a browser, copy the text of the page into a "
            "file.txt, and index that"
        ),
    ),
    (
        "HTML page",
        (
            rb"(?i:(?:<\?xml[^?]*+\?>\s*)?(?:<!--(?>.*?-->)\s*)*+"
            rb"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|p|h[1-6]|table)\b)"
        ),
        (
            "it is an HTML page: save it as text (in Firefox: Save Page As, Text Files; or copy "
            "its text into a file.txt), or name the address of the site instead"
        ),
    ),
    (
        "Markdown",
        (
            rb"---[ \t]*\r?\n(?:[\w-]+:[^\n]*\n|[ \t]+[^\n]*\n|-[^\n]*\n){1,100}?---\s"
            rb"|#{1,6} +[^\s#]|Title: [^\n]*\n+URL Source: "
        ),
        "it is Markdown: save it as plain text (pandoc -t plain FILE.md), and index that",
    ),
    (
        "JSON list",
        rb"\[\s*(?:[{\[\"]|\]\s*$)",
        "it is a JSON list: one object a line is wanted: jq -c '.[]' FILE.json > FILE.jsonl",
    ),
)

_ZIPPED = (
    ("Word document", b"word/", f"it is a Word document: {AS_TEXT}"),
    ("Excel table", b"xl/", f"it is an Excel table: {AS_OBJECTS}"),
    ("PowerPoint document", b"ppt/", f"it is a PowerPoint document: {AS_TEXT}"),
    ("OpenDocument", b"vnd.oasis.opendocument", f"it is an OpenDocument: {AS_TEXT}"),
    ("EPUB", b"epub+zip", f"it is a book (EPUB): {AS_TEXT}"),
    ("ZIP archive", b"", "it is a ZIP archive: unpack it, and index what is in it"),
)
"""ZIP formats: name, bytes that occur in the beginning of the file, and reason to refuse it."""

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


def _zipped(part: bytes) -> Callable[[bytes], bool]:
    """Return a test for a ZIP file whose beginning contains a part."""
    return lambda head: head.startswith(b"PK\x03\x04") and part in head


def is_over_several_lines(head: bytes) -> bool:
    """Return True if a file is JSON with objects over several lines, as in indented JSON."""
    lines = [line.strip() for line in islice(io.BytesIO(head), ROWS) if line.strip()]
    if len(lines) < 2 or not lines[0].startswith(b"{"):
        return False
    first, second = lines[:2]
    goes_on = first.endswith((b"{", b"[", b",", b":")) or second.startswith((b'"', b"}", b"]"))
    return goes_on and not _is_json(first) and not _is_json(second)


def _is_json(line: bytes) -> bool:
    """Return True if a line is valid JSON."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def is_table(head: bytes) -> bool:
    """Return True if a file is a table: rows of equal length, or columns with usual names."""
    text = head.decode(errors="replace")
    if _SEPARATOR_LINE.match(text):
        return True
    is_whole = len(head) < WHOLE
    return any(_is_table_of(text, delimiter, is_whole=is_whole) for delimiter in ",;\t|")


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


def _signed(name: str, signature: bytes, reason: str) -> Format:
    """Return a format that refuses files with a signature, given as a regular expression."""
    return Format(name, re.compile(signature, re.DOTALL).match, refusing(reason))


OTHER_KINDS: tuple[Format, ...] = (
    *(_signed(*row) for row in _SIGNATURES),
    *(Format(name, _zipped(part), refusing(reason)) for name, part, reason in _ZIPPED),
    Format(
        "JSON over several lines",
        is_over_several_lines,
        refusing(
            "it is JSON over several lines: one object a line is wanted: jq -c . FILE.json > "
            "FILE.jsonl (of a list in it, such as articles: jq -c '.articles[]')"
        ),
    ),
)
"""Formats that are recognised only to refuse their files with advice."""

TABLE = Format(
    "table",
    is_table,
    refusing(f"it is a table (CSV): {AS_OBJECTS}"),
)
"""The format of tables, which is tested last, because other text files may resemble a table."""
