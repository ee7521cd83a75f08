"""Material of completions on disk: one worker makes it for a generation, the others read it."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexer import durable
from indexer.searching.completion.material import Material
from indexer.searching.open_index import OpenIndex

VERSION = "1"
"""Version of what is offered; increase it when the same articles give something else."""

_LOCK = ".lock"
_MATERIAL = TypeAdapter(Material)
_log = logging.getLogger(__name__)


def material_of(index: OpenIndex, folder: Path | None = None) -> Material:
    """Return the material of an index.

    Args:
        index: The index.
        folder: Folder of the file that the processes of a machine share; None for no file. Another
            process that makes the material is waited for. If the folder cannot be used, the reason
            is logged.
    """
    if folder is None:
        return _made(index)
    try:
        with _locked(folder):
            return _shared(index, folder)
    except OSError as error:
        _log.warning("completions are not shared: %s", error)
        return _made(index)


def _shared(index: OpenIndex, folder: Path) -> Material:
    """Read the material, or make and write it and remove that of other generations."""
    info = index.snapshot.info
    file = folder / f"{info.content}-{info.analyzer_version}-{VERSION}.json"
    if file.exists():
        try:
            return _MATERIAL.validate_json(file.read_bytes())
        except ValidationError:
            _log.warning("%s is damaged and made again", file)
    material = _made(index)
    for other in folder.glob("*.json"):
        other.unlink()
    durable.remove_unfinished(folder)
    durable.write(file, _MATERIAL.dump_json(material))
    return material


def _made(index: OpenIndex) -> Material:
    return Material.of(index.snapshot.articles(), index.analyzer)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder, which is created if necessary."""
    folder.mkdir(exist_ok=True)
    with (folder / _LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
