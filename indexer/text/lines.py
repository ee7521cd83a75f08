"""The lines of a text and its structure, collected during a walk over the elements of its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree

from indexer.text import structure
from indexer.text.elements import BLOCKS, CELLS, HEADINGS, LISTS
from indexer.text.paragraphs import fold_space, is_blank, without_controls
from indexer.text.structure import Element

CELL_BREAK = " | "
"""Text between the cells of a row."""

MAX_SPAN = 100
"""Most columns or rows that a cell spans."""

MAX_ORNAMENT = 2
"""Most pixels of a side of a picture that only counts readers or keeps distance."""

MAX_DESCRIPTION = 1000
"""Most characters of the description of a picture."""

_NEW_LINE = re.compile(r"[\r\n]+")
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\n\s*")
_NUMBER = re.compile(r"\d{1,3}")
_IGNORED = re.compile(r"[\t\r\n]")  # browsers read addresses without them
_PIXELS = re.compile(r"\d{1,5}")

_TAGS = {
    **{name: name for name in structure.BLOCKS | structure.INLINE},
    **{"h1": "h2", "menu": "ul", "dir": "ul"},
    **{"i": "em", "b": "strong", "strike": "s", "del": "s", "tt": "code", "kbd": "code"},
    **{"samp": "code"},
}
"""Tag of a structure for each element of HTML that has one."""

_SUSPENDING = BLOCKS | {"br", "caption"}
"""Elements of HTML at which inline elements end, to begin again behind them."""

_OF_LINES = structure.HEADINGS | {"caption", "figcaption", "dt"}
"""Tags of blocks that hold no other blocks."""


@dataclass(slots=True, eq=False)
class _Node:
    """An element of the structure while it is collected; `start` is -1 until text follows."""

    tag: str
    value: str = ""
    anchor: int = 0
    start: int = -1
    end: int = -1
    children: list[_Node] = field(default_factory=list)


class _Open(NamedTuple):
    """The place among the pieces of a line where an element begins."""

    node: _Node
    parent: _Node


class _Close(NamedTuple):
    """The place among the pieces of a line where an element ends."""

    node: _Node
    parent: _Node


class _Opened(NamedTuple):
    """What an open element of HTML has.

    Attributes:
        node: Whether it has an element of the structure.
        brackets: Whether its text stands in brackets.
    """

    node: bool
    brackets: bool


class Lines:
    """The lines of a text, collected during a walk over its elements.

    Attributes:
        lines: The complete lines.
        headings: Numbers of the lines that are headings.
    """

    def __init__(self, base: str = "", anchors: Mapping[str, int] | None = None) -> None:
        """Begin without lines.

        Args:
            base: Address of the page, for links and pictures that are relative to it.
            anchors: Numbers of the ids that links lead to.
        """
        self.lines: list[str] = []
        self.headings: list[int] = []
        self._base = base
        self._anchors = dict(anchors or {})
        self._numbers = dict(self._anchors)
        self._pieces: list[str | _Open | _Close] = []
        self._rows: list[bool] = []  # for each open row, whether it has several cells
        self._blocks = self._items = self._heading = 0  # depth of nesting
        self._root = _Node("")
        self._stack = [self._root]  # open blocks, then open inline elements
        self._opened: list[_Opened] = []
        self._length = self._text_end = 0  # of the text; of what is no space
        self._unstarted: list[_Node] = []
        self._unended: list[_Node] = []

    def start(self, element: etree._Element, *, dropped: bool = False) -> None:
        """Begin an element, and a new line if it is a block.

        Args:
            element: The element.
            dropped: Whether it is removed with its content.
        """
        tag = element.tag
        node = None if dropped else self._node(element)
        suspended = self._suspended() if tag in _SUSPENDING else []
        if tag == "br" or tag in BLOCKS:
            self._break(of_list=tag in LISTS)
        if tag in CELLS and any(self._rows) and element.getprevious() is not None:
            self._pieces.append(CELL_BREAK)
        if tag == "tr":
            self._rows.append(sum(child.tag in CELLS for child in element) > 1)
        if not dropped:
            self._begin(element, node)
        self._opened.append(_Opened(node is not None, not dropped and _is_note_mark(element)))
        self._pieces.append("[" if self._opened[-1].brackets else "")
        self._resume(suspended)
        self._items += tag == "li"
        self._blocks += tag in BLOCKS
        self._heading += tag in HEADINGS

    def end(self, tag: str) -> None:
        """End an element, and the line if it is a block."""
        if tag == "tr":
            self._rows.pop()
        self._items -= tag == "li"
        suspended = self._suspended() if tag in _SUSPENDING else []
        opened = self._opened.pop()
        self._pieces.append("]" if opened.brackets else "")
        if opened.node:
            self._close()
        if tag in BLOCKS:
            self._break(of_list=tag in LISTS)
        self._resume(suspended)
        self._blocks -= tag in BLOCKS
        self._heading -= tag in HEADINGS

    def add(self, text: str | None) -> None:
        """Add a text node, split at its line breaks or blank lines."""
        bare = self._blocks <= 1  # in no block other than the outermost <div>
        first, *others = (_NEW_LINE if bare else _BLANK_LINE).split(text or "")
        self._pieces.append(first)
        for piece in others:
            suspended = self._suspended()
            self._break()
            self._resume(suspended)
            self._pieces.append(piece)

    def flush(self) -> None:
        """End the line and add it to the lines, unless it is blank."""
        pieces, self._pieces = self._pieces, []
        line = fold_space("".join(piece for piece in pieces if isinstance(piece, str)))
        if is_blank(line.replace("|", "")):
            for piece in pieces:
                self._place(piece)
            return
        if self._heading:
            self.headings.append(len(self.lines))
        if self.lines:
            self._length += 1
        self.lines.append(line)
        begin, spaced = self._length, False
        for piece in pieces:
            if not isinstance(piece, str):
                self._place(piece)
                continue
            text = without_controls(piece)
            if words := " ".join(text.split()):
                spaced |= text[0].isspace() and self._length > begin
                self._length += spaced
                self._settle(self._length)
                self._length += len(words)
                self._text_end = self._length
                spaced = text[-1].isspace()
            else:
                spaced |= bool(text) and self._length > begin

    def elements(self) -> tuple[Element, ...]:
        """Return the elements of the whole text, after the last line; none if they are too many."""
        self._settle(self._length)
        elements: list[Element] = []
        for element in _elements(self._root, 0):
            if len(elements) == structure.MAX_ELEMENTS:
                return ()
            elements.append(element)
        return tuple(elements)

    def _break(self, *, of_list: bool = False) -> None:
        """End the line, except inside a table row or list item."""
        if any(self._rows) or (self._items and not of_list):
            self._pieces.append(" ")
        else:
            self.flush()

    def _begin(self, element: etree._Element, node: _Node | None) -> None:
        """Open the node of an element, and place its anchor or picture."""
        anchor = self._anchors.pop(anchor_name(element), 0)
        if node is not None:
            node.anchor = anchor
            self._open(node)
        elif anchor:
            self._point(_Node("span", anchor=anchor))
        if element.tag == "img" and (value := self._picture(element)):
            self._point(_Node("img", value))

    def _node(self, element: etree._Element) -> _Node | None:
        """Return the node of an element of HTML, or None if the structure does without it."""
        tag = _TAGS.get(element.tag, "")
        around = [node.tag for node in self._stack]
        if not tag or len(around) >= structure.MAX_DEPTH:
            return None
        if tag in structure.BLOCKS and not _OF_LINES.isdisjoint(around):
            return None
        if tag == "a":
            value = self._link(element.get("href") or "")
            return _Node(tag, value) if value and tag not in around else None
        if tag in CELLS:
            return _Node(tag, _spans(element))
        if tag == "ol":
            first = _NUMBER.fullmatch(element.get("start") or "")
            return _Node(tag, str(int(first[0])) if first else "")
        return _Node(tag)

    def _link(self, href: str) -> str:
        """Return the value of a link: the anchor or the address that it leads to, or ""."""
        try:
            address, fragment = urldefrag(urljoin(self._base, href.strip()))
            is_here = not address or address == urldefrag(self._base)[0]
            if fragment and is_here and (number := self._numbers.get(unquote(fragment))):
                return f"#{number}"
            return _absolute(self._base, href)
        except ValueError:  # a [ that begins no IPv6 address
            return ""

    def _picture(self, element: etree._Element) -> str:
        """Return the value of a picture, or "" if it is an ornament or has no address."""
        classes = (element.get("class") or "").split()
        sizes = [_PIXELS.fullmatch(element.get(name) or "") for name in ("width", "height")]
        if any(size and int(size[0]) <= MAX_ORNAMENT for size in sizes) or "emoji" in classes:
            return ""
        try:
            given = (element.get(name) or "" for name in ("src", "data-src", "data-lazy-src"))
            address = next(filter(None, (_absolute(self._base, one) for one in given)), "")
        except ValueError:
            return ""
        size = "x".join(size[0] for size in sizes if size)
        described = fold_space(element.get("alt") or "")[:MAX_DESCRIPTION]
        return f"{size if 'x' in size else '-'} {address} {described}".strip() if address else ""

    def _open(self, node: _Node) -> None:
        self._pieces.append(_Open(node, self._stack[-1]))
        self._stack.append(node)

    def _close(self) -> _Node:
        node = self._stack.pop()
        self._pieces.append(_Close(node, self._stack[-1]))
        return node

    def _point(self, node: _Node) -> None:
        self._open(node)
        self._close()

    def _suspended(self) -> list[_Node]:
        """Close the open inline elements, as a line or block begins or ends; innermost first."""
        suspended = []
        while self._stack[-1].tag in structure.INLINE:
            suspended.append(self._close())
        return suspended

    def _resume(self, suspended: list[_Node]) -> None:
        """Open copies of suspended elements."""
        for node in reversed(suspended):
            self._open(_Node(node.tag, node.value))

    def _place(self, piece: str | _Open | _Close) -> None:
        """Give an element its place in the structure and, if its text is known, its offset."""
        if isinstance(piece, _Open):
            piece.parent.children.append(piece.node)
            self._unstarted.append(piece.node)
        elif isinstance(piece, _Close):
            node = piece.node
            if node.start < 0 and _is_empty(node):
                del self._unstarted[self._unstarted.index(node) :]
                del self._unended[len(self._unended) - len(node.children) :]
                piece.parent.children.pop()
            elif node.start < 0 or self._unended:  # it ends with a picture or an anchor
                self._unended.append(node)
            else:
                node.end = self._text_end

    def _settle(self, offset: int) -> None:
        """Let the elements that wait for text begin or end at an offset."""
        for node in self._unstarted:
            node.start = offset
        for node in self._unended:
            node.end = offset
        self._unstarted.clear()
        self._unended.clear()


def _is_empty(node: _Node) -> bool:
    """Return True for a node without text that nothing is lost with: no cell, but a row of them."""
    if node.tag in CELLS or node.tag == "img" or node.anchor:
        return False
    return all(
        child.tag in CELLS and not (child.children or child.anchor) for child in node.children
    )


def anchor_name(element: etree._Element) -> str:
    """Return the name by which links lead to an element, or ""."""
    return element.get("id") or (element.tag == "a" and element.get("name")) or ""


def _absolute(base: str, address: str) -> str:
    """Return an absolute address of the web, or "" for none and for those of other schemes.

    Raises:
        ValueError: The address cannot be split.
    """
    written = _IGNORED.sub("", address).strip()
    joined = urljoin(base, written).replace(" ", "%20") if written else ""
    return joined if urlsplit(joined).scheme in ("http", "https") else ""


def _is_note_mark(element: etree._Element) -> bool:
    """Return True for a raised number that leads to a note; brackets part it from its word."""
    if element.tag != "a" or "#" not in (element.get("href") or ""):
        return False
    parent = element.getparent()
    is_raised = (parent is not None and parent.tag == "sup") or any(c.tag == "sup" for c in element)
    return (
        is_raised
        and _NUMBER.fullmatch("".join(map(str, islice(element.itertext(), 4))).strip()) is not None
    )


def _spans(cell: etree._Element) -> str:
    """Return the columns and rows that a cell spans, or "" for one of each."""
    found = [_NUMBER.fullmatch(cell.get(name) or "") for name in ("colspan", "rowspan")]
    columns, rows = (min(max(int(one[0]), 1), MAX_SPAN) if one else 1 for one in found)
    return "" if columns == rows == 1 else f"{columns}x{rows}"


def _elements(parent: _Node, depth: int) -> Iterator[Element]:
    """Yield the elements of a node's children and theirs.

    Elements that stand where they have no place are left out, and so are tables of one column,
    which only lay out a page; their children stay.
    """
    for node in parent.children:
        if parent.tag not in structure.PLACES.get(node.tag, (parent.tag,)) or _is_layout(node):
            if node.anchor:
                yield Element("span", depth, node.start, node.start, anchor=node.anchor)
            yield from _elements(_Node(parent.tag, children=node.children), depth)
        else:
            yield Element(node.tag, depth, node.start, node.end, node.value, node.anchor)
            yield from _elements(node, depth + 1)


def _is_layout(node: _Node) -> bool:
    """Return True for a table without two cells side by side."""
    return node.tag == "table" and not any(
        sum(cell.tag in CELLS for cell in row.children) > 1 for row in node.children
    )
