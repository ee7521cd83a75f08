"""A source that reads files and folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.sources.files import find_files, read_file
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import Record
from indexer.sources.source import Former, Reading, SourceContext


@dataclass(frozen=True, slots=True)
class Files:
    """A file, or all files below a folder.

    Attributes:
        path: The file or folder.
    """

    path: Path

    @property
    def name(self) -> str:
        """Return the path as text."""
        return str(self.path)

    def open(self, context: SourceContext) -> Reading:
        """Return a new reading of the files."""
        return _FilesReading(self.path, context)


class _FilesReading(Reading):
    """A reading of files."""

    def __init__(self, path: Path, context: SourceContext) -> None:
        self._path = path
        self._context = context
        self._files: list[Path] = []

    def find(self) -> None:
        self._files = find_files([self._path], self._context.claimed)
        self._context.begin(sum(map(_size, self._files)))

    def records(self, former: Former) -> Iterator[Record]:
        context = ReadingContext(
            self._context.lists.boilerplate,
            former.records,
            self._context.post_types,
            self._context.mapping,
            self._context.documents.ocr,
            self._path if self._path.is_dir() else None,
        )
        for file in self._files:
            yield from read_file(file, context, self._context.on_read)


def _size(path: Path) -> int:
    """Return the size of a file in bytes, or 0 if it is missing; reading it will report that."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
