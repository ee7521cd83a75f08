"""FormTable: forms and their lemmas, packed so that a worker holds a few megabytes.

The file is text, one form a line, sorted by its bytes: `form<TAB>lemma lemma …`, the likeliest
lemma first. A lemma is written as a dictionary has it, with its hamza and ة; `/v` behind it says
that it is a verb (`word_lists.VERB`), `/p` a particle. SOURCES.md beside the file names its sources
and licences.
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
PARTICLE = "/p"


class FormTable:
    """The lemmas of forms. It is never changed, so threads may share it.

    Attributes:
        digest: Changes with the table.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        # an array, as its numbers are read one by one
        self._begins = array("I", np.concatenate(([0], ends + 1)).astype(np.uint32).tobytes())
        self.digest = hashlib.sha256(text).hexdigest()[:12]

    @classmethod
    def of(cls, lemmas: Mapping[str, Iterable[str]]) -> Self:
        """Return the table of these forms."""
        return cls(packed(lemmas))

    def __len__(self) -> int:
        return len(self._begins) - 1

    def __iter__(self) -> Iterator[str]:
        """Yield the forms, in the order of their bytes."""
        return (line.partition(b"\t")[0].decode() for line in self._text.splitlines())

    def __contains__(self, form: str) -> bool:
        return bool(self.get(form))

    def get(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form, the likeliest first; none if it is not in the table."""
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
    """Return the text of a table."""
    lines = ((form.encode() + b"\t", " ".join(found).encode()) for form, found in lemmas.items())
    return b"".join(b"%s%s\n" % line for line in sorted(lines))


def shipped_version() -> str:
    """Return a digest of the table that ships, without reading it."""
    return hashlib.sha256((files(__package__) / FILE).read_bytes()).hexdigest()[:12]


@cache
def shipped() -> FormTable:
    """Return the table that ships, read once in each process."""
    return FormTable(lzma.decompress((files(__package__) / FILE).read_bytes()))
