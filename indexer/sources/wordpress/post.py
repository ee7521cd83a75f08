"""Text, section and tags of a WordPress post, from the REST API or from an export."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.sources.formats.page_lines import is_notice
from indexer.text.folding import fold
from indexer.text.html import clean_html

_NO_CATEGORY = frozenset(map(fold, ("Uncategorized", "غير مصنف", "غير مصنّفة", "بدون تصنيف")))

PROTECTED = "a password protects it"
"""Reason to leave out a protected post."""


def body_of(content: str) -> tuple[str, tuple[int, ...], str]:
    """Convert the HTML of a post to plain text, without a copyright notice in its last line.

    Returns:
        The text, the line numbers of its headings, and the copyright notice or "".
    """
    text, headings = clean_html(content)
    above, _, last = text.rpartition("\n")
    if not is_notice(last):
        return text, headings, ""
    return above, tuple(number for number in headings if number <= above.count("\n")), last


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
