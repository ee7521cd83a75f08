"""find_header: the title, date and place of a page saved as text.

A saved page begins with the site's menus. The title stands above the place and date, or below them,
or in both places; the place may be missing, and so may the date.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.sources.formats.page_lines import (
    date_of,
    is_address,
    is_paragraph,
    is_place,
    is_unit,
    lines_of_site,
    preparer,
    section,
)
from indexer.text.folding import fold_line

MAX_TITLE_WORDS = 35
# A line of fewer words is rather a menu or a place than a title, if there is a choice.
CLEAR_TITLE_WORDS = 4
NEAR = 6  # lines between the date and a title


@dataclass(frozen=True, slots=True)
class Header:
    """`first` and `end` are the lines, from and before, where the header stands; the rest of the
    article begins at `end`."""

    title: str
    date: dt.date | None
    place: str
    author: str
    first: int
    end: int


def find_header(lines: Sequence[str], boilerplate: frozenset[str]) -> Header | None:
    """The header of the article in a page; None if no line is clearly its title."""
    page = _Page(lines, boilerplate)
    number = page.date_line()
    return page.undated_header() if number is None else page.dated_header(number)


class _Page:
    """The lines of a page, and what is known of them: which are the site's, which are alike."""

    def __init__(self, lines: Sequence[str], boilerplate: frozenset[str]) -> None:
        self.lines = lines
        self.folded = [fold_line(line) for line in lines]
        self.of_site = lines_of_site(lines, boilerplate)
        self.alike: dict[str, list[int]] = {}  # the numbers of the lines of the same words, rising
        for number, words in enumerate(self.folded):
            self.alike.setdefault(words, []).append(number)

    def date_line(self) -> int | None:
        """The line of the article's date: one with the title both above and below, or the first
        from which the text is reached without a line of the site between; else the last before
        the text. A line that is only a date goes before one with other words."""
        dated = {
            number: given for number, line in enumerate(self.lines) if (given := date_of(line))
        }
        for number in dated:
            if self._title_around(number):
                return number
        text = next((n for n in self._paragraphs() if n > min(dated, default=n)), None)
        if text is None:
            return None
        before = [number for number in dated if number < text]
        site = max((n for n in range(text) if self.of_site[n]), default=-1)
        near = [number for number in before if number > site] or before[-1:]
        return min(near, key=lambda number: (bool(dated[number][1]), number))

    def dated_header(self, number: int) -> Header | None:
        found = date_of(self.lines[number])
        date, beside = found or (None, "")
        author = preparer(beside) or (beside if is_unit(beside) else "")
        place = "" if author else beside
        if titles := self._title_around(number):
            first, last = titles
            between = [n for n in (number - 1, number + 1) if first < n < last and n != number]
            place = place or next((self.lines[n] for n in between if self._is_place(n)), "")
            return Header(self.lines[last], date, place, author, first, last + 1)
        above = number - 1
        if not place and above >= 0 and self._is_place(above):
            place = self.lines[above]
            above -= 1
        while above >= 0 and self._is_detail(above):
            above -= 1
        below = number + 1
        while below < len(self.lines) and self._is_detail(below):
            below += 1
        title = self._choose(above, below, number)
        if title is None and place and not beside and self._can_be_title(number - 1):
            title, place = number - 1, ""
        if title is None:
            return None
        return Header(
            self.lines[title], date, place, author, min(title, number), max(title, number) + 1
        )

    def undated_header(self) -> Header | None:
        """The title is a line that is repeated above the text, or the first clear one above it."""
        text = next(self._paragraphs(), None)
        if text is None:
            return None
        top = range(text)
        repeated = [n for n in top if self._can_be_title(n) and self.alike[self.folded[n]][0] < n]
        if repeated:
            return self._undated(repeated[-1])
        above = text - 1
        while above >= 0 and not self.of_site[above]:
            above -= 1
        candidates = [
            n for n in range(above + 1, text) if self._can_be_title(n) and not self._is_detail(n)
        ]
        clear = [n for n in candidates if self._is_clear(n)]
        chosen = clear[:1] or candidates[-1:]
        return self._undated(chosen[0]) if chosen else None

    def _undated(self, title: int) -> Header:
        return Header(self.lines[title], None, "", "", title, title + 1)

    def _title_around(self, number: int) -> tuple[int, int] | None:
        """The lines above and below this one that are the same title."""
        for below in range(number + 1, min(number + NEAR, len(self.lines))):
            if not self._can_be_title(below):
                continue
            alike = self.alike[self.folded[below]]
            if above := bisect_left(alike, number):
                return alike[above - 1], below
        return None

    def _choose(self, above: int, below: int, number: int) -> int | None:
        """Of a line above the date and one below, the one that is the title."""
        high = above if self._can_be_title(above) else None
        low = below if self._can_be_title(below) else None
        if high is None or low is None:
            return low if high is None else high
        prepared_above = any(preparer(line) is not None for line in self.lines[above:number])
        if not prepared_above and self._is_prepared(below + 1):
            return low
        return high if self._is_clear(high) or not self._is_clear(low) else low

    def _can_be_title(self, number: int) -> bool:
        if not 0 <= number < len(self.lines) or self.of_site[number]:
            return False
        line = self.lines[number]
        return (
            2 <= len(line.split()) <= MAX_TITLE_WORDS
            and not line.endswith(".")
            and not is_address(line)
            and date_of(line) is None
        )

    def _is_clear(self, number: int) -> bool:
        return len(self.lines[number].split()) >= CLEAR_TITLE_WORDS

    def _is_place(self, number: int) -> bool:
        return (
            not self.of_site[number]
            and not self._is_detail(number)
            and is_place(self.lines[number])
        )

    def _is_prepared(self, number: int) -> bool:
        return number < len(self.lines) and preparer(self.lines[number]) is not None

    def _is_detail(self, number: int) -> bool:
        line = self.lines[number]
        after_label = number > 0 and preparer(self.lines[number - 1]) == ""
        prepared = preparer(line) is not None or after_label
        return prepared or section(line) is not None or is_address(line)

    def _paragraphs(self) -> Iterator[int]:
        return (
            number
            for number, line in enumerate(self.lines)
            if is_paragraph(line) and not self.of_site[number]
        )
