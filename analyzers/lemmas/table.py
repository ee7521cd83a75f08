"""The dictionary: a table of forms and their lemmas, packed into a few megabytes.

The file is text with one form a line, sorted by bytes: `form<TAB>lemma lemma …`, likeliest lemma
first. A lemma has its usual spelling, with hamza and ة. The suffix `/v` marks a verb
(`word_lists.VERB`), `/p` a particle. SOURCES.md beside the file lists its sources and licences.
"""

from __future__ import annotations

import hashlib
import lzma
from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Self

import numpy as np

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
        self._text = text
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        # single numbers are read faster from an array than from NumPy
        self._begins = array("I", np.concatenate(([0], ends + 1)).astype(np.uint32).tobytes())
        self.digest = hashlib.sha256(text).hexdigest()[:12]

    @classmethod
    def of(cls, lemmas: Mapping[str, Iterable[str]]) -> Self:
        """Return the table of forms with these lemmas."""
        return cls(packed(lemmas))

    def __len__(self) -> int:
        return len(self._begins) - 1

    def __iter__(self) -> Iterator[str]:
        """Yield the forms, sorted by bytes."""
        return (line.partition(b"\t")[0].decode() for line in self._text.splitlines())

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and bool(self.get(form))

    @property
    def text(self) -> str:
        """Return the text of the file."""
        return self._text.decode()

    def get(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form, likeliest first; none if it is not in the table."""
        text, begins, wanted = self._text, self._begins, form.encode() + b"\t"
        low, high = 0, len(begins) - 1
        while low < high:
            middle = (low + high) // 2
            begin = begins[middle]
            if text[begin : begin + len(wanted)] < wanted:
                low = middle + 1
            else:
                high = middle
        begin = begins[low]
        if not text.startswith(wanted, begin):
            return ()
        return tuple(text[begin + len(wanted) : begins[low + 1] - 1].decode().split(" "))


def packed(lemmas: Mapping[str, Iterable[str]]) -> bytes:
    """Return the text of a table of forms with these lemmas."""
    lines = ((form.encode() + b"\t", " ".join(found).encode()) for form, found in lemmas.items())
    return b"".join(b"%s%s\n" % line for line in sorted(lines))


def shipped_version() -> str:
    """Return a digest of the shipped file, without decompressing it."""
    return hashlib.sha256((files(__package__) / FILE).read_bytes()).hexdigest()[:12]


@cache
def shipped() -> FormTable:
    """Return the shipped table, read once in each process."""
    return FormTable(lzma.decompress((files(__package__) / FILE).read_bytes()))
