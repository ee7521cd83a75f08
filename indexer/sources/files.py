"""Source files: which there are, and what each is, by its content."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from analyzers.errors import UserError
from indexer.sources.formats.json_lines import read_json_lines
from indexer.sources.formats.saved_page import PLACE, read_saved_page
from indexer.sources.formats.wordpress_export import read_wordpress_export
from indexer.sources.record import Found, OnRead, Record, Refused, Unchanged
from indexer.sources.unchanged_records import NOTHING, ReadBefore, record_digest

WHOLE_FILE = "the file"
BUFFER = 64 * 1024
MAX_PAGE_BYTES = 8 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_DOCUMENTATION = re.compile(r"(?:readme|licen[cs]e)|.*\.md$", re.I)
_XML = re.compile(rb"<(?:\?xml|rss|rdf|feed|!--)|<!doctype\s+rss", re.I)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)", re.I)
_JSON_LIST = re.compile(rb"\[\s*[{\[\"]")


class SourceError(UserError):
    """A source that staff named cannot be used; the message says which and why."""


class _UnreadableError(ValueError):
    """A file that can be none of the formats; the message says why."""


def find_files(sources: Sequence[Path]) -> list[Path]:
    """The files of the sources, each once, in order; of a folder all files below it, by name.

    Hidden files and folders are skipped, and so is documentation (README*, LICENSE*, *.md) unless
    it is named as a source itself. Raises SourceError for a source that does not exist and for a
    folder that cannot be read.
    """
    seen: set[Path] = set()
    files: list[Path] = []
    for source in sources:
        if not source.exists():
            raise SourceError(f"{source}: there is no such file or folder")
        files += _walk(source, seen)
    return files


def _walk(path: Path, seen: set[Path]) -> Iterator[Path]:
    real = Path(os.path.realpath(path))  # unlike resolve(), it passes over links in a circle
    if real in seen:  # named twice, or a link back up
        return
    seen.add(real)
    if not path.is_dir():
        yield path
        return
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    for entry in entries:
        is_documentation = _DOCUMENTATION.match(entry.name) and not entry.is_dir()
        if not entry.name.startswith(".") and not is_documentation:
            yield from _walk(entry, seen)


def read_file(
    path: Path, boilerplate: frozenset[str], on_read: OnRead, before: ReadBefore = NOTHING
) -> Iterator[Record]:
    """The records of a file: JSON Lines, a WordPress export, or a page saved as text, each also
    compressed by gzip; `boilerplate` are the site's lines in saved pages. What was read `before`
    is Unchanged.

    `on_read` is told the bytes read of the file on disk. Never raises for what the file holds: a
    file that cannot be read is one Refused, after the records that stand before the damage.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _UnreadableError("it is no regular file")
        with _open(path, on_read) as stream:
            yield from _read(path, stream, boilerplate, before)
    except UnicodeDecodeError as error:
        yield Refused(path, WHOLE_FILE, f"it is no text in {error.encoding}: {error.reason}")
    except _UnreadableError as error:
        yield Refused(path, WHOLE_FILE, str(error))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Refused(path, WHOLE_FILE, f"its gzip compression is damaged: {error}")
    except OSError as error:
        yield Refused(path, WHOLE_FILE, f"it cannot be read: {error.strerror or error}")


@contextmanager
def _open(path: Path, on_read: OnRead) -> Iterator[io.BufferedReader]:
    """What a file holds: decompressed, UTF-16 as UTF-8, no byte order mark."""
    with ExitStack() as layers:
        stream = layers.enter_context(_buffered(_CountedFile(path, on_read)))
        if stream.peek(2).startswith(_GZIP):
            stream = layers.enter_context(_buffered(gzip.GzipFile(fileobj=stream)))
        if stream.peek(BUFFER).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            stream = layers.enter_context(_buffered(_Utf16AsUtf8(stream)))
        elif stream.peek(BUFFER).startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        yield stream


def _read(
    path: Path, stream: io.BufferedReader, boilerplate: frozenset[str], before: ReadBefore
) -> Iterator[Record]:
    head = stream.peek(BUFFER)
    start = head.lstrip()
    if not head:
        raise _UnreadableError("it is empty")
    if start.startswith(b"{"):
        yield from read_json_lines(path, stream, before)
    elif _XML.match(start):
        stream.read(len(head) - len(start))  # XML must begin with its declaration
        yield from read_wordpress_export(path, stream, before)
    elif _HTML.match(start):
        raise _UnreadableError("it is an HTML page: save it as text")
    elif _JSON_LIST.match(start):
        raise _UnreadableError("it is a JSON list: one object a line is wanted")
    else:
        text = _page_text(stream)
        record = record_digest(path.stem.encode(errors="surrogateescape"), text.encode())
        if known := before.get(record):
            yield Unchanged(known, path, PLACE, record)
            return
        page = read_saved_page(path, text, boilerplate)
        yield replace(page, record=record) if isinstance(page, Found) else page


def _buffered(raw: io.RawIOBase | gzip.GzipFile) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, raw), BUFFER)


def _page_text(stream: BinaryIO) -> str:
    """The text of a saved page, in UTF-8 or, if it is mostly Arabic in it, in Windows-1256."""
    data = stream.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise _UnreadableError("it is too long for a page saved as text: more than 8 MiB")
    if b"\0" in data:
        raise _UnreadableError(f"it is a binary file: byte {data.index(0)} is zero")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        # Non-ASCII text that was good UTF-8 up to here is damaged UTF-8, not Windows-1256.
        text = data.decode("cp1256")
        if data[: error.start].isascii() and _is_mostly_arabic(text):
            return text
        reason = f"it is no text in UTF-8 or Windows-1256: byte {error.start} cannot be read"
        raise _UnreadableError(reason) from error


def _is_mostly_arabic(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    arabic = sum("\u0621" <= char <= "\u064a" for char in letters)
    return arabic > len(letters) / 2


class _CountedFile(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, on_read: OnRead) -> None:
        super().__init__(path)
        self._on_read = on_read

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        size = super().readinto(buffer) or 0
        self._on_read(size)
        return size


class _Utf16AsUtf8(io.RawIOBase):
    """A stream of UTF-16 with its byte order mark, as one of UTF-8."""

    def __init__(self, stream: BinaryIO) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-16", newline="\n")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        # A character is four bytes of UTF-8 at most.
        data = self._text.read(max(len(buffer) // 4, 1)).encode()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._text.close()
        super().close()
