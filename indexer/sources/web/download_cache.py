"""A file of fetched posts or pages that are not yet indexed, so that an interrupted crawl resumes.

The file is JSON Lines and is only appended to. If the process was killed while writing a line,
reading skips that line.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

Item = dict[str, Any]
"""A post or page, with its `id` and, as `modified_gmt`, the time of its modification."""


class Spool:
    """The fetched posts or pages, by id and time of modification."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places: dict[tuple[int | str, str], int] = {}
        with contextlib.suppress(FileNotFoundError), file.open("rb") as lines:
            place = 0
            for line in lines:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    post = json.loads(line)
                    self._places[post["id"], post["modified_gmt"]] = place
                place += len(line)

    def get(self, post_id: int | str, modified: str) -> Item | None:
        """Return the post with this id and time of modification, or None."""
        place = self._places.get((post_id, modified))
        if place is None:
            return None
        with self._file.open("rb") as lines:
            lines.seek(place)
            post: Item = json.loads(lines.readline())
            return post

    def add(self, posts: list[Item]) -> None:
        """Append posts to the file."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as lines:
            if lines.tell() and not self._ends_whole():
                lines.write(b"\n")
            for post in posts:
                self._places[post["id"], post["modified_gmt"]] = lines.tell()
                lines.write(json.dumps(post, ensure_ascii=False).encode() + b"\n")

    def clear(self) -> None:
        """Delete all posts, once they are indexed."""
        self._places.clear()
        self._file.unlink(missing_ok=True)

    def _ends_whole(self) -> bool:
        """Return True if the file ends with a complete line."""
        with self._file.open("rb") as lines:
            lines.seek(-1, 2)
            return lines.read(1) == b"\n"
