"""Generations on disk: one folder each, of which one is served, with an atomic switch.

    generations/
      CURRENT             the id of the served generation
      writer.lock         locked by the writing process (flock: released when the process dies)
      20261123T164154…/   manifest.json, words/, the engine's files
      .building-…/        a generation being written; removed by the next writer if it was killed

A reader holds a shared flock on its generation's manifest, which protects it from removal.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, NoReturn

from indexer import durable
from indexer.engines.base import (
    EngineError,
    GenerationGoneError,
    GenerationInfo,
    LockedError,
    NoGenerationError,
)
from indexer.os_failures import explain_os_error

CURRENT = "CURRENT"
DAMAGED = f"named in {CURRENT}, which is damaged,"
"""In place of an id: no generation has it, and the next build names one."""

LOCK = "writer.lock"
MANIFEST = "manifest.json"
CHECKSUMS = "checksums.json"
RESOURCES = "words"
BUILDING = ".building-"
KEPT_GENERATIONS = 5
"""Default number of generations to keep, the served one included. They share files on disk."""

NO_LINKS = (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV)
"""Failures to link on a disk without hard links (EPERM on Linux), or with too many to a file."""

_IS_ID = re.compile(r"\w+", re.ASCII)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    """A generation in use, which is not removed from disk until it is released.

    Attributes:
        folder: Its folder.
        info: Its description.
        manifest: Its open manifest, which holds a shared lock.
    """

    folder: Path
    info: GenerationInfo
    manifest: IO[str]

    def release(self) -> None:
        """Release the generation."""
        self.manifest.close()


class Generations:
    """The generations in one folder."""

    def __init__(self, folder: Path, kept: int = KEPT_GENERATIONS) -> None:
        """Manage the generations in a folder.

        Args:
            folder: The folder, which may not exist.
            kept: Number of generations to keep, the served one included.
        """
        self.folder = folder
        self._most_kept = kept
        self._named: tuple[tuple[int, ...], str] = (), ""

    def current(self) -> str:
        """Return the id of the served generation, or DAMAGED if the file that names it is damaged.

        Raises:
            NoGenerationError: Nothing has been built yet.
        """
        file = self.folder / CURRENT
        try:
            found = file.stat()  # costs a tenth of reading it, for each request
            stamp = found.st_ino, found.st_mtime_ns, found.st_size
            former, named = self._named
            if stamp == former:
                return named
            named = file.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError as error:
            raise NoGenerationError(
                f"nothing has been built in {self.folder}: run `indexer build`"
            ) from error
        except OSError:
            return DAMAGED
        named = named if _IS_ID.fullmatch(named) else DAMAGED
        self._named = stamp, named
        return named

    def lease(self, wanted: str | None = None) -> Lease:
        """Return a lease of a generation.

        Args:
            wanted: Its id; None means the served one.

        Raises:
            NoGenerationError: Nothing has been built yet.
            GenerationGoneError: The generation is not kept.
            EngineError: The generation cannot be read.
        """
        served = self.current()
        if wanted is None or wanted == served:
            return self._lease(served)
        if self._is_kept(wanted):
            lease = self._lease(wanted)
            if self._is_kept(wanted):  # not removed before the lock was taken
                return lease
            lease.release()
        raise GenerationGoneError(f"generation {wanted} is not kept in {self.folder}")

    def _is_kept(self, generation: str) -> bool:
        is_id = _IS_ID.fullmatch(generation) is not None
        return is_id and (self.folder / generation / MANIFEST).exists()

    def _lease(self, generation: str) -> Lease:
        if generation == DAMAGED:
            self._fail_unnamed()
        folder = self.folder / generation
        try:
            manifest = (folder / MANIFEST).open(encoding="utf-8")
        except OSError as error:
            raise EngineError(f"generation {generation} cannot be opened: {error}") from error
        try:
            fcntl.flock(manifest, fcntl.LOCK_SH)
            return Lease(folder, parse_manifest(manifest.read()), manifest)
        except (ValueError, KeyError, TypeError) as error:
            manifest.close()
            raise EngineError(f"{folder / MANIFEST} is damaged: {error}") from error

    def _fail_unnamed(self) -> NoReturn:
        """Raise the error of a file CURRENT that names no generation."""
        file = self.folder / CURRENT
        try:
            file.read_bytes()
        except OSError as error:
            raise EngineError(f"{file} cannot be read: {error.strerror}") from error
        raise EngineError(f"{file} is damaged: run `indexer build` again, or `indexer rollback`")

    def lease_building(self, building: Path, info: GenerationInfo) -> Lease:
        """Return a lease of a finished generation that is not yet published."""
        return Lease(building, info, (building / MANIFEST).open(encoding="utf-8"))

    def __iter__(self) -> Iterator[GenerationInfo]:
        """Yield the complete generations, newest first, without those with a damaged manifest."""
        for manifest in sorted(self.folder.glob(f"[!.]*/{MANIFEST}"), reverse=True):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                yield parse_manifest(manifest.read_text(encoding="utf-8"))

    def missing(self, folder: Path) -> list[str]:
        """Return the names of the missing files of a generation, without reading any.

        Raises:
            EngineError: The checksums of the generation cannot be read.
        """
        try:
            return sorted(_written(folder).keys() - _files(folder).keys())
        except (OSError, ValueError) as error:
            raise EngineError(f"generation {folder.name} cannot be read: {error}") from error

    def damaged(self, folder: Path) -> list[str]:
        """Read all files of a generation and return the names of the missing or damaged ones.

        Raises:
            EngineError: The generation or its checksums cannot be read.
        """
        try:
            written = _written(folder)
            found = _checksums(folder, {})
        except (OSError, ValueError) as error:
            raise EngineError(f"generation {folder.name} cannot be read: {error}") from error
        return sorted(name for name in written if found.get(name) != written[name])

    def resources(self, folder: Path) -> dict[str, bytes]:
        """Return the resource files of a generation, by name.

        Raises:
            EngineError: They cannot be read.
        """
        try:
            return {path.name: path.read_bytes() for path in sorted((folder / RESOURCES).iterdir())}
        except OSError as error:
            raise EngineError(f"generation {folder.name} is damaged: {error}") from error

    def resource(self, folder: Path, name: str) -> bytes | None:
        """Return a resource file of a generation, or None."""
        try:
            return (folder / RESOURCES / name).read_bytes()
        except FileNotFoundError:
            return None

    def lock(self) -> IO[str]:
        """Take the writer's lock, which is held until the returned file is closed.

        Raises:
            LockedError: Another process holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        file = (self.folder / LOCK).open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise LockedError(f"{self.folder} is being written by {holder}") from error
        file.truncate(0)
        now = dt.datetime.now().astimezone().isoformat(" ", "seconds")
        file.write(f"process {os.getpid()}, since {now}")
        file.flush()
        return file

    def begin(self) -> Path:
        """Create an empty folder for a new generation, and remove those of killed builds.

        The caller must hold the lock.
        """
        for rest in self.folder.glob(f"{BUILDING}*"):
            shutil.rmtree(rest)
        durable.remove_unfinished(self.folder)
        generation = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
        folder = self.folder / f"{BUILDING}{generation}"
        folder.mkdir()
        return folder

    def link(self, base: Path, building: Path, names: Iterable[str]) -> None:
        """Link files of another generation, which never change, or copy them if that is impossible.

        Args:
            base: Folder of the other generation.
            building: Folder of the new generation.
            names: Names of the files.
        """
        for name in names:
            try:
                os.link(base / name, building / name)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                shutil.copyfile(base / name, building / name)

    def finish(
        self,
        building: Path,
        info: GenerationInfo,
        resources: Mapping[str, bytes],
        base: Path | None = None,
    ) -> GenerationInfo:
        """Complete a new generation and sync it to disk. The caller must hold the lock.

        Args:
            building: Folder of the new generation.
            info: Its description, without the size.
            resources: Its resource files, by name.
            base: Folder of the generation whose files were linked; these are already durable, and
                their checksums are reused.

        Returns:
            The description with the size.
        """
        known = _known(base, building) if base else {}
        (building / RESOURCES).mkdir()
        for name, content in resources.items():
            (building / RESOURCES / name).write_bytes(content)
        sums = _checksums(building, known)
        (building / CHECKSUMS).write_text(json.dumps(sums), encoding="utf-8")
        info = _with_size(info, building)
        (building / MANIFEST).write_text(format_manifest(info), encoding="utf-8")
        for name in _files(building).keys() - known.keys():
            durable.sync(building / name)
        durable.sync(building / RESOURCES)
        durable.sync(building)
        return info

    def publish(self, building: Path, info: GenerationInfo) -> GenerationInfo:
        """Serve a finished generation by replacing CURRENT, and remove old generations.

        The caller must hold the lock.
        """
        published = building.rename(self.folder / info.id)
        try:
            durable.sync(self.folder)  # CURRENT must never name a missing folder
            self._serve(info.id)
        except BaseException:
            if not self._is_served(info.id):
                shutil.rmtree(published, ignore_errors=True)
            raise
        self._remove_old(info.id)
        return info

    def rollback(self, generation: str | None) -> GenerationInfo:
        """Serve another generation. The caller must hold the lock.

        Args:
            generation: Its id; None means the newest one before the served one with other content.

        Raises:
            EngineError: There is no such generation.
        """
        info = rollback_target([*self], self.current(), generation, str(self.folder))
        self._serve(info.id)
        return info

    def _is_served(self, generation: str) -> bool:
        try:
            return self.current() == generation
        except NoGenerationError:
            return False

    def _serve(self, generation: str) -> None:
        durable.write(self.folder / CURRENT, f"{generation}\n".encode())

    def _remove_old(self, current: str) -> None:
        """Remove all but the newest complete generations, except those in use."""
        complete = [info.id for info in self]
        kept = {current, *[one for one in complete if one != current][: self._most_kept - 1]}
        for manifest_file in sorted(self.folder.glob(f"[!.]*/{MANIFEST}")):
            if manifest_file.parent.name in kept:
                continue
            try:
                with manifest_file.open() as manifest:
                    fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(manifest_file.parent)
            except BlockingIOError:
                continue
            except OSError as error:  # the new generation is served all the same
                _log.warning("an old generation stays: %s", explain_os_error(error, self.folder))


def rollback_target(
    infos: Sequence[GenerationInfo], current: str, wanted: str | None, place: str
) -> GenerationInfo:
    """Return the generation to serve in place of the current one.

    Args:
        infos: All generations, newest first.
        current: Id of the served one.
        wanted: Id of the generation to serve; None means the newest one before the served one with
            other content.
        place: Where they are, for the message.

    Raises:
        EngineError: There is no such generation.
    """
    content = next((info.content for info in infos if info.id == current), None)
    for info in infos:
        is_before = info.id < current and info.content != content
        if info.id == wanted or (wanted is None and is_before):
            return info
    missing = "no generation before" if wanted is None else f"no generation {wanted} beside"
    raise EngineError(f"{place} holds {missing} {current}, which goes on serving")


def generation_id(building: Path) -> str:
    """Return the id of the generation that is built in a folder."""
    return building.name.removeprefix(BUILDING)


def _files(folder: Path) -> dict[str, os.stat_result]:
    """Return the files of a generation and of its resources, by path relative to the folder.

    An update looks at all files of the index several times; `Path.rglob` would take most of it.
    """
    found: dict[str, os.stat_result] = {}
    resources = folder / RESOURCES
    for part, prefix in ((folder, ""), (resources, f"{RESOURCES}/")):
        if part is resources and not resources.is_dir():
            continue
        with os.scandir(part) as entries:
            found |= {f"{prefix}{file.name}": file.stat() for file in entries if file.is_file()}
    return found


def _with_size(info: GenerationInfo, folder: Path) -> GenerationInfo:
    """Return the description with the size of the folder in bytes."""
    return replace(info, size=sum(stat.st_size for stat in _files(folder).values()))


def _written(folder: Path) -> dict[str, str]:
    """Return the stored checksums of a generation, by name of file."""
    sums: dict[str, str] = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
    return sums


def _known(base: Path, building: Path) -> dict[str, str]:
    """Return the checksums of the files that a generation shares with its base."""
    former, files = _files(base), _files(building)
    return {
        name: checksum
        for name, checksum in _written(base).items()
        if name in former and name in files and os.path.samestat(former[name], files[name])
    }


def _checksums(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of the index files and resources in a folder, by name.

    Args:
        folder: The folder of a generation.
        known: Checksums that need not be computed.
    """
    sums = {}
    for name in sorted(_files(folder)):
        if name in known:
            sums[name] = known[name]
        elif not name.endswith((".json", "LOCK")):
            with (folder / name).open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums


def format_manifest(info: GenerationInfo) -> str:
    return json.dumps(asdict(info), ensure_ascii=False, indent=2, default=str) + "\n"


def parse_manifest(text: str) -> GenerationInfo:
    values = json.loads(text)
    values["built_at"] = dt.datetime.fromisoformat(values["built_at"])
    for day in ("first", "last"):
        values[day] = dt.date.fromisoformat(values[day]) if values[day] else None
    values.setdefault("content", values["id"])  # missing in old manifests
    return GenerationInfo(**{**values, "sources": tuple(values["sources"])})
