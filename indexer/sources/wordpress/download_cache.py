"""Spool: what was fetched of a site, kept until it is indexed: an interrupted crawl goes on.

A file of JSON Lines that only grows; a line that was cut off by a kill is passed over.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

Post = dict[str, Any]


class Spool:
    """Posts by their id, each as it was when it was last modified."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places: dict[tuple[int, str], int] = {}
        with contextlib.suppress(FileNotFoundError), file.open("rb") as lines:
            place = 0
            for line in lines:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    post = json.loads(line)
                    self._places[post["id"], post["modified_gmt"]] = place
                place += len(line)

    def get(self, post_id: int, modified: str) -> Post | None:
        """The post, if it is kept as it was modified then."""
        place = self._places.get((post_id, modified))
        if place is None:
            return None
        with self._file.open("rb") as lines:
            lines.seek(place)
            post: Post = json.loads(lines.readline())
            return post

    def add(self, posts: list[Post]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as lines:
            if lines.tell() and not self._ends_whole():
                lines.write(b"\n")
            for post in posts:
                self._places[post["id"], post["modified_gmt"]] = lines.tell()
                lines.write(json.dumps(post, ensure_ascii=False).encode() + b"\n")

    def clear(self) -> None:
        """Forgets all: it is indexed."""
        self._places.clear()
        self._file.unlink(missing_ok=True)

    def _ends_whole(self) -> bool:
        with self._file.open("rb") as lines:
            lines.seek(-1, 2)
            return lines.read(1) == b"\n"
