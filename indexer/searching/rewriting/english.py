"""English topics in a query, put into Arabic where no article has their words."""

from __future__ import annotations

from analyzers.variants import topics
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.typed import Reading, Typed


def topic_in_arabic(found: Typed, start: int, index: OpenIndex) -> Reading | None:
    """Return the Arabic for the longest English topic that begins at a token, or None.

    A small word of English beside topics is left out.

    Args:
        found: The query.
        start: Index of the token.
        index: The index.
    """
    if longest := _longest(found, start, index):
        size, arabic = longest
        return Reading("english", start, start + size, arabic, written=True)
    others = range(len(found.tokens))
    if found.form(start) in topics.SMALL_WORDS and any(
        _longest(found, other, index) for other in others
    ):
        return Reading("english", start, start + 1, "", written=True)
    return None


def _longest(found: Typed, start: int, index: OpenIndex) -> tuple[int, str] | None:
    """Return the size in tokens and the Arabic of the longest topic at a token, or None.

    A topic whose words the articles have is none.
    """
    for size in range(min(topics.longest(), len(found.tokens) - start), 0, -1):
        forms = found.forms(start, start + size)
        arabic = topics.in_arabic(forms)
        if arabic and not all(form in index.vocabulary for form in forms):
            return size, arabic
    return None
