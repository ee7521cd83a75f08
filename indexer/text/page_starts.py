"""Where the pages of files begin in a text, kept beside it as its structure is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

MAX_PAGE_STARTS = 50_000
"""Maximum number of page starts of a text."""

OWN_FILE = "-"
"""What stands in place of an address for the file of the article itself."""

_LINE = re.compile(r"(\d{1,6}) (\d{1,8})(?: (-|https?://\S+))?", re.IGNORECASE)


class PageStartsError(ValueError):
    """A text does not name places in the text that it belongs to."""


@dataclass(frozen=True, slots=True)
class PageStart:
    """A place of a text from which on it stands on a page of a file.

    Attributes:
        start: Offset in code points.
        page: Number of the page, from 1; 0 if the file has no pages.
        file: Address of the file; empty for that of the article itself.
    """

    start: int
    page: int
    file: str = ""

    @property
    def address(self) -> str:
        """Return the address of the page, or "" if that of the file is not known."""
        if not (self.file and self.page):
            return self.file
        return f"{self.file.partition('#')[0]}#page={self.page}"


def format_page_starts(starts: Iterable[PageStart]) -> str:
    """Return page starts as text: a line each, with the page and the distance from the one before.

    `12 840 https://centre.example/study.pdf` is page 12 of that file, 840 code points after the
    page start before. The address follows where the file is another than that of the line before.
    """
    lines, before = [], PageStart(0, 0)
    for one in starts:
        file = f" {one.file or OWN_FILE}" if one.file != before.file else ""
        lines.append(f"{one.page} {one.start - before.start}{file}")
        before = one
    return "\n".join(lines)


def parse_page_starts(written: str, length: int) -> tuple[PageStart, ...]:
    """Return the page starts in order of offset.

    Args:
        written: The text that `format_page_starts` made.
        length: Length of the text that it belongs to.

    Raises:
        PageStartsError: A line is no page start, or lies outside of the text.
    """
    lines = written.split("\n") if written else []
    if len(lines) > MAX_PAGE_STARTS:
        raise PageStartsError(f"it has more than {MAX_PAGE_STARTS} lines")
    starts, before = [], PageStart(0, 0)
    for number, line in enumerate(lines, 1):
        if (found := _LINE.fullmatch(line)) is None:
            raise PageStartsError(f"its line {number} is no start of a page")
        file = before.file if found[3] is None else found[3].removeprefix(OWN_FILE)
        before = PageStart(before.start + int(found[2]), int(found[1]), file)
        if before.start > length:
            raise PageStartsError(f"the page of its line {number} begins outside of the text")
        starts.append(before)
    return tuple(starts)


def page_at(starts: Sequence[PageStart], offset: int) -> PageStart | None:
    """Return the last page start up to an offset, or None if the text there is on no page."""
    number = bisect_right(starts, offset, key=attrgetter("start"))
    return starts[number - 1] if number else None
