"""Known words: correctly spelled words, with or without articles that contain them.

Known words are exempt from most corrections. The sources are containers of words: the lexicon,
staff's lists, transliterated names, the dictionary, derived nouns, and frequent words from corpora
(`known_forms.txt`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path

from analyzers.sorted_lines import SortedLines
from analyzers.variants.proclitics import JOINED, without_article

LEAST_LETTERS = 3
"""Minimum length of a word from which proclitics are removed."""

_FORMS = Path(__file__).parent / "known_forms.txt"


class KnownWords:
    """The words of several sources, each a container of normalised forms."""

    def __init__(self, *sources: Container[str]) -> None:
        """Combine sources with the words from corpora."""
        self._sources = sources
        self._written = written_forms()

    def __contains__(self, form: object) -> bool:
        """Return whether a source or a corpus contains the form, with or without proclitics."""
        return isinstance(form, str) and any(
            bare in self._written or self.is_listed(bare) for bare in bare_forms(form)
        )

    def is_sure(self, form: str) -> bool:
        """Return whether a source contains the form, with or without proclitics.

        The words from corpora do not count, as they may be misspelled.
        """
        return any(map(self.is_listed, bare_forms(form)))

    def is_listed(self, form: str) -> bool:
        """Return whether a source contains exactly this form; words from corpora do not count."""
        return any(form in source for source in self._sources)


def bare_forms(form: str) -> Iterator[str]:
    """Yield the form, then the form without article, conjunction and preposition."""
    yield form
    bare = without_article(form)
    if bare != form and len(bare) >= LEAST_LETTERS:
        yield bare
    for joined in JOINED[1:]:
        if form.startswith(joined) and len(form) >= len(joined) + LEAST_LETTERS:
            yield form.removeprefix(joined)


@lru_cache(maxsize=1)
def written_forms() -> SortedLines:
    """Return the words of `known_forms.txt`, whose heading names the source."""
    lines = _FORMS.read_text(encoding="utf-8").splitlines()
    return SortedLines.of((line, "") for line in lines if not line.startswith("#"))
