"""Sorted keys of texts, found by what they begin with.

Words are compared without the article. A typed article asks for one: «المان» begins ألمانيا and
المانحون, not مانشستر.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import ARTICLE, JOINED, without_article

MAX_KEY_WORDS = 6
"""Words of a text that are compared with what is typed."""

REPEATED = 8
"""Most keys of one text that are expected to begin with the same letters."""

_ARTICLES = frozenset(joined + ARTICLE for joined in JOINED)
"""The article with the proclitics before it, which a reader has just typed."""

_AFTER_ALL = "\U0010ffff"
"""A character that sorts after those of all keys."""


Arrays = Mapping[str, npt.NDArray[Any]]
"""Arrays by name."""


class Way(NamedTuple):
    """A way to read a word.

    Attributes:
        bare: The word, without the article if `has_article`.
        has_article: Whether the word has an article.
    """

    bare: str
    has_article: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed.

    Attributes:
        ways: The ways to read each word, at least one.
    """

    ways: tuple[tuple[Way, ...], ...]

    @classmethod
    def of(cls, forms: Sequence[str]) -> Self:
        """Read the forms of what is typed, whose last word may be unfinished."""
        return cls(tuple(map(_ways, forms)))

    @property
    def may_lack_articles(self) -> bool:
        """Return whether texts without the typed articles may fit: not after an article alone."""
        way = self.ways[-1][-1]
        has_article = any(way.has_article for ways in self.ways for way in ways)
        return has_article and bool(way.bare)

    @property
    def letters(self) -> int:
        """Return the number of letters without articles."""
        return sum(min(len(way.bare) for way in ways) for ways in self.ways)


class Keys:
    """The keys of some texts, one for each word at which what is typed may begin.

    Attributes:
        arrays: All that they consist of, to be stored.
    """

    def __init__(self, arrays: Arrays) -> None:
        """Take the arrays of keys that were made before.

        Raises:
            KeyError: They are not those of keys.
        """
        self.arrays = arrays
        self._first_words, self._has_article = arrays["first_words"], arrays["has_article"]
        self._first = _SortedKeys.read("first", arrays)
        self._later = _SortedKeys.read("later", arrays)

    @classmethod
    def of(cls, texts: Sequence[str], analyzer: ArabicAnalyzer) -> Self:
        """Make the keys of texts, which are in order of rank."""
        words = [_words(text, analyzer) for text in texts]
        places = [
            (number, start) for number, each in enumerate(words) for start in range(len(each))
        ]
        return cls(
            {
                "first_words": np.cumsum([0, *map(len, words)], dtype=np.uint32),
                "has_article": np.array(
                    [word.has_article for each in words for word in each], bool
                ),
                **_sorted_arrays("first", words, [place for place in places if not place[1]]),
                **_sorted_arrays("later", words, [place for place in places if place[1]]),
            }
        )

    def begins(self, prefix: str) -> bool:
        """Return whether a key begins with a prefix."""
        parts = (keys.with_prefix(prefix) for keys in (self._first, self._later))
        return any(part.start < part.stop for part in parts)

    def find(self, typed: Typed, limit: int, *, strict: bool, anywhere: bool = True) -> list[int]:
        """Return the texts that begin with what is typed, then those in which another word does.

        Args:
            typed: What is typed.
            limit: Maximum number of texts.
            strict: Whether a typed article asks for one.
            anywhere: Whether another word than the first may begin what is typed.

        Returns:
            The numbers of the texts, those of one kind by rank.
        """
        found: dict[int, None] = {}
        for keys in (self._first, self._later) if anywhere else (self._first,):
            if len(found) < limit:
                numbers = {
                    number
                    for ways in product(*typed.ways)
                    for number in self._with_ways(keys, ways, limit, strict)
                }
                found |= dict.fromkeys(sorted(numbers))
        return list(found)[:limit]

    def _with_ways(
        self, keys: _SortedKeys, ways: Sequence[Way], limit: int, strict: bool
    ) -> Iterable[int]:
        """Return at least the first texts with a key that begins with words read in these ways."""
        part = keys.with_prefix(" ".join(way.bare for way in ways))
        numbers = keys.numbers[part]
        if not strict or not any(way.has_article for way in ways):
            return _least(numbers, limit)
        if len(ways) == 1:
            return _least(numbers[keys.has_article[part]], limit)
        asked = [place for place, way in enumerate(ways) if way.has_article]
        return (
            number
            for number, start in zip(numbers.tolist(), keys.starts[part].tolist(), strict=True)
            if all(self._has_article[self._first_words[number] + start + place] for place in asked)
        )


@dataclass(frozen=True, slots=True)
class _SortedKeys:
    """Sorted keys, each with its text. As objects the keys would take three times the memory.

    Attributes:
        letters: The keys in UTF-8, joined.
        ends: The start of the first key, then the end of each.
        numbers: The number of the text of each key.
        starts: Index of the word of the text with which it begins.
        has_article: Whether this word has an article.
    """

    letters: bytes
    ends: Sequence[int]
    numbers: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    has_article: npt.NDArray[np.bool_]

    @classmethod
    def read(cls, name: str, arrays: Arrays) -> Self:
        """Return the keys of `_sorted_arrays`."""
        return cls(
            arrays[f"{name}_letters"].tobytes(),
            array("I", arrays[f"{name}_ends"].tobytes()),
            arrays[f"{name}_numbers"],
            arrays[f"{name}_starts"],
            arrays[f"{name}_has_article"],
        )

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self.numbers)

    def __getitem__(self, place: int) -> str:
        """Return the key at a place in their order."""
        return self.letters[self.ends[place] : self.ends[place + 1]].decode()

    def with_prefix(self, prefix: str) -> slice:
        """Return the part of the keys that begin with a prefix."""
        return slice(bisect_left(self, prefix), bisect_left(self, prefix + _AFTER_ALL))


def _sorted_arrays(
    name: str, texts: Sequence[Sequence[Way]], places: Sequence[tuple[int, int]]
) -> Arrays:
    """Make the arrays of keys of texts at some places, each a text's number and a word's index."""
    rows = sorted(
        (
            " ".join(word.bare for word in texts[number][start : start + MAX_KEY_WORDS]),
            number,
            start,
        )
        for number, start in places
    )
    encoded = [key.encode() for key, _, _ in rows]
    return {
        f"{name}_letters": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_ends": np.cumsum([0, *map(len, encoded)], dtype=np.uint32),
        f"{name}_numbers": np.array([number for _, number, _ in rows], np.int32),
        f"{name}_starts": np.array([start for _, _, start in rows], np.int32),
        f"{name}_has_article": np.array(
            [texts[number][start].has_article for _, number, start in rows], bool
        ),
    }


def _least(numbers: npt.NDArray[np.int32], limit: int) -> list[int]:
    """Return at least the `limit` least numbers, each perhaps several times."""
    most = limit * REPEATED
    least = numbers if len(numbers) <= most else np.partition(numbers, most)[:most]
    found: list[int] = least.tolist()
    return found


def _ways(form: str) -> tuple[Way, ...]:
    """Return the ways to read a typed word.

    They are the word as it is, without the article, and without what is joined to a word that
    begins as an article does: والمان is of وألمانيا.
    """
    if form in _ARTICLES:
        return (Way("", True),)
    bare = without_article(form)
    if bare == form:
        return (Way(form, False),)
    return tuple(dict.fromkeys((Way(form, False), Way(bare, True), Way(ARTICLE + bare, False))))


def _words(text: str, analyzer: ArabicAnalyzer) -> list[Way]:
    """Return the words of a text, without the articles, which are written with a bare alef."""
    words = []
    for form, start, end in zip(*analyzer.columns(text), strict=True):
        bare = without_article(form)
        if bare == form:
            words.append(Way(form, False))
        elif ARTICLE in text[start:end] or form.removesuffix(bare).endswith("لل"):
            words.append(Way(bare, True))
        else:
            words.append(Way(ARTICLE + bare, False))
    return words
