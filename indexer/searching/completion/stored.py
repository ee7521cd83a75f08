"""Completions on disk: one worker makes them for a generation, the others read them."""

from __future__ import annotations

import fcntl
import logging
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from indexer import durable
from indexer.searching.completion.completions import KINDS, Completions, keys_of
from indexer.searching.completion.keys import Keys
from indexer.searching.completion.material import Material
from indexer.searching.open_index import OpenIndex

VERSION = "1"
"""Version of what is offered; increase it when the same articles give something else."""

_LOCK = ".lock"
_KEYS_SUFFIX = ".keys"
_CHECKSUM_SIZE = 4
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
    file = folder / f"{_name(index)}.json"
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


def completions_of(index: OpenIndex, folder: Path | None = None) -> Completions:
    """Return the completions of an index; see `material_of`."""
    material = material_of(index, folder)
    keys = None
    if folder is not None:
        try:
            with _locked(folder):
                keys = _shared_keys(index, material, folder)
        except OSError as error:
            _log.warning("the keys of completions are not shared: %s", error)
    return Completions(material, index.analyzer, keys)


def _shared_keys(index: OpenIndex, material: Material, folder: Path) -> Mapping[str, Keys]:
    """Read the keys, or make and write them and remove those of other generations."""
    file = folder / f"{_name(index)}{_KEYS_SUFFIX}"
    if file.exists():
        try:
            return _read_keys(file)
        except ValueError:
            _log.warning("%s is damaged and made again", file)
    keys = keys_of(material, index.analyzer)
    for other in folder.glob(f"*{_KEYS_SUFFIX}"):
        other.unlink()
    content = BytesIO()
    arrays = {f"{kind}.{name}": one for kind in KINDS for name, one in keys[kind].arrays.items()}
    np.savez(content, **arrays)  # type: ignore[arg-type] # its other parameters have other names
    durable.write(file, _checksum(content.getvalue()) + content.getvalue())
    return _read_keys(file)  # without what they were made from


def _read_keys(file: Path) -> Mapping[str, Keys]:
    """Read keys, arrays of numpy after a checksum.

    Raises:
        ValueError: The file is damaged.
    """
    read = file.read_bytes()
    checksum, content = read[:_CHECKSUM_SIZE], read[_CHECKSUM_SIZE:]
    if checksum != _checksum(content):
        raise ValueError("the checksum differs")
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return {
        kind: Keys(
            {
                name.removeprefix(f"{kind}."): one
                for name, one in arrays.items()
                if name.startswith(f"{kind}.")
            }
        )
        for kind in KINDS
    }


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(_CHECKSUM_SIZE)


def _name(index: OpenIndex) -> str:
    """Return the name of the files of a generation, without suffix."""
    info = index.snapshot.info
    return f"{info.content}-{info.analyzer_version}-{VERSION}"


def _made(index: OpenIndex) -> Material:
    return Material.of(index.snapshot.articles(), index.analyzer)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder, which is created if necessary."""
    folder.mkdir(exist_ok=True)
    with (folder / _LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
