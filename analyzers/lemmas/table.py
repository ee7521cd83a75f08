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
        # Forms with the same lemmas share one tuple: there are ten times as many forms.
        shared: dict[str, tuple[str, ...]] = {}
        self._lemmas: dict[str, tuple[str, ...]] = {}
        for line in text.decode().splitlines():
            form, _, written = line.partition("\t")
            lemmas = shared.get(written)
            if lemmas is None:
                lemmas = shared[written] = tuple(written.split(" "))
            self._lemmas[form] = lemmas

    @classmethod
    def of(cls, lemmas: Mapping[str, Iterable[str]]) -> Self:
        """Return the table of forms with these lemmas."""
        return cls(packed(lemmas))

    def __len__(self) -> int:
        return len(self._lemmas)

    def __iter__(self) -> Iterator[str]:
        """Yield the forms, sorted by bytes."""
        return iter(self._lemmas)

    def __contains__(self, form: object) -> bool:
        return form in self._lemmas

    def get(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form, likeliest first; none if it is not in the table."""
        return self._lemmas.get(form, ())

    def lemmas(self) -> frozenset[str]:
        """Return all lemmas."""
        return frozenset(chain.from_iterable(self._lemmas.values()))


def packed(lemmas: Mapping[str, Iterable[str]]) -> bytes:
    """Return the text of a table of forms with these lemmas."""
    lines = ((form.encode() + b"\t", " ".join(found).encode()) for form, found in lemmas.items())
    return b"".join(b"%s%s\n" % line for line in sorted(lines))


def shipped_version() -> str:
    """Return a digest of the shipped files, without decompressing them."""
    folder = files(__package__)
    contents = ((folder / name).read_bytes() for name in (FILE, verbal_nouns.FILE, peoples.FILE))
    return hashlib.sha256(b"".join(contents)).hexdigest()[:12]


@cache
def shipped() -> FormTable:
    """Return the shipped table, read once in each process."""
    return FormTable(lzma.decompress((files(__package__) / FILE).read_bytes()))
