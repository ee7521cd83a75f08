"""Verbs that the dictionary lacks, by the shape of their forms: يتدحرج and تدحرجت of تدحرج.

Only shapes that hardly any noun or name has count: استفعل, and تفعلل of four consonants
(Wright, "A Grammar of the Arabic Language", volume 1), without weak letters.
"""

from __future__ import annotations

import re

_STRONG = "[^اويءه]"
_NO_PRONOUN = "(?<!ك)"
_SHAPES = (
    re.compile(f"[سل]?[يت]ت({_STRONG}{{4}}){_NO_PRONOUN}(?:ون|ان|وا|ين|ه|ها|هم)?"),
    re.compile(f"ت({_STRONG}{{4}})(?:ت|وا|تا)"),
)
_SHAPES_OF_TENTH = (
    re.compile(f"[سل]?[يتنا]ست({_STRONG}{{3}}){_NO_PRONOUN}(?:ون|ان|وا|ين|ه|ها|هم)?"),
    re.compile(f"است({_STRONG}{{3}})(?:ت|وا|تا|نا|ه|ها|هم)"),
)


def unknown_verb(form: str) -> str:
    """Return the third person of the past of a form that is rather a verb, or ""."""
    for before, shapes in (("ت", _SHAPES), ("است", _SHAPES_OF_TENTH)):
        for shape in shapes:
            if found := shape.fullmatch(form):
                return before + found[1]
    return ""
