"""Error messages for unknown names, with the most similar known name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MIN_SIMILARITY = 0.6
"""Least similarity, from 0 to 1, of a name that is suggested: the default of `difflib`."""


def not_among(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the message for an unknown name.

    Args:
        kind: What the name names.
        name: The unknown name.
        known: The known names.

    >>> not_among("engine", "whosh", ["whoosh", "memory"])
    'there is no engine "whosh", perhaps "whoosh"; there are: whoosh, memory'
    """
    names = list(known)
    if not names:
        return f'there is no {kind} "{name}", nor any other'
    nearest = get_close_matches(name, names, n=1, cutoff=MIN_SIMILARITY)
    hint = f', perhaps "{nearest[0]}"' if nearest else ""
    return f'there is no {kind} "{name}"{hint}; there are: {", ".join(names)}'
