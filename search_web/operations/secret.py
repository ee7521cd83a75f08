"""The secret: what this installation signs with, the same for all its processes."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

SIZE = 32
"""Bytes."""


def secret_of(file: Path) -> bytes:
    """The secret kept in a file, made when first asked for, readable by its owner alone. Raises
    OSError."""
    with suppress(FileExistsError):
        _make(file)
    return file.read_bytes()


def _make(file: Path) -> None:
    """Writes a new secret, whole or not at all."""
    if file.exists():
        return
    made = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_bytes(SIZE))
    try:
        os.link(made, file)  # the first of several processes wins
    finally:
        made.unlink()
