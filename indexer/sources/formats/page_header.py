"""Detection of the title, date and place in a page saved as text.

A saved page begins with the site's menus. The title is above the place and date, below them, or
both; the place and the date may be missing.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.sources.formats.page_lines import (
    date_of,
    is_address,
    is_breadcrumbs,
    is_paragraph,
    is_place,
    is_unit,
    lines_of_site,
    preparer,
    section,
)
from indexer.text.folding import fold_line

MAX_TITLE_WORDS = 35
"""Maximum number of words of a title."""

CLEAR_TITLE_WORDS = 4
"""Number of words below which a line is more likely a menu entry or place than a title."""

NEAR = 6
"""Distance in lines, exclusive, of a repeated title below the date."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an article.

    Attributes:
        title: The title.
        date: The date, or None.
        place: The place, or empty.
        author: The author or unit in the line of the date, or empty.
        first: Number of the first line of the header.
        end: Number of the first line after the header, where the rest of the article begins.
    """

    title: str
    date: dt.date | None
    place: str
    author: str
    first: int
    end: int


def find_header(lines: Sequence[str], boilerplate: frozenset[str]) -> Header | None:
    """Return the header of the article in a page, or None if no line is clearly its title.

    Args:
        lines: The lines of the page.
        boilerplate: Folded lines of the site that repeat in saved pages.
    """
    page = _Page(lines, boilerplate)
    number = page.date_line()
    return page.undated_header() if number is None else page.dated_header(number)


class _Page:
    """The lines of a page with their properties.

    Attributes:
        lines: The lines.
        folded: The folded lines.
        of_site: For each line, whether it belongs to the site and not to the article.
        alike: Numbers of the lines with the same words, ascending, by folded line.
    """

    def __init__(self, lines: Sequence[str], boilerplate: frozenset[str]) -> None:
        self.lines = lines
        self.folded = [fold_line(line) for line in lines]
        self.of_site = lines_of_site(lines, boilerplate)
        self.alike: dict[str, list[int]] = {}
        for number, words in enumerate(self.folded):
            self.alike.setdefault(words, []).append(number)

    def date_line(self) -> int | None:
        """Return the number of the line with the article's date, or None.

        The date has the title both above and below it. If no line does, it is the first date that
        no line of the site separates from the text, or else the last date before the text. A line
        with only a date is preferred to one with other words.
        """
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
        """Return the header around the line of the date, or None if no line can be its title."""
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
            title = self._above_breadcrumbs(above)
        if title is None:
            return None
        return Header(
            self.lines[title], date, place, author, min(title, number), max(title, number) + 1
        )

    def undated_header(self) -> Header | None:
        """Return the header of a page without a date, or None.

        The title is the last line above the text that repeats an earlier one, or else the first
        clear title below the last line of the site.
        """
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
        """Return a header that consists of a title only."""
        return Header(self.lines[title], None, "", "", title, title + 1)

    def _title_around(self, number: int) -> tuple[int, int] | None:
        """Return the numbers of a line above and one below with the same title, or None."""
        for below in range(number + 1, min(number + NEAR, len(self.lines))):
            if not self._can_be_title(below):
                continue
            alike = self.alike[self.folded[below]]
            if above := bisect_left(alike, number):
                return alike[above - 1], below
        return None

    def _above_breadcrumbs(self, number: int) -> int | None:
        """Return the number of the title above breadcrumbs, or None if no line can be its title."""
        above = number
        while above >= 0 and is_breadcrumbs(self.lines[above]):
            above -= 1
        return above if above < number and self._can_be_title(above) else None

    def _choose(self, above: int, below: int, number: int) -> int | None:
        """Return the number of the title: the line above the date or the one below, or None.

        If both can be the title, choose the line above, unless an author label follows the line
        below but not the one above, or only the line below is clearly a title.
        """
        high = above if self._can_be_title(above) else None
        low = below if self._can_be_title(below) else None
        if high is None or low is None:
            return low if high is None else high
        prepared_above = any(preparer(line) is not None for line in self.lines[above:number])
        if not prepared_above and self._is_prepared(below + 1):
            return low
        return high if self._is_clear(high) or not self._is_clear(low) else low

    def _can_be_title(self, number: int) -> bool:
        """Return True if a line has the form of a title."""
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
        """Return True if a line has enough words to be clearly a title."""
        return len(self.lines[number].split()) >= CLEAR_TITLE_WORDS

    def _is_place(self, number: int) -> bool:
        """Return True if a line may be the place of the article."""
        return (
            not self.of_site[number]
            and not self._is_detail(number)
            and is_place(self.lines[number])
        )

    def _is_prepared(self, number: int) -> bool:
        """Return True if a line exists and has the label of the author."""
        return number < len(self.lines) and preparer(self.lines[number]) is not None

    def _is_detail(self, number: int) -> bool:
        """Return True if a line gives the author, section or address of the article."""
        line = self.lines[number]
        after_label = number > 0 and preparer(self.lines[number - 1]) == ""
        prepared = preparer(line) is not None or after_label
        return prepared or section(line) is not None or is_address(line)

    def _paragraphs(self) -> Iterator[int]:
        """Return the numbers of the lines of running text that are not the site's."""
        return (
            number
            for number, line in enumerate(self.lines)
            if is_paragraph(line) and not self.of_site[number]
        )
