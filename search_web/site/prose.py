"""The text of an article as HTML: its paragraphs, its structure and the marks of a search.

Only tags of the structure are written, with attributes made here; all else is escaped.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask_babel import gettext
from markupsafe import Markup, escape

from indexer.searching.result import Marked
from indexer.text.page_starts import PageStart
from indexer.text.structure import BLOCKS, HEADINGS, PLACES, Element
from search_web.publication.links import web_link
from search_web.site.wording import language_attributes, page_of_file

LISTED_LEVELS = ("h2", "h3")
"""Levels of the headings that the contents list."""

_BETWEEN = " |\n"
"""Characters of a text between cells, rows and items, which have no place in HTML there."""

_WRAPPERS = {
    "": "p",
    "blockquote": "p",
    "ul": "li",
    "ol": "li",
    "dl": "dd",
    "tr": "td",
    "figure": "figcaption",
}
"""For elements that hold no text themselves, the tag around text that stands in them directly."""

_FLOWING = frozenset(("", "blockquote", "figure"))
"""Elements that hold any block."""

_PICTURE = re.compile(r"(?:-|(\d+)x(\d+)) (\S+) ?(.*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the contents.

    Attributes:
        anchor: Id of the heading in the page.
        level: Its tag.
        text: Its text.
    """

    anchor: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as HTML.

    Attributes:
        html: The HTML.
        contents: Its headings of the upper levels, in order.
    """

    html: Markup
    contents: tuple[Heading, ...]


def prose(
    lines: Sequence[Marked],
    elements: Sequence[Element],
    numbers: Iterator[int],
    pictures: Sequence[str] = (),
    begin: int | None = None,
    pages: Sequence[PageStart] = (),
) -> Prose:
    """Render a text.

    Args:
        lines: The lines of the text, with marks.
        elements: Its elements.
        numbers: Numbers of the marks, which have the ids m1, m2, ….
        pictures: Sites whose pictures are shown, such as https://centre.example; others are linked.
        begin: Offset from which the first mark has the id "here" in place of its number.
        pages: Where pages of files begin in the text.
    """
    return _Writer(lines, elements, numbers, pictures, begin, pages).prose()


@dataclass(slots=True)
class _Node:
    element: Element
    children: list[_Node] = field(default_factory=list)

    @property
    def tag(self) -> str:
        return self.element.tag

    @property
    def is_picture(self) -> bool:
        """Return whether the node is a picture, or a link with nothing but pictures."""
        one = self.element
        if one.tag == "a":
            return one.start == one.end and any(child.is_picture for child in self.children)
        return one.tag == "img"


_Piece = _Node | tuple[int, int]
"""A child of an element, or a part of its own text."""


class _Writer:
    """Writes the HTML of one text."""

    def __init__(
        self,
        lines: Sequence[Marked],
        elements: Sequence[Element],
        numbers: Iterator[int],
        pictures: Sequence[str],
        begin: int | None,
        pages: Sequence[PageStart],
    ) -> None:
        self._text = "\n".join(line.text for line in lines)
        self._marks: list[tuple[int, int, str]] = []
        offset, is_here = 0, False
        for line in lines:
            for start, end in line.marks:
                name = f"m{next(numbers)}"
                if not is_here and begin is not None and offset + start >= begin:
                    name, is_here = "here", True
                self._marks.append((offset + start, offset + end, name))
            offset += len(line.text) + 1
        self._next_mark = 0
        self._pages = deque(one for one in pages if one.page)
        self._pictures = pictures
        self._root = _tree(elements, len(self._text))
        self._ids: dict[int, str] = {}
        self._levels: list[Heading] = []
        self._headings: dict[int, Heading] = {}
        self._number(elements)

    def prose(self) -> Prose:
        html = self._inner(self._root)
        listed = (one for one in self._levels if one.level in LISTED_LEVELS)
        return Prose(html, tuple(listed))

    def _number(self, elements: Iterable[Element]) -> None:
        """Give headings their levels, without gaps below the title, and anchors their ids."""
        level = 1
        for one in elements:
            if one.tag in HEADINGS and one.end > one.start:
                level = min(int(one.tag[1]), level + 1)
                text = " ".join(self._text[one.start : one.end].split())
                heading = Heading(f"s{len(self._levels) + 1}", f"h{level}", text)
                self._levels.append(heading)
                self._headings[id(one)] = heading
                self._ids[one.anchor] = heading.anchor
            elif one.anchor:
                self._ids[one.anchor] = f"note-{one.anchor}"

    def _inner(self, node: _Node) -> Markup:
        """Return the content of an element."""
        if node.tag in _WRAPPERS or node.tag == "table":
            return self._grouped(node)
        return self._joined(node, _pieces(node))

    def _grouped(self, node: _Node) -> Markup:
        """Return the content of an element that holds no text itself.

        What may stand in it stands there; the rest stands in wrappers, such as a paragraph for each
        line.
        """
        out: list[Markup] = []
        run: list[_Piece] = []

        def close() -> None:
            while run and self._is_between(run[-1]):
                run.pop()
            if run:
                out.append(self._wrapped(node, run))
                run.clear()

        for piece in _pieces(node):
            if isinstance(piece, _Node):
                if self._stands_in(node, piece, is_first=not run):
                    close()
                    out.append(self._placed(node, piece))
                else:
                    run.append(piece)
                continue
            for number, (start, end) in enumerate(self._lines(piece, node.tag in _FLOWING)):
                if number:
                    close()
                if run or not self._is_between((start, end)):
                    run.append((start, end))
        close()
        return Markup("").join(out) if node.tag else Markup("\n").join(out)

    def _is_between(self, piece: _Piece) -> bool:
        """Return whether a piece is text that only parts cells, rows and items."""
        return isinstance(piece, tuple) and not self._text[slice(*piece)].strip(_BETWEEN)

    def _lines(self, span: tuple[int, int], split: bool) -> Iterator[tuple[int, int]]:
        """Yield the parts of a span of text on different lines, or the whole if not `split`."""
        start, end = span
        while split and (found := self._text.find("\n", start, end)) >= 0:
            yield start, found
            start = found + 1
        yield start, end

    def _stands_in(self, node: _Node, child: _Node, *, is_first: bool) -> bool:
        """Return whether a child may stand in an element without a wrapper."""
        if node.tag in _FLOWING:
            return child.tag in BLOCKS or (child.is_picture and is_first)
        return node.tag in PLACES.get(child.tag, ())

    def _placed(self, node: _Node, child: _Node) -> Markup:
        written = self._element(child)
        if child.is_picture and node.tag != "figure":
            return Markup("<figure>{}</figure>").format(written)
        return written

    def _wrapped(self, node: _Node, run: Sequence[_Piece]) -> Markup:
        content = self._joined(node, run)
        if node.tag == "table":
            return Markup("<tr><td>{}</td></tr>").format(content)
        return Markup("<{0}>{1}</{0}>").format(_WRAPPERS[node.tag], content)

    def _joined(self, node: _Node, pieces: Iterable[_Piece]) -> Markup:
        return Markup("").join(
            self._element(piece, node) if isinstance(piece, _Node) else self._marked(*piece)
            for piece in pieces
        )

    def _element(self, node: _Node, parent: _Node | None = None) -> Markup:
        """Return the HTML of an element."""
        one = node.element
        if one.tag == "img":
            return self._picture(one, is_linked=parent is not None and parent.tag == "a")
        if one.tag in HEADINGS:
            return self._heading(node)
        content = self._inner(node)
        attributes = self._id(one)
        if one.tag == "a":
            if not (href := self._href(one.value)):
                return Markup("<span{}>{}</span>").format(attributes, content)
            away = Markup("") if href.startswith("#") else Markup(' rel="external noopener"')
            return Markup('<a{} href="{}"{}>{}</a>').format(attributes, href, away, content)
        if one.tag == "table":
            return Markup(
                '<div class="table" role="group" tabindex="0" aria-label="{}"><table{}>{}</table>'
                "</div>"
            ).format(gettext("Table"), attributes, content)
        if one.tag in ("td", "th"):
            attributes += _spans(one.value)
        if one.tag == "ol" and one.value:
            attributes += Markup(' start="{}"').format(one.value)
        return Markup("<{0}{1}>{2}</{0}>").format(one.tag, attributes, content)

    def _heading(self, node: _Node) -> Markup:
        """Return the HTML of a heading; one without text is none."""
        heading = self._headings.get(id(node.element))
        content = self._inner(node)
        if heading is None:
            return Markup("<div{}>{}</div>").format(self._id(node.element), content)
        return Markup('<{0} id="{1}">{2}</{0}>').format(heading.level, heading.anchor, content)

    def _id(self, element: Element) -> Markup:
        if not element.anchor:
            return Markup("")
        return Markup(' id="{}"').format(self._ids[element.anchor])

    def _href(self, value: str) -> str:
        """Return the address of a link, or "" if it leads nowhere."""
        if value.startswith("#"):
            anchor = self._ids.get(int(value[1:]))
            return f"#{anchor}" if anchor else ""
        return web_link(value)

    def _picture(self, element: Element, *, is_linked: bool) -> Markup:
        """Return a picture: shown if it is from a known site, else a link to it."""
        found = _PICTURE.fullmatch(element.value)
        address = web_link(found[3]) if found else ""
        if found is None or not address:
            return Markup("")
        width, height, _, described = found.groups()
        unnamed = Markup("<span {}>{}</span>").format(language_attributes(), gettext("Picture"))
        if _site(address) in self._pictures:
            size = Markup(' width="{}" height="{}"').format(width, height) if width else Markup("")
            name = described or (gettext("Picture") if is_linked else "")
            return Markup(
                '<img src="{}" alt="{}"{} loading="lazy" decoding="async"'
                ' referrerpolicy="no-referrer">'
            ).format(address, name, size)
        if is_linked:
            return Markup('<span class="picture">{}</span>').format(described or unnamed)
        return Markup('<a class="picture" href="{}" rel="external noopener">{}</a>').format(
            address, described or unnamed
        )

    def _marked(self, start: int, end: int) -> Markup:
        """Return a part of the text with its marks; a mark over several parts has its id once."""
        out: list[str] = []
        while self._next_mark < len(self._marks):
            first, last, name = self._marks[self._next_mark]
            if first >= end:
                break
            begin, stop = max(start, first), min(end, last)
            if begin < stop:
                anchor = Markup(' id="{}"').format(name) if begin == first else Markup("")
                out.append(self._paged(start, begin))
                out.append(Markup("<mark{}>{}</mark>").format(anchor, self._paged(begin, stop)))
                start = stop
            if last > end:
                break
            self._next_mark += 1
        out.append(self._paged(start, end))
        return Markup("").join(out)

    def _paged(self, start: int, end: int) -> Markup:
        """Return a part of the text, with the number of each page that begins in it."""
        out: list[str] = []
        while self._pages and self._pages[0].start < end:
            page = self._pages.popleft()
            begin = max(start, page.start)
            out += escape(self._text[start:begin]), page_of_file(page), " "
            start = begin
        out.append(escape(self._text[start:end]))
        return Markup("").join(out)


def _tree(elements: Iterable[Element], length: int) -> _Node:
    """Return the elements as a tree."""
    root = _Node(Element("", -1, 0, length))
    path = [root]
    for one in elements:
        node = _Node(one)
        path[one.depth].children.append(node)
        path[one.depth + 1 :] = [node]
    return root


def _pieces(node: _Node) -> Iterator[_Piece]:
    """Yield the children of an element and the parts of its text around them, in order."""
    done = node.element.start
    for child in node.children:
        if child.element.start > done:
            yield done, child.element.start
        yield child
        done = child.element.end
    if node.element.end > done:
        yield done, node.element.end


def _spans(value: str) -> Markup:
    columns, _, rows = value.partition("x")
    named = (("colspan", columns), ("rowspan", rows))
    return Markup("").join(
        Markup(' {}="{}"').format(name, count) for name, count in named if count not in ("", "1")
    )


def _site(address: str) -> str:
    """Return the scheme and the host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
