"""The places where a word can be cut: after a listed prefix or before a listed suffix.

Tashaphyne keeps its affixes in trees of letters, which find all prefixes or suffixes of a word in
one walk. This module uses the trees alone, with other affixes, and not Tashaphyne's choice among
the cuts, which ignores word frequencies.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from tashaphyne.stemming import ArabicLightStemmer

VERSION = version("tashaphyne")
"""Version of Tashaphyne."""

LEAST_LEFT = 2
"""Least number of letters left of a word, as in Tashaphyne's segmenter."""


class Affixes:
    """Prefixes and suffixes in Tashaphyne's trees. Safe to share between threads.

    Args:
        prefixes: The prefixes.
        suffixes: The suffixes.
    """

    def __init__(self, prefixes: Iterable[str], suffixes: Iterable[str]) -> None:
        trees = ArabicLightStemmer()
        trees.set_prefix_list(["", *prefixes])
        trees.set_suffix_list(["", *suffixes])
        self._prefix_ends = trees.lookup_prefixes
        self._suffix_starts = trees.lookup_suffixes

    def prefix_ends(self, word: str) -> list[int]:
        """Return the end of each prefix of a word, shortest prefix first."""
        latest = len(word) - LEAST_LEFT
        return sorted({end for end in self._prefix_ends(word) if 0 < end <= latest})

    def suffix_starts(self, word: str) -> list[int]:
        """Return the start of each suffix of a word, longest suffix first."""
        return sorted({s for s in self._suffix_starts(word) if LEAST_LEFT <= s < len(word)})
