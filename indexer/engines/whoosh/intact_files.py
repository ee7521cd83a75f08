"""Verification of Whoosh's files, if they change while a generation is open.

The files of a generation never change, and Whoosh reads them without checksums. If something writes
into one, such as a restore in place, the system notes the time.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable
from pathlib import Path

from indexer.engines.base import DamagedIndexError
from indexer.engines.generations import MANIFEST, Generations
from indexer.engines.whoosh.open_segments import essential

WITH_ARTICLES = ("._stored.col", ".seg")
"""Ends of the names of files with articles: a column, or a small segment as a single file."""

Stamp = tuple[tuple[int, int], ...]
"""Time of the last write and size of each file."""


class IntactFiles:
    """A check that Whoosh's files of an open generation are as they were written.

    Safe to share between threads.
    """

    def __init__(self, generations: Generations, folder: Path) -> None:
        """List the files; they count as intact if none is newer than the manifest.

        Raises:
            OSError: A file cannot be opened.
        """
        self._generations = generations
        self._folder = folder
        self._lock = threading.Lock()
        self._damaged: list[str] = []
        self._paths = [path for path in sorted(folder.iterdir()) if _is_of_whoosh(path)]
        self._handles: list[int] = []
        weakref.finalize(self, _close, self._handles)
        for path in self._paths:
            if path.name.endswith(WITH_ARTICLES):
                self._handles.append(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        written = (folder / MANIFEST).stat().st_mtime_ns
        stamps = self._stamp_of_articles(), self._stamp()
        is_intact = all(time <= written for stamp in stamps for time, _ in stamp)
        self._verified: tuple[Stamp, Stamp] = stamps if is_intact else ((), ())

    def check_articles(self) -> None:
        """Verify the files if those with articles have changed; call it after reading.

        Raises:
            DamagedIndexError: A file is damaged.
            EngineError: The checksums cannot be read.
        """
        if self._stamp_of_articles() != self._verified[0]:
            self.verify()
        self._refuse_damaged()

    def check(self) -> None:
        """Verify the files if any has changed; see `check_articles`."""
        if self._stamp() != self._verified[1]:
            self.verify()
        self._refuse_damaged()

    def verify(self) -> None:
        """Verify the files, whether they have changed or not; see `check_articles`."""
        with self._lock:
            stamps = self._stamp_of_articles(), self._stamp()
            self._damaged = essential(self._generations.damaged(self._folder))
            self._verified = stamps
        self._refuse_damaged()

    def _refuse_damaged(self) -> None:
        if damaged := self._damaged:
            raise DamagedIndexError(f"damaged: {', '.join(damaged)}")

    def _stamp_of_articles(self) -> Stamp:
        """Return the stamp of the open files with articles, also if they have been removed."""
        return _stamp_of(map(os.fstat, self._handles))

    def _stamp(self) -> Stamp:
        """Return the stamp of all files that are there."""
        return _stamp_of(path.stat() for path in self._paths if path.exists())


def _stamp_of(stats: Iterable[os.stat_result]) -> Stamp:
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


def _is_of_whoosh(path: Path) -> bool:
    """Return whether a path is one of Whoosh's files, which are no arrays and no descriptions."""
    return path.is_file() and path.suffix != ".json" and bool(essential([path.name]))


def _close(handles: list[int]) -> None:
    for handle in handles:
        os.close(handle)
