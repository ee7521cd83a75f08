"""When each article was last changed or removed in the index, for programs that harvest it.

The times are kept with a generation, so a rollback restores the older ones.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

DATESTAMPS_FILE = "datestamps.json"
"""Name of the file that holds the times in a generation."""

MOST_REMOVED = 50_000
"""Maximum number of removed articles that are remembered, the latest."""


@dataclass(frozen=True, slots=True)
class Datestamps:
    """Times in UTC to the second, as `datestamp` writes them.

    Attributes:
        changed: Time of the last change of each article, by id.
        removed: Time of the removal of each article that is there no more, by id.
    """

    changed: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes | None) -> Self:
        """Return the times from their stored content, none if it is None."""
        if content is None:
            return cls()
        held = json.loads(content)
        return cls(held["changed"], held["removed"])

    def format(self) -> bytes:
        """Return the content to store."""
        held = {"changed": dict(self.changed), "removed": dict(self.removed)}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()

    def after(
        self, served: Collection[str], changed: Collection[str], now: dt.datetime
    ) -> Datestamps:
        """Return the times of the next generation.

        Args:
            served: Ids of all its articles.
            changed: Ids of those that are new or changed.
            now: The time.
        """
        stamp = datestamp(now)
        fresh = set(changed)
        times = {
            id_: stamp if id_ in fresh else self.changed.get(id_, stamp) for id_ in sorted(served)
        }
        gone = {id_: time for id_, time in self.removed.items() if id_ not in times}
        gone |= {id_: stamp for id_ in self.changed if id_ not in times}
        latest = sorted(gone, key=lambda id_: (gone[id_], id_))[-MOST_REMOVED:]
        return Datestamps(times, {id_: gone[id_] for id_ in latest})


def datestamp(time: dt.datetime) -> str:
    """Return a time as `2026-03-05T10:00:00Z`."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
