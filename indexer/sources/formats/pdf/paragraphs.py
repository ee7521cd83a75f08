"""Lines to paragraphs: joined over lines, columns and pages, notes of pages apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.sources.formats.pdf.lines import Line
from indexer.text.headings import MAX_HEADING_WORDS

WIDE = 1.4
"""Least distance of two paragraphs in distances of usual lines."""

INDENT = 0.8
"""Least indent of a first line in sizes of the font."""

SHORT = 0.25
"""Share of the column that a last line leaves empty, at least, if it ends no sentence."""

SHORT_SENTENCE = 0.08
"""The same if it ends a sentence."""

LARGER = 1.12
"""Least size of a heading in sizes of the text."""

SMALLER = 0.93
"""Maximum size of a page's notes in sizes of the text."""

_SENTENCE_END = re.compile(r"[.!?؟…:]['\"”’»)\]]*$")
_ITEM = re.compile(r"[•▪●◦·■►*–—-]\s|\(?\d{1,3}[.)\-–]\s|\(?[أ-ي][.)\-–]\s")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡])[\])]?[\s.\-–)]?")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: Its text.
        pages: Offset in it at which the text of each of its pages begins, and number of the page,
            from 1.
        size: Size of its font in points.
        is_bold: Whether it is bold.
        lines: Number of its lines.
    """

    text: str
    pages: tuple[tuple[int, int], ...]
    size: float
    is_bold: bool
    lines: int


def usual_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size of most of the text in points."""
    by_size: dict[float, int] = {}
    for page in pages:
        for line in page:
            size = round(line.size * 2) / 2
            by_size[size] = by_size.get(size, 0) + len(line.text)
    return max(by_size, key=lambda size: by_size[size], default=0.0)


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """Return the paragraphs of a document, and behind them the notes of its pages."""
    size = usual_size(pages)
    leading = _usual_leading(pages)
    text: list[tuple[int, Line]] = []
    notes: list[tuple[int, Line]] = []
    for number, page in enumerate(pages, 1):
        begin = _begin_of_notes(page, size)
        text += [(number, line) for line in page[:begin]]
        notes += [(number, line) for line in page[begin:]]
    return [*_joined(text, leading), *_joined(notes, leading * SMALLER)]


def is_heading(paragraph: Paragraph, size: float, *, text_is_bold: bool) -> bool:
    """Return True if a paragraph is a heading: short, and larger or bolder than the text."""
    words = len(paragraph.text.split())
    stands_out = paragraph.size >= LARGER * size or (paragraph.is_bold and not text_is_bold)
    ends = paragraph.text.rstrip().endswith((".", "،", "؛", ","))
    return stands_out and 0 < words <= MAX_HEADING_WORDS and not ends and paragraph.lines <= 3


def _usual_leading(pages: Sequence[Sequence[Line]]) -> float:
    """Return the usual distance of two lines in points."""
    gaps = [
        one.baseline - two.baseline
        for page in pages
        for one, two in pairwise(page)
        if 0 < one.baseline - two.baseline < 4 * one.size
    ]
    return median(gaps) if gaps else 0.0


def _begin_of_notes(page: Sequence[Line], size: float) -> int:
    """Return the index of the first line of a page's notes, or its number of lines."""
    begin = len(page)
    while begin and page[begin - 1].size <= SMALLER * size:
        begin -= 1
    small = range(begin, len(page))
    return next((index for index in small if _NOTE.match(page[index].text)), len(page))


def _joined(lines: Sequence[tuple[int, Line]], leading: float) -> Iterator[Paragraph]:
    """Yield the paragraphs that lines make."""
    edges = _edges(lines)
    held: list[tuple[int, Line]] = []
    for number, line in lines:
        if held and _begins(held[-1], (number, line), leading, edges):
            yield _paragraph(held)
            held = []
        held.append((number, line))
    if held:
        yield _paragraph(held)


def _edges(lines: Sequence[tuple[int, Line]]) -> tuple[float, float]:
    """Return the left and the right edge of most lines in points."""
    if not lines:
        return 0.0, 0.0
    lefts = sorted(line.left for _, line in lines)
    rights = sorted(line.right for _, line in lines)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _begins(
    last: tuple[int, Line], this: tuple[int, Line], leading: float, edges: tuple[float, float]
) -> bool:
    """Return True if a line begins a paragraph."""
    (last_page, before), (page, line) = last, this
    if abs(before.size - line.size) > 0.1 * before.size or before.is_bold != line.is_bold:
        return True
    if _ITEM.match(line.text):
        return True
    ends = bool(_SENTENCE_END.search(before.text))
    down = before.baseline - line.baseline
    if page == last_page and down > WIDE * leading:
        return True
    if page != last_page or down <= 0:  # another page or column
        return ends and _left_empty(before, edges) > SHORT_SENTENCE
    inward = before.right - line.right if line.is_rtl else line.left - before.left
    if inward > INDENT * line.size and ends:
        return True
    return _left_empty(before, edges) > (SHORT_SENTENCE if ends else SHORT)


def _left_empty(line: Line, edges: tuple[float, float]) -> float:
    """Return the share of the column that a line leaves empty, on whichever side."""
    left, right = edges
    return 1 - (line.right - line.left) / max(right - left, 1.0)


def _paragraph(lines: Sequence[tuple[int, Line]]) -> Paragraph:
    """Return the paragraph of lines; a Latin word that is divided at an end becomes one."""
    text = ""
    pages: list[tuple[int, int]] = []
    for page, line in lines:
        words = " ".join(line.text.split())
        if _HYPHEN.search(text) and words[:1].islower():
            text = text[:-1]
        elif text and words:
            text += " "
        if not pages or page != pages[-1][1]:
            pages.append((len(text), page))
        text += words
    _, first = lines[0]
    return Paragraph(
        text=text,
        pages=tuple(pages),
        size=median(line.size for _, line in lines),
        is_bold=first.is_bold,
        lines=len(lines),
    )
