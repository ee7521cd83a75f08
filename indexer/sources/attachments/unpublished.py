"""The state of a reading that changed no article, so that no generation stores it.

Without it, each update would ask for the same files again until another article changes.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from indexer.durable import new_content
from indexer.sources.attachments.state import AttachmentState
from indexer.sources.unchanged_records import record_digest


class UnpublishedState:
    """A file with a state that is newer than that of the served generation.

    Args:
        file: The file, or None to keep nothing.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def newest(self, served: bytes | None) -> AttachmentState:
        """Return the state that follows that of the served generation, else that one itself.

        Args:
            served: What the served generation stores, or None.
        """
        if self._file:
            with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
                held = json.loads(self._file.read_bytes())
                if held["after"] == record_digest(served or b""):
                    return AttachmentState.parse(held["state"].encode())
        return AttachmentState.parse(served)

    def write(self, state: AttachmentState, served: bytes | None) -> None:
        """Write a state that follows that of the served generation."""
        if not self._file:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        held = {"after": record_digest(served or b""), "state": state.format().decode()}
        with new_content(self._file) as new:
            new.stream.write(json.dumps(held).encode())
            new.replace()

    def clear(self) -> None:
        """Delete the file, since a generation is going to store what was read."""
        if self._file:
            self._file.unlink(missing_ok=True)
