"""File formats that are refused, with advice for staff on how to convert them."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexer.sources.formats.format import Format, refusing

AS_DOCUMENT = "save it as DOCX, and index that"
"""Advice for texts."""

AS_PDF = "save it as PDF, and index that"
"""Advice for what is no text."""

AS_TABLE = "save it as CSV (UTF-8), with the names of the columns in its first row, and index that"
"""Advice for tables."""

_SIGNATURES = (
    ("RTF", rb"\{\\rtf", f"it is an RTF document: {AS_DOCUMENT}"),
    ("Office document", rb"\xd0\xcf\x11\xe0", f"it is a document of an old Office: {AS_DOCUMENT}"),
    (
        "picture",
        (
            rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|....ftyp(?:hei|avi|mi)|II\*\0|MM\0\*|BM....\0\0\0\0"
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
        "Markdown",
        (
            rb"---[ \t]*\r?\n(?:[\w-]+:[^\n]*\n|[ \t]+[^\n]*\n|-[^\n]*\n){1,100}?---\s"
            rb"|#{1,6} +[^\s#]|Title: [^\n]*\n+URL Source: "
        ),
        "it is Markdown: save it as plain text (pandoc -t plain FILE.md), and index that",
    ),
)

_ZIPPED = (
    ("Excel table", b"xl/", f"it is an Excel table: {AS_TABLE}"),
    ("PowerPoint document", b"ppt/", f"it is a PowerPoint document: {AS_PDF}"),
    ("OpenDocument", b"vnd.oasis.opendocument", f"it is an OpenDocument, but no text: {AS_PDF}"),
    ("ZIP archive", b"", "it is a ZIP archive: unpack it, and index what is in it"),
)
"""ZIP formats: name, bytes that occur in the beginning of the file, and reason to refuse it."""


def zipped(part: bytes) -> Callable[[bytes], bool]:
    """Return a test for a ZIP file whose beginning contains a part."""
    return lambda head: head.startswith(b"PK\x03\x04") and part in head


def _signed(name: str, signature: bytes, reason: str) -> Format:
    """Return a format that refuses files with a signature, given as a regular expression."""
    return Format(name, re.compile(signature, re.DOTALL).match, refusing(reason))


OTHER_KINDS: tuple[Format, ...] = (
    *(_signed(*row) for row in _SIGNATURES),
    *(Format(name, zipped(part), refusing(reason)) for name, part, reason in _ZIPPED),
)
"""Formats that are recognised only to refuse their files with advice."""
