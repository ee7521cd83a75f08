"""What a post of WordPress holds, however it came: its text, its section, what leaves it out."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.sources.formats.page_lines import is_notice
from indexer.text.folding import fold
from indexer.text.html import clean_html

_NO_CATEGORY = frozenset(map(fold, ("Uncategorized", "غير مصنف", "غير مصنّفة", "بدون تصنيف")))

PROTECTED = "a password protects it"


def body_of(content: str) -> tuple[str, tuple[int, ...], str]:
    """The text of its HTML, its headings, and the copyright line if it is the last one."""
    text, headings = clean_html(content)
    above, _, last = text.rpartition("\n")
    if not is_notice(last):
        return text, headings, ""
    return above, tuple(number for number in headings if number <= above.count("\n")), last


def section_and_tags(categories: Sequence[str], tags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The first category, and the tags followed by the other categories."""
    named = [name for name in categories if name and fold(name) not in _NO_CATEGORY]
    return next(iter(named), ""), tuple(dict.fromkeys([*filter(None, tags), *named[1:]]))
