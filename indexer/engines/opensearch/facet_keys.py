"""Keys of the values of facets, which Lucene takes up to a length alone."""

from __future__ import annotations

import hashlib

from indexer.engines.opensearch.mapping import LONGEST_TERM

_MARK = "\0"
_DIGEST = 64


def facet_key(value: str) -> str:
    """Return the term of a value: the value itself, or the beginning of a long one and its digest.

    Args:
        value: The value.
    """
    if len(value) <= LONGEST_TERM:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()
    return f"{value[: LONGEST_TERM - _DIGEST - len(_MARK)]}{_MARK}{digest}"


def is_shortened(key: str) -> bool:
    """Return whether a term is that of a value that was too long."""
    return len(key) == LONGEST_TERM and key[-_DIGEST - 1] == _MARK
