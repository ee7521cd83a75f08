"""Finding source files and reading their records."""

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
from pathlib import Path
from typing import BinaryIO, cast

from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.registry import format_of
from indexer.sources.record import OnRead, Record, Refused
from indexer.sources.source import SourceError, tell_nobody

BUFFER = 64 * 1024
"""Size of the read buffer in bytes, and of the beginning by which a format is recognised."""

IN_NO_CONTEXT = ReadingContext()
"""The context of a file that belongs to no index."""

_GZIP = b"\x1f\x8b"
_LEFT_BY_PROGRAMS = re.compile(r"thumbs\.db|desktop\.ini|~\$.*", re.I)
_DOCUMENTATION = re.compile(r"(?:readme|licen[cs]e)|.*\.md$", re.I)


def find_files(sources: Sequence[Path], claimed: set[Path] | None = None) -> list[Path]:
    """Return the files of the sources in order, each once.

    A folder stands for all files below it, sorted by name. Hidden files and folders are skipped,
    and so are what programs leave behind (Thumbs.db, ~$*) and documentation (README*, LICENSE*,
    *.md), unless it is a source itself.

    Args:
        sources: Files and folders.
        claimed: The real paths that are already read; the paths found are added to it.

    Raises:
        SourceError: A source does not exist, or a folder cannot be read.
    """
    seen = set() if claimed is None else claimed
    files: list[Path] = []
    for source in sources:
        if not source.exists():
            told = f"{source}: there is no such file or folder"
            if not source.is_absolute():
                told += f" in {Path.cwd()}; the address of a site begins with https://"
            raise SourceError(told)
        files += _walk(source, seen)
    return files


def _walk(path: Path, seen: set[Path]) -> Iterator[Path]:
    """Yield a file, or all files below a folder, except those seen before; add them to `seen`."""
    real = Path(os.path.realpath(path))  # unlike resolve(), realpath() accepts circular links
    if real in seen:  # named twice, or reached by a link to a parent folder
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
        is_left_behind = entry.name.startswith(".") or _LEFT_BY_PROGRAMS.fullmatch(entry.name)
        if not (is_left_behind or is_documentation or _belongs_to_a_page(entry)):
            yield from _walk(entry, seen)


def _belongs_to_a_page(folder: Path) -> bool:
    """Return True if a folder holds what a browser saved beside a page: pictures and styles."""
    stem = folder.name.removesuffix("_files")
    pages = (folder.with_name(f"{stem}{suffix}") for suffix in (".html", ".htm"))
    return stem != folder.name and folder.is_dir() and any(page.exists() for page in pages)


def read_file(
    path: Path, context: ReadingContext = IN_NO_CONTEXT, on_read: OnRead = tell_nobody
) -> Iterator[Record]:
    """Yield the records of a file of any format, optionally compressed with gzip.

    The content of the file never causes an exception: a file that cannot be read yields one
    Refused, after the records that precede the damage.

    Args:
        path: The file.
        context: The context of the reading.
        on_read: Called with the number of bytes read from the file on disk.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableError("it is no regular file")
        with _open(path, on_read) as stream:
            head = stream.peek(BUFFER)
            if not head:
                raise UnreadableError("it is empty")
            yield from format_of(head).records(path, stream, context)
    except UnicodeDecodeError as error:
        yield Refused(
            path,
            WHOLE_FILE,
            f"it is no text in {error.encoding} ({error.reason}): save it as UTF-8",
        )
    except UnreadableError as error:
        yield Refused(path, WHOLE_FILE, str(error))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Refused(path, WHOLE_FILE, f"its gzip compression is damaged ({error}): copy it again")
    except OSError as error:
        yield Refused(path, WHOLE_FILE, f"it cannot be read: {error.strerror or error}")


@contextmanager
def _open(path: Path, on_read: OnRead) -> Iterator[io.BufferedReader]:
    """Open a file as a decompressed stream, with UTF-16 as UTF-8 and no byte order mark."""
    with ExitStack() as layers:
        stream = layers.enter_context(_buffered(_CountedFile(path, on_read)))
        if stream.peek(2).startswith(_GZIP):
            stream = layers.enter_context(_buffered(gzip.GzipFile(fileobj=stream)))
        if stream.peek(BUFFER).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            stream = layers.enter_context(_buffered(_Utf16AsUtf8(stream)))
        elif stream.peek(BUFFER).startswith(codecs.BOM_UTF8):
            stream.read(len(codecs.BOM_UTF8))
        yield stream


def _buffered(raw: io.RawIOBase | gzip.GzipFile) -> io.BufferedReader:
    """Return a buffered reader of a raw stream."""
    return io.BufferedReader(cast(io.RawIOBase, raw), BUFFER)


class _CountedFile(io.FileIO):
    """A file that reports the number of bytes read."""

    def __init__(self, path: Path, on_read: OnRead) -> None:
        super().__init__(path)
        self._on_read = on_read

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer and report the number of bytes."""
        size = super().readinto(buffer) or 0
        self._on_read(size)
        return size


class _Utf16AsUtf8(io.RawIOBase):
    """A UTF-8 view of a UTF-16 stream that begins with a byte order mark."""

    def __init__(self, stream: BinaryIO) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-16", newline="\n")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer and return the number of bytes."""
        # A character has at most four bytes in UTF-8.
        data = self._text.read(max(len(buffer) // 4, 1)).encode()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the UTF-16 stream too."""
        self._text.close()
        super().close()
