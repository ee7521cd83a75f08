"""Conversion of HTML to plain text: one paragraph per line, without menus and other boxes."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from indexer.text.paragraphs import fold_space, is_blank

DROPPED = frozenset(
    "audio button canvas embed form head iframe input link meta nav noscript object script select"
    " style svg template textarea title video".split()
)
"""Elements that are removed with their content."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Elements of headings."""

BLOCKS = HEADINGS | frozenset(
    "address article aside audio blockquote center dd details dialog dir div dl dt embed fieldset"
    " figcaption figure footer form header hgroup hr iframe legend li main menu nav object ol"
    " option p pre section summary table tbody td tfoot th thead tr ul video".split()
)
"""Block elements, which begin and end a line."""

INLINE = frozenset(
    "a abbr b big br cite code del em font i img ins kbd label mark q s small span strike strong"
    " sub sup tt u wbr".split()
)
"""Inline elements."""

LISTS = frozenset(("ul", "ol", "li", "menu", "dir"))
"""Elements of lists and their items."""

CELLS = frozenset(("td", "th"))
"""Elements of table cells."""

# Class names and ids of boxes that WordPress themes and plugins add to an article: related posts
# (Jetpack, YARPP, Contextual Related Posts), sharing buttons, polls, contents, forms, navigation.
_FURNITURE = re.compile(
    r"""(?:^|[_-])related(?:$|[_-])|relatedposts|^yarpp|read-?(?:more|also)
    |^sharedaddy|^sd-|^addtoany|^a2a_|^addthis|^sharethis|^shar(?:e|ing)$
    |shar(?:e|ing)[_-](?:buttons?|icons?|links?|bar|box|post)|social[_-](?:links|icons|share|media)
    |^wp-block-(?:buttons?|social-|latest-|search|categories|archives|tag-cloud|calendar|rss
        |page-list|navigation|post-navigation|query|comments|loginout|embed__wrapper)
    |^(?:wp-polls|screen-reader-text|sr-only|breadcrumbs?|post-navigation|nav-links|post-views
        |comments-area|newsletter|author-box|toc|lwptoc|print-only)$
    |^(?:ez-toc|mc4wp|wpcf7|wp-embedded-content)""",
    re.VERBOSE | re.IGNORECASE,
)

_MEDIA_SHORTCODE = re.compile(r"\[(embed|audio|video|playlist)\b[^\]]*\](?:[^\[]*\[/\1\])?", re.I)
# A shortcode has a WordPress name, a name with an underscore or attributes, or is one of a pair.
_SHORTCODE = re.compile(
    r"""\[(?:gallery|contact-form(?:-7)?)\b[^\]]*\]
    |\[[a-z]\w*_\w*(?:\s[^\]]*)?/?\]
    |\[[a-z0-9][\w-]*(?:\s+[\w-]+=
        (?:"[^"]*"|'[^']*'|[“”″][^“”″]*[“”″]|&\#82\d\d;.*?&\#82\d\d;|[^\s\]"'“”″&]+)
    )+\s*/?\]
    |\[([a-z0-9][\w-]*)\](?=[^\[\]]*\[/\1\])
    |\[/[a-z0-9][\w-]*\]""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_SEEN = re.compile(
    r"<(?:img|picture|figure|iframe|video|audio|embed|object|svg|canvas|[a-z]+-[a-z-]+)\b"
    r"|<!--\s*wp:[\w/-]*(?:video|audio|image|gallery|embed|media|cover|slide|player|map)",
    re.I,
)
_CAPTION = re.compile(r"\[/?(?:wp_)?caption\b[^\]]*\]", re.I)

_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | INLINE | DROPPED))}|body|html)(?:\s[^<>]*)?/?>|<!--", re.I
)
_INLINE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(INLINE))})(?:\s[^<>]*)?/?>", re.I)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS - DROPPED))})(?:\s[^<>]*)?/?>", re.I)
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|([a-z][a-z0-9]{1,31}));", re.I)
_DOCUMENT_END = re.compile(r"</(?:body|html)\s*>", re.I)  # the parser drops any text after it
_NEW_LINE = re.compile(r"[\r\n]+")
_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\n\s*")


def clean_html(html: str) -> tuple[str, tuple[int, ...]]:
    """Convert an article's HTML to plain text.

    Each paragraph, list item and table row (cells separated by « | ») becomes one line; there are
    no blank lines. As in WordPress's classic editor, a blank line in the text ends a paragraph, and
    so does each line break outside a block element. Entities are decoded once; scripts, forms,
    comments, shortcodes and the boxes of themes and plugins are removed.

    Returns:
        The text, and the line numbers of its headings, starting from 0.
    """
    lines = _Lines()
    walk = etree.iterwalk(_parse(html), events=("start", "end"))
    for event, element in walk:
        if event == "end":
            lines.end(element.tag)
            lines.add(element.tail)
            continue
        lines.start(element)
        if _is_furniture(element):
            walk.skip_subtree()
        else:
            lines.add(element.text)
    lines.flush()
    return "\n".join(lines.lines), tuple(lines.headings)


def plain_text(html: str) -> str:
    """Convert HTML to text on one line, as for a title."""
    return clean_html(html)[0].replace("\n", " ")


def shows_something(html: str) -> bool:
    """Return True if HTML contains a picture, video, sound, other embedded object or shortcode."""
    return any(form.search(html) for form in (_SEEN, _MEDIA_SHORTCODE, _SHORTCODE))


def looks_like_html(text: str) -> bool:
    """Return True if a text contains HTML tags or character references, not only a lone < or &."""
    return bool(_TAG.search(text)) or any(
        match[1] is None or f"{match[1]};" in html5 for match in _REFERENCE.finditer(text)
    )


def _parse(html: str) -> etree._Element:
    """Return the root of the parsed HTML, without shortcodes.

    If the tags are nested too deep for the parser, parse again without inline tags, and finally
    with line breaks in place of the block tags.
    """
    text = _DOCUMENT_END.sub("", _without_shortcodes(html)).replace("\0", "")
    root, is_whole = _parsed(text)
    if not is_whole:  # thousands of unclosed tags: give up the tags to keep the text
        text = _INLINE_TAG.sub("", text)
        root, is_whole = _parsed(text)
    if not is_whole:
        root, _ = _parsed(_BLOCK_TAG.sub("<br>", text))
    return root


def _parsed(text: str) -> tuple[etree._Element, bool]:
    """Parse HTML.

    Returns:
        The root, and True if the parser dropped nothing for being nested too deep.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    # With bytes, the text cannot declare another encoding; with a <div>, the parser adds no
    # paragraph around bare text.
    root = etree.fromstring(f"<div>{text}</div>".encode(errors="replace"), parser)
    return root, not any(entry.type_name == _TOO_DEEP for entry in parser.error_log)


def _without_shortcodes(html: str) -> str:
    """Return HTML without shortcodes, with captions as separate paragraphs."""
    html = _MEDIA_SHORTCODE.sub(" ", html)
    html = _CAPTION.sub("<br>", html)  # makes the caption a separate paragraph
    return _SHORTCODE.sub(" ", html)


def _is_furniture(element: etree._Element) -> bool:
    """Return True if an element is removed with its content."""
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    return element.tag in DROPPED or any(_FURNITURE.search(name) for name in names)


class _Lines:
    """The lines of a text, collected during a walk over its elements.

    Attributes:
        lines: The complete lines.
        headings: Numbers of the lines that are headings.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.headings: list[int] = []
        self._pieces: list[str] = []
        self._rows: list[bool] = []  # for each open row, whether it has several cells
        self._blocks = self._items = self._heading = 0  # depth of nesting

    def start(self, element: etree._Element) -> None:
        """Begin an element, and a new line if it is a block."""
        tag = element.tag
        if tag == "br" or tag in BLOCKS:
            self._break(of_list=tag in LISTS)
        if tag in CELLS and any(self._rows) and element.getprevious() is not None:
            self._pieces.append(" | ")
        if tag == "tr":
            self._rows.append(sum(child.tag in CELLS for child in element) > 1)
        self._items += tag == "li"
        self._blocks += tag in BLOCKS
        self._heading += tag in HEADINGS

    def end(self, tag: str) -> None:
        """End an element, and the line if it is a block."""
        if tag == "tr":
            self._rows.pop()
        self._items -= tag == "li"
        if tag in BLOCKS:
            self._break(of_list=tag in LISTS)
        self._blocks -= tag in BLOCKS
        self._heading -= tag in HEADINGS

    def add(self, text: str | None) -> None:
        """Add a text node, split at its line breaks or blank lines."""
        bare = self._blocks <= 1  # in no block other than the outermost <div>
        first, *others = (_NEW_LINE if bare else _BLANK_LINE).split(text or "")
        self._pieces.append(first)
        for piece in others:
            self._break()
            self._pieces.append(piece)

    def flush(self) -> None:
        """End the line and add it to the lines, unless it is blank."""
        line = fold_space("".join(self._pieces))
        self._pieces.clear()
        if is_blank(line.replace("|", "")):
            return
        if self._heading:
            self.headings.append(len(self.lines))
        self.lines.append(line)

    def _break(self, *, of_list: bool = False) -> None:
        """End the line, except inside a table row or list item."""
        if any(self._rows) or (self._items and not of_list):
            self._pieces.append(" ")
        else:
            self.flush()
