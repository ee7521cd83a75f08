"""Durable files: after a crash at any moment a file holds its old content or its new one, whole.

New content is written beside the file and synced, then takes its name, and then the folder, which
holds the name, is synced.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".new"
"""Ends the name, which begins with a point, of content that has not yet taken its place."""

_LONGEST = 60
"""Characters of a file's name that its new content's name repeats: a name has at most 255 bytes."""


@dataclass(frozen=True, slots=True)
class NewContent:
    """The new content of a file, beside it.

    Attributes:
        file: The file whose content it becomes.
        path: Where it is until then.
        stream: What it is written to.
    """

    file: Path
    path: Path
    stream: BinaryIO

    def sync(self) -> None:
        """Bring what was written to the disk. Nothing can be written after it."""
        if not self.stream.closed:
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.stream.close()

    def replace(self) -> None:
        """Take the place of the file, whether it is there or not."""
        self.sync()
        self.path.replace(self.file)
        sync(self.file.parent)

    def create(self) -> None:
        """Become the file. Raises FileExistsError if it is there."""
        self.sync()
        os.link(self.path, self.file)
        sync(self.file.parent)


@contextmanager
def new_content(file: Path, mode: int | None = None) -> Iterator[NewContent]:
    """Open new content for a file; it is gone afterwards unless it took the file's place.

    Args:
        file: The file. Where it is a link, what it leads to is meant.
        mode: The permissions of the new content, from the first moment on; if not given, those of
            the file, with its owner if that may be set, or for a new file the usual ones.
    """
    file = file.resolve()
    path = file.with_name(f".{file.name[:_LONGEST]}.{secrets.token_hex(6)}{SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(path, flags, 0o666 if mode is None else mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            if mode is None:
                _keep_permissions(file, descriptor)
            yield NewContent(file, path, stream)
    finally:
        path.unlink(missing_ok=True)


def write(file: Path, content: bytes, mode: int | None = None) -> None:
    """Replace the content of a file, or make the file.

    Args:
        file: The file.
        content: Its new content.
        mode: Its permissions, as in `new_content`.
    """
    with new_content(file, mode) as new:
        new.stream.write(content)
        new.replace()


def create(file: Path, content: bytes, mode: int | None = None) -> None:
    """Make a file with its content; the first of several processes wins.

    Args:
        file: The file.
        content: Its content.
        mode: Its permissions, as in `new_content`.

    Raises:
        FileExistsError: It is there.
    """
    with new_content(file, mode) as new:
        new.stream.write(content)
        new.create()


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_unfinished(folder: Path) -> None:
    """Remove what killed processes left in a folder. Nobody else may write there meanwhile."""
    for path in folder.glob(f".*{SUFFIX}"):
        path.unlink(missing_ok=True)


def _keep_permissions(file: Path, descriptor: int) -> None:
    with suppress(FileNotFoundError):
        former = file.stat()
        with suppress(PermissionError):  # only root may
            os.fchown(descriptor, former.st_uid, former.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(former.st_mode))
