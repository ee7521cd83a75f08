"""Running headers and footers and the numbers of pages, which are no text of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.sources.formats.pdf.lines import Line
from indexer.text.folding import fold_line

EDGE = 3
"""Number of lines at the top and at the bottom of a page that may be running ones."""

LEAST_PAGES = 2
"""Least number of pages on which a running line stands."""

LEAST_SHARE = 0.3
"""Least share of the pages on which a running line stands."""

_NUMBER = re.compile(
    r"(?:ص(?:فح[هة])?\.?|page|p\.)?[\s\-–—(|]*\d{1,4}[\s\-–—)|]*(?:(?:/|من|of)\s*\d{1,4})?"
)
_DIGITS = re.compile(r"\d+")


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page without those that repeat at its edges."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    running = {key for key, number in seen.items() if number >= least}
    return [_without(page, running) for page in pages]


def _without(page: Sequence[Line], running: set[str]) -> list[Line]:
    """Return the lines of a page from its first that is not running to its last such."""
    lines = list(page)
    for end in (0, -1):
        for _ in range(EDGE):
            if lines and (_key(lines[end]) in running or is_page_number(lines[end].text)):
                del lines[end]
    return lines


def _edges(page: Sequence[Line]) -> list[Line]:
    """Return the lines at the top and at the bottom of a page."""
    return [*page[:EDGE], *page[max(EDGE, len(page) - EDGE) :]]


def _key(line: Line) -> str:
    """Return the text of a line without the number of its page."""
    return _DIGITS.sub("#", fold_line(line.text))


def is_page_number(text: str) -> bool:
    """Return True if a line is the number of a page."""
    return bool(_NUMBER.fullmatch(text.strip().casefold()))
