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
    for size in range(min(topics.longest(), len(found.tokens) - start), 0, -1):
        forms = found.forms(start, start + size)
        arabic = topics.in_arabic(forms)
        if arabic and not all(form in index.vocabulary for form in forms):
            return Reading("english", start, start + size, arabic, written=True)
    if found.form(start) in topics.SMALL_WORDS and start in found.absent:
        others = range(len(found.tokens))
        if any(topics.in_arabic(found.forms(other, other + 1)) for other in others):
            return Reading("english", start, start + 1, "", written=True)
    return None
