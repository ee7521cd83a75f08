"""Memory-mapped files in which the processes of a server share their metrics.

Writing to a page of a mapped file kills the process if the disk is full. The space of all files is
therefore allocated in advance; if that fails, each process counts alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import values

KINDS = ("counter", "histogram")
"""Types of metrics; the client library uses them as prefixes of the file names."""

ROOM = 2 << 20
"""Size of a file in bytes. All methods, routes and status codes together need 1.8 MB."""

_held: list[int] = []
"""Descriptors of the locked files, which this process keeps open until it ends."""


@dataclass(frozen=True, slots=True)
class MetricsFiles:
    """The files of shared metrics, one per process and type.

    Attributes:
        folder: Folder of the files.
        places: Maximum number of processes.
    """

    folder: Path
    places: int

    @classmethod
    def make(cls, places: int) -> MetricsFiles:
        """Create the files in systemd's runtime folder of the service, or in a temporary folder.

        Args:
            places: Maximum number of processes.

        Raises:
            OSError: The space cannot be allocated.
        """
        parent = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or None
        files = cls(Path(tempfile.mkdtemp(prefix="bahith-metrics-", dir=parent)), places)
        try:
            for place in range(places):
                for kind in KINDS:
                    with files._file(kind, place).open("xb") as file:
                        os.posix_fallocate(file.fileno(), 0, ROOM)
        except OSError:
            files.remove()
            raise
        return files

    def claim(self) -> None:
        """Reserve files for this process and keep metrics created later in them.

        A process takes over the files, with their counts, of one that has ended.

        Raises:
            OSError: All files are in use.
        """
        place = next((one for one in range(self.places) if self._lock(one)), None)
        if place is None:
            raise BlockingIOError(f"all {self.places} places of {self.folder} are taken")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)
        values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]

    def written(self) -> list[str]:
        """Return the paths of the files that hold metrics."""
        return [str(file) for file in self.folder.glob("*.db") if _is_begun(file)]

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, kind: str, place: int) -> Path:
        return self.folder / f"{kind}_{place}.db"

    def _lock(self, place: int) -> bool:
        """Return whether this process could lock a place, until it ends."""
        handle = os.open(self._file(KINDS[0], place), os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        _held.append(handle)
        return True


def _is_begun(file: Path) -> bool:
    """Return whether a file holds metrics: its first 4 bytes, the used length, are not zero."""
    with file.open("rb") as stream:
        return any(stream.read(4))
