"""The dictionary: a table of forms and their lemmas, read once in each process.

The file is text with one form a line, sorted by bytes: `form<TAB>lemma lemma …`, likeliest lemma
first. A lemma has its usual spelling, with hamza and ة. The suffix `/v` marks a verb
(`word_lists.VERB`), `/p` a particle. SOURCES.md beside the file lists its sources and licences.
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Self

from analyzers.lemmas import peoples, verbal_nouns
from analyzers.sorted_lines import SortedLines, sorted_lines

FILE = "forms.tsv.xz"
"""Name of the file, in this package."""

PARTICLE = "/p"
"""Suffix of a lemma that is a particle."""


class FormTable:
    """A table of forms and their lemmas. It never changes, so threads may share it.

    Args:
        text: The text of the file.

    Attributes:
        digest: Digest of the text, in hexadecimal.
    """

    def __init__(self, text: bytes) -> None:
        self.digest = hashlib.sha256(text).hexdigest()[:12]
        self._lines = SortedLines(text)

    @classmethod
    def of(cls, lemmas: Mapping[str, Iterable[str]]) -> Self:
        """Return the table of forms with these lemmas."""
        return cls(packed(lemmas))

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[str]:
        """Yield the forms, sorted by bytes."""
        return iter(self._lines)

    def __contains__(self, form: object) -> bool:
        return form in self._lines

    def get(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form, likeliest first; none if it is not in the table."""
        written = self._lines.get(form)
        return () if written is None else tuple(written.split(" "))

    def lemmas(self) -> frozenset[str]:
        """Return all lemmas."""
        return frozenset(chain.from_iterable(map(str.split, self._lines.values())))


def packed(lemmas: Mapping[str, Iterable[str]]) -> bytes:
    """Return the text of a table of forms with these lemmas."""
    return sorted_lines((form, " ".join(found)) for form, found in lemmas.items())


def shipped_version() -> str:
    """Return a digest of the shipped files, without decompressing them."""
    folder = files(__package__)
    contents = ((folder / name).read_bytes() for name in (FILE, verbal_nouns.FILE, peoples.FILE))
    return hashlib.sha256(b"".join(contents)).hexdigest()[:12]


@cache
def shipped() -> FormTable:
    """Return the shipped table, read once in each process."""
    return FormTable(lzma.decompress((files(__package__) / FILE).read_bytes()))
