"""Text, section and tags of a WordPress post, from the REST API or from an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from indexer.sources.formats.page_lines import is_notice
from indexer.text.folding import fold
from indexer.text.html import clean_html
from indexer.text.structure import clipped, format_structure, parse_structure

_NO_CATEGORY = frozenset(map(fold, ("Uncategorized", "غير مصنف", "غير مصنّفة", "بدون تصنيف")))

PROTECTED = "a password protects it"
"""Reason to leave out a protected post."""


LANGUAGES = ("lang", "wpml_current_locale")
"""Fields with the language of a post, as Polylang and WPML name them."""


class Body(NamedTuple):
    """The text of a post.

    Attributes:
        text: The text, without a copyright notice in its last line.
        headings: The line numbers of its headings.
        structure: Its structure.
        notice: The copyright notice, or "".
        language: The language that its HTML names, or "".
    """

    text: str
    headings: tuple[int, ...]
    structure: str
    notice: str
    language: str


def body_of(content: str, address: str) -> Body:
    """Convert the HTML of a post to plain text with its structure.

    Args:
        content: The HTML.
        address: Address of the post, to which links may be relative.
    """
    text, headings, structure, language = clean_html(content, address)
    above, _, last = text.rpartition("\n")
    if not is_notice(last):
        return Body(text, headings, structure, "", language)
    kept = tuple(number for number in headings if number <= above.count("\n"))
    elements = clipped(parse_structure(structure, len(text)), len(above))
    return Body(above, kept, format_structure(elements), last, language)


def section_and_tags(categories: Sequence[str], tags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the first category as the section, and the tags followed by the other categories.

    WordPress's default category ("Uncategorized") is ignored.
    """
    named = [name for name in categories if name and fold(name) not in _NO_CATEGORY]
    return next(iter(named), ""), tuple(dict.fromkeys([*filter(None, tags), *named[1:]]))


def written_excerpt(excerpt: str, body: str) -> str:
    """Return an excerpt, or "" if WordPress generated it from the beginning of the body."""
    begun = " ".join(excerpt.split()).removesuffix("[…]").rstrip(" …")
    return "" if " ".join(body.split()).startswith(begun) else excerpt


def named_language(post: Mapping[str, Any]) -> str:
    """Return the language that a plugin names in a post of the REST API, or ""."""
    return next((post[name] for name in LANGUAGES if isinstance(post.get(name), str)), "")
