"""The places where a word can be cut: after a prefix of a list, or before a suffix of one.

Tashaphyne keeps its affixes in trees of letters, which find all prefixes or suffixes of a word in
one walk. Only these trees are used, with our affixes in them; Tashaphyne's own choice among the
cuts, which knows no word frequencies, is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from tashaphyne.stemming import ArabicLightStemmer

VERSION = version("tashaphyne")

LEAST_LEFT = 2
"""Letters that are left of a word at least, as in Tashaphyne's own segmenter."""


class Affixes:
    """Prefixes and suffixes in Tashaphyne's trees. It holds no state, so threads may share it."""

    def __init__(self, prefixes: Iterable[str], suffixes: Iterable[str]) -> None:
        trees = ArabicLightStemmer()
        trees.set_prefix_list(["", *prefixes])
        trees.set_suffix_list(["", *suffixes])
        self._prefix_ends = trees.lookup_prefixes
        self._suffix_starts = trees.lookup_suffixes

    def prefix_ends(self, word: str) -> list[int]:
        """Return where each prefix of a word ends, shortest prefix first."""
        latest = len(word) - LEAST_LEFT
        return sorted({end for end in self._prefix_ends(word) if 0 < end <= latest})

    def suffix_starts(self, word: str) -> list[int]:
        """Return where each suffix of a word begins, longest suffix first."""
        return sorted({s for s in self._suffix_starts(word) if LEAST_LEFT <= s < len(word)})
