"""The secret: what this installation signs with, the same for all its processes."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from analyzers.errors import UserError

FILE = "secret.key"
SIZE = 32
"""Bytes that are made, and at least wanted."""

LARGEST = 4096
"""Bytes."""


class SecretError(UserError):
    """The secret cannot be used; the message names its file."""


def secret_of(folder: Path) -> bytes:
    """The secret kept in a folder of data, made when first asked for, readable by its owner alone.
    Raises SecretError, OSError."""
    file = folder / FILE
    with suppress(FileExistsError):
        _make(file)
    with file.open("rb") as stream:
        secret = stream.read(LARGEST + 1)
    if not SIZE <= len(secret) <= LARGEST or not any(secret):
        held = f"more than {LARGEST}" if len(secret) > LARGEST else len(secret)
        raise SecretError(
            f"{file}: a secret has {SIZE} random bytes at least, and this file {held}: remove it, "
            "and another is made; staff sign in again, and cursors end"
        )
    return secret


def _make(file: Path) -> None:
    """Writes a new secret, whole and durable or not at all."""
    if file.exists():
        return
    made = file.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(SIZE))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(made, file)  # the first of several processes wins
        _sync(file.parent)
    finally:
        made.unlink()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
