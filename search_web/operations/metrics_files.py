"""MetricsFiles: where the processes of a server count together, in files that they map.

A page of a mapped file that the disk has no room for kills the process that writes it. So each file
has all its room from the beginning, or there is none and each process counts for itself.
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
"""What is counted; the client library begins the name of a file with it."""

ROOM = 2 << 20
"""Bytes of a file. All methods, routes and statuses of the pages and endpoints take 1.8 MB."""

_held: list[int] = []
"""The file whose lock this process holds until it ends."""


@dataclass(frozen=True, slots=True)
class MetricsFiles:
    """`folder`: what holds them. `places`: how many processes may count at once."""

    folder: Path
    places: int

    @classmethod
    def make(cls, places: int) -> MetricsFiles:
        """Makes the files, in the folder that systemd gives a service or among temporary files.
        Raises OSError."""
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
        """Metrics made from now on are counted in a place that no living process has: a successor
        goes on where one ended. Raises OSError."""
        place = next((one for one in range(self.places) if self._lock(one)), None)
        if place is None:
            raise BlockingIOError(f"all {self.places} places of {self.folder} are taken")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)
        values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]

    def written(self) -> list[str]:
        """The files that hold counts."""
        return [str(file) for file in self.folder.glob("*.db") if _is_begun(file)]

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, kind: str, place: int) -> Path:
        return self.folder / f"{kind}_{place}.db"

    def _lock(self, place: int) -> bool:
        handle = os.open(self._file(KINDS[0], place), os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        _held.append(handle)
        return True


def _is_begun(file: Path) -> bool:
    """Whether a process has counted in it: it begins with how much of it is used."""
    with file.open("rb") as stream:
        return any(stream.read(4))
