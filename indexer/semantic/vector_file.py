"""Vectors on disk, appended to a file of records and valid up to a checkpoint.

A folder holds, for each model, a file of records and a checkpoint that names it, counts its valid
records and has their checksum. Records are appended and synced before the checkpoint is replaced;
whatever a killed process wrote behind it is cut off when the next one opens the file. Readers read
as many records as the checkpoint says, so they never see half a record, and vectors of one model
are never taken for those of another.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer import durable
from indexer.engines.base import LockedError
from indexer.semantic.embedder import EmbedderError, Vectors

LOCK = "lock"
"""Name of the file that a process locks to write."""

QUANTA = 127
"""Largest absolute value of an 8-bit component."""

Records = npt.NDArray[Any]


class DamagedVectorsError(EmbedderError):
    """Vectors on disk are not as they were written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The valid part of a file of vectors.

    Attributes:
        model: Name of the model.
        dimension: Components of a vector.
        file: Name of the file of records.
        records: Number of valid records.
        checksum: Their CRC-32.
    """

    model: str
    dimension: int
    file: str
    records: int
    checksum: int

    @property
    def version(self) -> str:
        """Return a name of this checkpoint; equal versions have equal vectors."""
        return f"{self.file}-{self.records}-{self.checksum:08x}"


class VectorFolder:
    """The vectors of one model in a folder.

    Args:
        folder: The folder; it may not exist.
        model: Name of the model.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.model = model
        self._name = re.sub(r"[^A-Za-z0-9]+", "-", model)[:40] + "-" + _hash(model)[:6]
        self._checkpoint_file = folder / f"{self._name}.json"

    def checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint, or None if there is none that can be used."""
        try:
            found = Checkpoint(**json.loads(self._checkpoint_file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return found if found.model == self.model else None

    def read(self, checkpoint: Checkpoint) -> Records:
        """Return the valid records.

        Raises:
            DamagedVectorsError: The file is missing, shorter, or not as it was written.
        """
        path, kind = self.folder / checkpoint.file, record_type(checkpoint.dimension)
        try:
            records = np.fromfile(path, kind, checkpoint.records)
        except OSError as error:
            raise DamagedVectorsError(_damage(path, error.strerror or "unreadable")) from error
        if len(records) != checkpoint.records:
            raise DamagedVectorsError(_damage(path, "records are missing"))
        if _checksum(records) != checkpoint.checksum:
            raise DamagedVectorsError(_damage(path, "not what was written"))
        return records

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Lock the folder for a block.

        Raises:
            LockedError: Another process is writing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LockedError(f"{self.folder}: another process is making vectors") from error
            yield

    def append(self, records: Records) -> None:
        """Append records and move the checkpoint behind them. The folder must be locked."""
        former, dimension = self.checkpoint(), records["values"].shape[1]
        if former is None or former.dimension != dimension:
            self._replace(records, former)
            return
        path = self.folder / former.file
        with durable.named_if_full(path), path.open("r+b") as stream:
            stream.truncate(former.records * records.itemsize)
            stream.seek(0, 2)
            stream.write(records.tobytes())
        durable.sync(path)
        valid, checksum = former.records + len(records), _checksum(records, former.checksum)
        self._move(Checkpoint(self.model, dimension, former.file, valid, checksum))

    def clear(self) -> None:
        """Drop all records, of which some are damaged. The folder must be locked."""
        former = self.checkpoint()
        if former is not None:
            self._replace(np.empty(0, record_type(former.dimension)), former)

    def keep(self, articles: npt.NDArray[np.uint64]) -> None:
        """Drop the records of other articles if they are more than half. It must be locked."""
        former = self.checkpoint()
        if former is None:
            return
        records = self.read(former)
        wanted = np.isin(records["article"], articles)
        if len(records) > 2 * int(wanted.sum()):
            self._replace(records[wanted], former)

    def _replace(self, records: Records, former: Checkpoint | None) -> None:
        """Write a new file of records, and remove the former one."""
        number = int(former.file.rsplit(".", 2)[1]) + 1 if former else 1
        file = f"{self._name}.{number}.vectors"
        durable.write(self.folder / file, records.tobytes())
        dimension = records["values"].shape[1]
        self._move(Checkpoint(self.model, dimension, file, len(records), _checksum(records)))
        for path in self.folder.glob(f"{self._name}.*.vectors"):
            if path.name != file:
                path.unlink(missing_ok=True)

    def _move(self, checkpoint: Checkpoint) -> None:
        durable.write(self._checkpoint_file, json.dumps(asdict(checkpoint)).encode())


def record_type(dimension: int) -> np.dtype[Any]:
    """Return the type of a record.

    Its fields: `article`, the key of the article's digest; `text`, the key of the article's
    passages; `number`, the passage's number; `of`, the article's number of passages; `scale`, what
    `values` are multiplied by; `values`, the components of the vector.
    """
    return np.dtype(
        [
            ("article", "<u8"),
            ("text", "<u8"),
            ("number", "<u2"),
            ("of", "<u2"),
            ("scale", "<f4"),
            ("values", "i1", (dimension,)),
        ]
    )


def records_of(article: int, text: int, vectors: Vectors) -> Records:
    """Return the records of an article's passages, with components of 8 bits.

    Args:
        article: Key of the article's digest.
        text: Key of the article's passages.
        vectors: The vectors of its passages, in their order.
    """
    records = np.empty(len(vectors), record_type(vectors.shape[1]))
    scale = np.abs(vectors).max(axis=1, keepdims=True) / QUANTA
    records["article"], records["text"] = article, text
    records["number"], records["of"] = np.arange(len(vectors)), len(vectors)
    records["scale"] = scale[:, 0]
    records["values"] = np.rint(vectors / np.where(scale > 0, scale, 1))
    return records


def article_key(digest: str, most: int) -> int:
    """Return the key of an article's content digest and its maximum number of passages."""
    return key(f"{most} {digest}")


def key(text: str) -> int:
    """Return a key of 64 bits of a text."""
    return int(_hash(text)[:16], 16)


def _checksum(records: Records, before: int = 0) -> int:
    """Return the checksum of records that follow others with the checksum `before`."""
    return zlib.crc32(np.ascontiguousarray(records).data, before)


def _damage(path: Path, reason: str) -> str:
    return f"{path}: vectors are damaged ({reason}): `indexer embed` makes them anew"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
