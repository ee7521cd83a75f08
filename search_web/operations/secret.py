"""The secret: what this installation signs with, the same for all its processes."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from indexer import durable

SIZE = 32
"""Bytes."""


def secret_of(file: Path) -> bytes:
    """The secret kept in a file, made when first asked for, readable by its owner alone. Raises
    OSError."""
    if not file.exists():
        with suppress(FileExistsError):  # another process was faster
            durable.create(file, secrets.token_bytes(SIZE), 0o600)
    return file.read_bytes()
