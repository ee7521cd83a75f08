"""The dictionary: a table of forms and their lemmas, read once in each process.

The file is text with one form a line, sorted by bytes: `form<TAB>lemma lemma …`, likeliest lemma
first. A lemma has its usual spelling, with hamza and ة. The suffix `/v` marks a verb
(`word_lists.VERB`), `/p` a particle. SOURCES.md beside the file lists its sources and licences.
"""

from __future__ import annotations

import hashlib
import lzma
from bisect import bisect_right
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


BLOCK = 256
"""Bytes of lines among which a form is sought once their block is found by bisection."""


class FormTable:
    """A table of forms and their lemmas. It never changes, so threads may share it.

    It is searched as the text that it is: as objects, the forms would take eight times the memory.

    Args:
        text: The text of the file.

    Attributes:
        digest: Digest of the text, in hexadecimal.
    """

    def __init__(self, text: bytes) -> None:
        self.digest = hashlib.sha256(text).hexdigest()[:12]
        self._text = text
        self._bounds = [*_blocks(text), len(text)]
        self._firsts = [text[one : text.index(b"\t", one)] for one in self._bounds[:-1]]

    @classmethod
    def of(cls, lemmas: Mapping[str, Iterable[str]]) -> Self:
        """Return the table of forms with these lemmas."""
        return cls(packed(lemmas))

    def __len__(self) -> int:
        return self._text.count(b"\n")

    def __iter__(self) -> Iterator[str]:
        """Yield the forms, sorted by bytes."""
        return (line.partition(b"\t")[0].decode() for line in self._text.splitlines())

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and self._place(form) is not None

    def get(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form, likeliest first; none if it is not in the table."""
        place = self._place(form)
        if place is None:
            return ()
        return _lemmas(self._text[place : self._text.index(b"\n", place)])

    def lemmas(self) -> frozenset[str]:
        """Return all lemmas."""
        lists = {line.partition(b"\t")[2] for line in self._text.splitlines()}
        return frozenset(chain.from_iterable(map(_lemmas, lists)))

    def _place(self, form: str) -> int | None:
        """Return where the lemmas of a form begin, or None if it is not in the table."""
        key = form.encode(errors="surrogatepass")
        block = bisect_right(self._firsts, key)
        if not block:
            return None
        start, end = self._bounds[block - 1], self._bounds[block]
        found = self._text.find(b"\n%s\t" % key, max(0, start - 1), end)
        if found < 0 and not start and self._text.startswith(b"%s\t" % key):
            return len(key) + 1
        return found + len(key) + 2 if found >= 0 else None


def _blocks(text: bytes) -> Iterator[int]:
    """Yield the starts of blocks of lines of a table."""
    start = 0
    while start < len(text):
        yield start
        start = text.find(b"\n", start + BLOCK) + 1 or len(text)


def _lemmas(written: bytes) -> tuple[str, ...]:
    """Return the lemmas of a line of the table."""
    return tuple(written.decode().split(" "))


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
