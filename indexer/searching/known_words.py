"""Known words: those that are right, whether an article holds them or not.

A known word is never replaced by another. Whoever knows words joins here as one more source: the
lexicon, staff's lists, the names that Latin letters are read as, words that people write.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path

from analyzers.variants.proclitics import JOINED, without_article

LEAST_LETTERS = 3
"""Letters that are left of a known word when what is joined to it is taken off."""

_FORMS = Path(__file__).parent / "known_forms.txt"


class KnownWords:
    """Words of several sources, each a container of normalised forms."""

    def __init__(self, *sources: Container[str]) -> None:
        self._sources = sources
        self._written = written_forms()

    def __contains__(self, form: object) -> bool:
        """Whether a source has the form, as it is or without what is joined to it."""
        return isinstance(form, str) and any(
            bare in self._written or self.is_listed(bare) for bare in bare_forms(form)
        )

    def is_sure(self, form: str) -> bool:
        """Whether a source other than what people write has the form, which may hold mistakes."""
        return any(map(self.is_listed, bare_forms(form)))

    def is_listed(self, form: str) -> bool:
        """Whether such a source has the form itself, with all that is joined to it."""
        return any(form in source for source in self._sources)


def bare_forms(form: str) -> Iterator[str]:
    """Yield the form, then its remainders without article, conjunction and preposition."""
    yield form
    bare = without_article(form)
    if bare != form and len(bare) >= LEAST_LETTERS:
        yield bare
    for joined in JOINED[1:]:
        if form.startswith(joined) and len(form) >= len(joined) + LEAST_LETTERS:
            yield form.removeprefix(joined)


@lru_cache(maxsize=1)
def written_forms() -> frozenset[str]:
    """Return the words of `known_forms.txt`, whose heading names the source."""
    lines = _FORMS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
