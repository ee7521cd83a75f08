"""WhooshReader: Whoosh's reader of a segment, opened when it is first asked for.

Opening one reads its term list; a search needs it only for the articles it shows, and an update for
none of the segments that it leaves as they are. Its files are read and not mapped: the system kills
who looks at what is gone of a mapped file.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from indexer.engines.whoosh.damage import damage_named
from indexer.engines.whoosh.schema import whoosh_schema


class WhooshReader:
    """Safe to share between threads: Whoosh's own reader is not, so one reads at a time."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self._folder = folder
        self._segment = segment
        self._lock = threading.Lock()
        self._opened: Any = None
        self.count = int(segment.doc_count_all())

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Whoosh's reader, for one thread until it is done."""
        with self._lock, damage_named():
            if self._opened is None:
                storage = FileStorage(str(self._folder), supports_mmap=False)
                self._opened = SegmentReader(storage, whoosh_schema(), self._segment)
            yield self._opened

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
