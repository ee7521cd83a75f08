"""A lazily opened reader of a Whoosh segment.

A search needs it only for the articles shown, an update only for segments that it changes. The term
list of the segment is read when Whoosh's own reader is asked for. Its files are read, not mapped
into memory: if a mapped file is cut short, the system kills whoever reads the missing part.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from indexer.engines.whoosh.damage import damage_as_error
from indexer.engines.whoosh.schema import whoosh_schema
from indexer.engines.whoosh.stems_file import stems_name


class WhooshReader:
    """A reader that threads may share, since it gives Whoosh's reader to one at a time.

    Attributes:
        name: Id of the segment.
        count: Number of documents, deleted ones included.
        stems_path: Path of the file with the stems of the segment's forms.
    """

    def __init__(self, folder: Path, segment: Any) -> None:
        """Prepare a reader of a Whoosh segment in a folder, without opening it."""
        self._folder = folder
        self._segment = segment
        self._lock = threading.Lock()
        self._opened: Any = None
        self._stored: Any = None
        self._files: Any = None
        self.name = str(segment.segment_id())
        self.count = int(segment.doc_count_all())
        self.stems_path = folder / stems_name(segment)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Lock Whoosh's reader for a block, and open it if needed.

        Raises:
            DamagedIndexError: A file is damaged.
        """
        with self._lock, damage_as_error():
            if self._opened is None:
                self._opened = SegmentReader(self._storage(), whoosh_schema(), self._segment)
            yield self._opened

    def stored_fields(self, documents: Sequence[int]) -> list[dict[str, Any]]:
        """Return the stored fields of several documents.

        Raises:
            DamagedIndexError: A file is damaged.
        """
        with self._lock, damage_as_error():
            if self._stored is None:
                self._files = self._storage()
                if self._segment.is_compound():
                    self._files = self._segment.open_compound_file(self._files)
                self._stored = W3Codec().per_document_reader(self._files, self._segment)
            return [self._stored.stored_fields(document) for document in documents]

    def close(self) -> None:
        """Close what was opened."""
        with self._lock:
            for one in (self._opened, self._stored, self._files):
                if one is not None:
                    one.close()

    def _storage(self) -> FileStorage:
        return FileStorage(str(self._folder), supports_mmap=False)
