"""Atomic and durable replacement of files.

After a crash at any moment a file has either its old content or its new one. The new content is
written to a temporary file in the same folder and synced, then renamed, and then the folder is
synced.
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

from indexer.os_failures import DISK_FULL

SUFFIX = ".new"
"""Suffix of temporary files, whose names begin with a dot."""

_NAME_LENGTH = 60
"""Characters of a file's name in the name of its temporary file, which may have 255 bytes."""


@dataclass(frozen=True, slots=True)
class NewContent:
    """The new content of a file, in a temporary file.

    Attributes:
        file: The file to replace or create.
        path: The temporary file.
        stream: Stream to write the content to.
    """

    file: Path
    path: Path
    stream: BinaryIO

    def sync(self) -> None:
        """Sync the content to disk and close the stream."""
        if not self.stream.closed:
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.stream.close()

    def replace(self) -> None:
        """Replace the file, or create it."""
        self.sync()
        self.path.replace(self.file)
        sync(self.file.parent)

    def create(self) -> None:
        """Create the file.

        Raises:
            FileExistsError: The file exists.
        """
        self.sync()
        os.link(self.path, self.file)
        sync(self.file.parent)


@contextmanager
def new_content(file: Path, mode: int | None = None) -> Iterator[NewContent]:
    """Open new content of a file; without `replace` or `create` it is discarded at the end.

    Args:
        file: The file; a symbolic link is followed.
        mode: Permissions of the new content, set when it is opened. None keeps those of the file
            and, if permitted, its owner; a new file gets the default permissions.
    """
    file = file.resolve()
    path = file.with_name(f".{file.name[:_NAME_LENGTH]}.{secrets.token_hex(6)}{SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(path, flags, 0o666 if mode is None else mode)
    try:
        with named_if_full(file), os.fdopen(descriptor, "wb") as stream:
            if mode is None:
                _keep_permissions(file, descriptor)
            yield NewContent(file, path, stream)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def named_if_full(file: Path) -> Iterator[None]:
    """Name a file in the error of a full disk, which a write to the file does not do."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL and error.filename is None:
            error.filename = str(file)
        raise


def write(file: Path, content: bytes, mode: int | None = None) -> None:
    """Replace the content of a file, or create the file.

    Args:
        file: The file.
        content: Its new content.
        mode: Its permissions, as in `new_content`.
    """
    with new_content(file, mode) as new:
        new.stream.write(content)
        new.replace()


def create(file: Path, content: bytes, mode: int | None = None) -> None:
    """Create a file with its content; of several processes one succeeds.

    Args:
        file: The file.
        content: Its content.
        mode: Its permissions, as in `new_content`.

    Raises:
        FileExistsError: The file exists.
    """
    with new_content(file, mode) as new:
        new.stream.write(content)
        new.create()


def sync(path: Path) -> None:
    """Sync a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_unfinished(folder: Path) -> None:
    """Remove the temporary files of killed processes from a folder that nobody else writes to."""
    for path in folder.glob(f".*{SUFFIX}"):
        path.unlink(missing_ok=True)


def _keep_permissions(file: Path, descriptor: int) -> None:
    with suppress(FileNotFoundError):
        former = file.stat()
        with suppress(PermissionError):  # only root may change the owner
            os.fchown(descriptor, former.st_uid, former.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(former.st_mode))
