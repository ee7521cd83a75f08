"""The note that a repository was still as the served generation knows it, at a later time.

Where nothing changed no generation is made, so no state can tell that it was asked since. Without
the note a repository that tells of no deletions would be read whole by every update after a week.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from indexer import durable
from indexer.sources.repository.state import RepositoryState


class StillTheSame:
    """The note of a repository.

    Args:
        file: The file that holds it, or None if it is not kept.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def applied(self, known: RepositoryState) -> RepositoryState:
        """Return a state with the times of the note, if the note is about this state."""
        if self._file is None:
            return known
        with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            held = json.loads(self._file.read_bytes())
            if held["of"] == [known.date, known.whole]:
                return replace(known, date=str(held["date"]), whole=str(held["whole"]))
        return known

    def keep(self, known: RepositoryState, found: RepositoryState) -> None:
        """Keep the note if a reading found what is known, else delete it.

        Args:
            known: The state of the served generation.
            found: The state that the reading found.
        """
        if self._file is None or found.items != known.items:
            self.forget()
            return
        held = {"of": [known.date, known.whole], "date": found.date, "whole": found.whole}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        durable.write(self._file, json.dumps(held).encode())

    def forget(self) -> None:
        """Delete the note."""
        if self._file:
            self._file.unlink(missing_ok=True)
