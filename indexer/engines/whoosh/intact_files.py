"""Verification of Whoosh's files, if they change while a generation is open.

The files of a generation never change, and Whoosh reads them without checksums. If something writes
into one, such as a restore in place, the system notes the time.
"""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path

from indexer.engines.base import DamagedIndexError
from indexer.engines.generations import MANIFEST, Generations
from indexer.engines.whoosh.open_segments import essential

Stamp = tuple[tuple[int, int], ...]
"""Time of the last write and size of each file."""


class IntactFiles:
    """A check that Whoosh's files of an open generation are as they were written.

    Safe to share between threads.
    """

    def __init__(self, generations: Generations, folder: Path) -> None:
        """Open the files; they count as intact if none is newer than the manifest.

        Raises:
            OSError: A file cannot be opened.
        """
        self._generations = generations
        self._folder = folder
        self._lock = threading.Lock()
        self._damaged: list[str] = []
        paths = [path for path in sorted(folder.iterdir()) if _is_of_whoosh(path)]
        self._handles: list[int] = []
        weakref.finalize(self, _close, self._handles)
        for path in paths:
            self._handles.append(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        written = (folder / MANIFEST).stat().st_mtime_ns
        stamp = self._stamp()
        self._verified: Stamp | None = stamp if all(time <= written for time, _ in stamp) else None

    def check(self) -> None:
        """Verify the files if they have changed; call it after reading.

        Raises:
            DamagedIndexError: A file is damaged.
            EngineError: The checksums cannot be read.
        """
        stamp = self._stamp()
        with self._lock:
            if stamp != self._verified:
                self._damaged = essential(self._generations.damaged(self._folder))
                self._verified = stamp
            if self._damaged:
                raise DamagedIndexError(f"damaged: {', '.join(self._damaged)}")

    def verify(self) -> None:
        """Verify the files, whether they have changed or not; see `check`."""
        with self._lock:
            self._verified = None
        self.check()

    def _stamp(self) -> Stamp:
        stats = map(os.fstat, self._handles)
        return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


def _is_of_whoosh(path: Path) -> bool:
    """Return whether a path is one of Whoosh's files, which are no arrays and no descriptions."""
    return path.is_file() and path.suffix != ".json" and bool(essential([path.name]))


def _close(handles: list[int]) -> None:
    for handle in handles:
        os.close(handle)
