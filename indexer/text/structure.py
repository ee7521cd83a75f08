"""The structure of a text: headings, lists, tables, links and so on, as elements over its offsets.

It is kept beside the plain text, so that marks and passages have one text to agree with. It holds
names of `TAGS` and numbers; its only other values are the addresses and descriptions of `Element`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
"""Headings; h1 is the title of the article."""

PLACES = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "tr": ("table",),
    "caption": ("table",),
    "td": ("tr",),
    "th": ("tr",),
    "figcaption": ("figure",),
}
"""Tags that have their place directly in another element, and those elements."""

BLOCKS = HEADINGS | frozenset(("ul", "ol", "dl", "blockquote", "table", "figure", *PLACES))
"""Tags of blocks."""

INLINE = frozenset(("a", "em", "strong", "code", "s", "sub", "sup"))
"""Tags within a line."""

POINTS = frozenset(("img", "span"))
"""Tags of elements without text: a picture, and a place that links lead to."""

TAGS = BLOCKS | INLINE | POINTS
"""All tags."""

MAX_DEPTH = 16
"""Elements within one another; what is nested deeper in a source has no element."""

MAX_ELEMENTS = 20_000
"""Elements of a text; one with more has no structure. A study of 10,000 words has about 500."""

_LINE = re.compile(r"([a-z][a-z0-9]*)(?:#([0-9]{1,6}))? ([0-9]{1,2}) (\d{1,8}) (\d{1,8})(?: (.+))?")


_VALUES = {
    "a": re.compile(r"#[0-9]{1,6}|https?://\S+", re.IGNORECASE),
    "img": re.compile(r"(?:-|[0-9]{1,5}x[0-9]{1,5}) https?://\S+(?: .+)?", re.IGNORECASE),
    "ol": re.compile(r"[0-9]{0,3}"),
    **dict.fromkeys(("td", "th"), re.compile(r"(?:[0-9]{1,3}x[0-9]{1,3})?")),
}
_NO_VALUE = re.compile("")


class StructureError(ValueError):
    """A text is no structure of the text that it belongs to."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element over the code points [start, end) of a text.

    Attributes:
        tag: One of `TAGS`.
        depth: Number of elements that it is in; those come before it.
        start: First offset.
        end: Last offset, exclusive; `start` for a picture that stands there.
        value: Of a link, its address, or "#" and the anchor that it leads to; of a picture, width
            and height as "640x480" or "-", its address, and its description; of a cell, the columns
            and rows that it spans as "2x1"; of a numbered list, its first number.
        anchor: Number by which links lead to the element, or 0.
    """

    tag: str
    depth: int
    start: int
    end: int
    value: str = ""
    anchor: int = 0


def format_structure(elements: Iterable[Element]) -> str:
    """Return elements as text: a line each, with its distance from the one before and its length.

    `li#3 1 12 40` is a list item with anchor 3, in one element, that begins 12 after the begin of
    the element before and has 40 code points. A value follows the length.
    """
    lines, before = [], 0
    for one in elements:
        anchor = f"#{one.anchor}" if one.anchor else ""
        value = f" {one.value}" if one.value else ""
        lines.append(
            f"{one.tag}{anchor} {one.depth} {one.start - before} {one.end - one.start}{value}"
        )
        before = one.start
    return "\n".join(lines)


def parse_structure(structure: str, length: int) -> tuple[Element, ...]:
    """Return the elements of a structure.

    Args:
        structure: The text that `format_structure` made.
        length: Length of the text that it belongs to.

    Raises:
        StructureError: A line is no element, or does not fit in the text or in the elements around.
    """
    lines = structure.split("\n") if structure else []
    if len(lines) > MAX_ELEMENTS:
        raise StructureError(f"it has more than {MAX_ELEMENTS} elements")
    elements = []
    around = [Element("", -1, 0, length)]  # the text, then the element of each depth
    free = [0]  # where the next element of each depth may begin
    start = 0
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None or found[1] not in TAGS or not _has_its_value(found[1], found[6] or ""):
            raise StructureError(f"its line {number} is no element")
        depth = int(found[3])
        start += int(found[4])
        end = start + int(found[5])
        if depth >= min(len(around), MAX_DEPTH) or start < free[depth] or end > around[depth].end:
            raise StructureError(f"the element of its line {number} does not fit in")
        element = Element(found[1], depth, start, end, found[6] or "", int(found[2] or 0))
        around[depth + 1 :] = [element]
        free[depth:] = [end, start]
        elements.append(element)
    return tuple(elements)


def _has_its_value(tag: str, value: str) -> bool:
    """Return True if elements of a tag have such values: no address but those of the web."""
    return _VALUES.get(tag, _NO_VALUE).fullmatch(value) is not None


def beginning_at(elements: Iterable[Element], start: int) -> Iterator[Element]:
    """Yield the elements of a text without its beginning, at their new offsets."""
    for one in elements:
        if one.end > start or one.start >= start:
            yield replace(one, start=max(one.start - start, 0), end=one.end - start)


def clipped(elements: Iterable[Element], length: int) -> Iterator[Element]:
    """Yield the elements of a text that is cut at a length."""
    for one in elements:
        if one.start < length or one.start == one.end == length:
            yield replace(one, end=min(one.end, length))
