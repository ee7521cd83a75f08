"""The table of sources. To add one, write its class in this folder and add a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.sources.file_source import Files
from indexer.sources.source import Source, SourceError
from indexer.sources.wordpress.source import Site

_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the table of sources.

    Attributes:
        recognizes: Whether an argument of the command line names such a source.
        make: Makes the source that an argument names.
    """

    recognizes: Callable[[str], object]
    make: Callable[[str], Source]


SOURCES: dict[str, SourceRow] = {
    "WordPress site": SourceRow(_ADDRESS.match, lambda address: Site(address.rstrip("/"))),
}
"""By what each is, the sources that are no files; the first row that recognizes is taken."""


def as_source(text: str) -> Source:
    """Return the source that an argument names: files, unless a row recognizes it.

    Raises:
        SourceError: It is an address of another kind.
    """
    row = next((row for row in SOURCES.values() if row.recognizes(text)), None)
    if row is None and "://" in text:
        raise SourceError(f"{text}: the address of a site begins with http:// or https://")
    return row.make(text) if row else Files(Path(text))
