"""What is said of a name that is not in a table: the nearest that is, and all of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LIKENESS = 0.6
"""Below which two names are not alike: the default of `difflib`, on a scale to 1."""


def not_among(kind: str, name: str, known: Iterable[str]) -> str:
    """Return a message that there is no such thing of this name.

    >>> not_among("engine", "whosh", ["whoosh", "memory"])
    'there is no engine "whosh", perhaps "whoosh"; there are: whoosh, memory'
    """
    names = list(known)
    nearest = get_close_matches(name, names, n=1, cutoff=LIKENESS)
    hint = f', perhaps "{nearest[0]}"' if nearest else ""
    return f'there is no {kind} "{name}"{hint}; there are: {", ".join(names)}'
