"""A lazily opened reader of a Whoosh segment.

Opening it reads the term list of the segment. A search needs it only for the articles shown, and an
update only for segments that it changes. Its files are read, not mapped into memory: if a mapped
file is cut short, the system kills the process that reads the missing part.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
                storage = FileStorage(str(self._folder), supports_mmap=False)
                self._opened = SegmentReader(storage, whoosh_schema(), self._segment)
            yield self._opened

    def close(self) -> None:
        """Close the reader, if it was opened."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
