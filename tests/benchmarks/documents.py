"""Documents: what engines other than ours are given, a line each, readable from Java too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StemmedDocument:
    """`text` is finished terms with spaces between: the stems of the body, or its forms."""

    id: str
    section: str
    author: str
    year: str
    text: str

    def line(self) -> str:
        return "\t".join((self.id, self.section, self.author, self.year, self.text)) + "\n"


def read_documents(file: Path) -> Iterator[StemmedDocument]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield StemmedDocument(*line.rstrip("\n").split("\t"))
