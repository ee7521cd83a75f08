"""Signing key of the installation, shared by all its processes."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from analyzers.errors import UserError
from indexer import durable

SIZE = 32
"""Size of a new secret and minimum size of an existing one, in bytes."""

LARGEST = 4096
"""Maximum size of a secret in bytes."""


class SecretError(UserError):
    """The secret cannot be used; the message names its file."""


def secret_of(file: Path) -> bytes:
    """Return the secret in a file, which is created if missing, readable by its owner only.

    Raises:
        SecretError: The secret in the file is too short, too long or all zeros.
        OSError: The file cannot be read or created.
    """
    if not file.exists():
        with suppress(FileExistsError):  # another process was faster
            durable.create(file, secrets.token_bytes(SIZE), 0o600)
    with file.open("rb") as stream:
        secret = stream.read(LARGEST + 1)
    if not SIZE <= len(secret) <= LARGEST or not any(secret):
        held = f"more than {LARGEST}" if len(secret) > LARGEST else len(secret)
        raise SecretError(
            f"{file}: a secret has {SIZE} random bytes at least, and this file {held}: remove it, "
            "and another is made; staff sign in again, and cursors end"
        )
    return secret
