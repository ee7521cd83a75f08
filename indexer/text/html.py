"""Conversion of HTML to plain text: one paragraph per line, without menus and other boxes."""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

from lxml import etree

from indexer.text.elements import BLOCKS, DROPPED, INLINE
from indexer.text.lines import Lines, anchor_name
from indexer.text.paragraphs import is_blank
from indexer.text.structure import beginning_at, format_structure, parse_structure

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
_CAPTIONED = re.compile(r"\[(?:wp_)?caption\b[^\]]*\]([^\[]*)\[/(?:wp_)?caption\]", re.IGNORECASE)
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


class CleanText(NamedTuple):
    """The plain text of HTML.

    Attributes:
        text: The text, one paragraph per line.
        headings: Line numbers of its headings, starting from 0.
        structure: Its structure; see `indexer.text.structure`.
        language: The language that an element around all of it names, or "".
    """

    text: str
    headings: tuple[int, ...]
    structure: str
    language: str = ""

    def from_line(self, first: int) -> CleanText:
        """Return the text from a line on, with its headings and structure at their new places."""
        begin = sum(len(line) + 1 for line in self.text.split("\n")[:first])
        elements = parse_structure(self.structure, len(self.text))
        return CleanText(
            self.text[begin:],
            tuple(number - first for number in self.headings if number >= first),
            format_structure(beginning_at(elements, begin)),
            self.language,
        )


def clean_html(html: str, base: str = "") -> CleanText:
    """Convert an article's HTML to plain text.

    Each paragraph, list item and table row (cells separated by « | ») becomes one line; there are
    no blank lines. As in WordPress's classic editor, a blank line in the text ends a paragraph, and
    so does each line break outside a block element. Entities are decoded once; scripts, forms,
    comments, shortcodes and the boxes of themes and plugins are removed. A raised number that leads
    to a note gets brackets.

    Args:
        html: The HTML.
        base: Address of the page, to which links and pictures may be relative.
    """
    root = _parse(html)
    lines = Lines(base, _anchors(root))
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            lines.end(element.tag)
            lines.add(element.tail)
            continue
        dropped = _is_furniture(element)
        lines.start(element, dropped=dropped)
        if dropped:
            walk.skip_subtree()
        else:
            lines.add(element.text)
    lines.flush()
    structure = format_structure(lines.elements())
    return CleanText("\n".join(lines.lines), tuple(lines.headings), structure, _language(root))


def plain_text(html: str) -> str:
    """Convert HTML to text on one line, as for a title."""
    return clean_html(html).text.replace("\n", " ")


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


def _language(root: etree._Element) -> str:
    """Return the `lang` of an element that holds all others, the innermost one, or ""."""
    element, language = root, root.get("lang") or ""
    while len(element) == 1 and is_blank(element.text or "") and is_blank(element[0].tail or ""):
        element = element[0]
        language = element.get("lang") or language
    return language


def _anchors(root: etree._Element) -> dict[str, int]:
    """Return the names of the elements that links of the text lead to, each with a number."""
    names = {name for name in map(anchor_name, root.iter()) if name}
    links = (urldefrag(link.get("href") or "").fragment for link in root.iter("a"))
    wanted = dict.fromkeys(name for name in map(unquote, links) if name in names)
    return {name: number for number, name in enumerate(wanted, 1)}


def _without_shortcodes(html: str) -> str:
    """Return HTML without shortcodes, with captions as separate paragraphs."""
    html = _MEDIA_SHORTCODE.sub(" ", html)
    html = _CAPTIONED.sub(r"<figure>\1</figure>", html)
    html = _CAPTION.sub("<br>", html)  # makes the caption a separate paragraph
    return _SHORTCODE.sub(" ", html)


def _is_furniture(element: etree._Element) -> bool:
    """Return True if an element is removed with its content."""
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    return element.tag in DROPPED or any(_FURNITURE.search(name) for name in names)
