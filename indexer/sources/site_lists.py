"""SiteLists: what staff say is no part of an article, or no article to be indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar

from indexer.folding import fold
from indexer.sources.page_lines import fold_line

BOILERPLATE = "boilerplate.txt"
LEFT_OUT = "sections_left_out.txt"
OPEN_END = " *"
"""Ends an entry of the boilerplate that any short line may begin with."""

Parsed = TypeVar("Parsed")


class SiteListError(ValueError):
    """A list cannot be used; the message names the file, the line and the column."""


@dataclass(frozen=True, slots=True)
class SiteLists:
    """`boilerplate`: the site's lines in saved pages, folded. `left_out`: sections whose articles
    are not indexed, folded. `files`: what they were read from, by name."""

    boilerplate: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the lists in a folder; without one of sections none is left out. Raises
        SiteListError."""
        files = {name: _content(folder / name) for name in (BOILERPLATE, LEFT_OUT)}
        return cls(
            boilerplate=_parsed(folder / BOILERPLATE, files[BOILERPLATE], _boilerplate),
            left_out=_parsed(folder / LEFT_OUT, files[LEFT_OUT], _sections),
            files=files,
        )

    def leaves_out(self, section: str) -> bool:
        """Whether articles of a section are not indexed."""
        return bool(self.left_out) and fold(section) in self.left_out


NO_SITE_LISTS = SiteLists()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.name != LEFT_OUT or file.exists() else b""
    except OSError as error:
        raise SiteListError(f"{file}: {error.strerror}") from error


def _parsed(file: Path, content: bytes, parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise SiteListError(f"{file}: line {line}, column {column}: it is not UTF-8") from error
    except ValueError as error:
        raise SiteListError(f"{file}: {error}") from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are no notes, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def _boilerplate(text: str) -> frozenset[str]:
    entries = set()
    for number, line in _lines(text):
        entry = line.strip()
        folded = fold_line(entry)
        if not folded:
            column = len(line) - len(line.lstrip()) + 1
            raise ValueError(f"line {number}, column {column}: {entry!r} holds no word")
        entries.add(folded + OPEN_END if entry.endswith(OPEN_END) else folded)
    return frozenset(entries)


def _sections(text: str) -> frozenset[str]:
    sections = set()
    for number, line in _lines(text):
        section = fold(line)
        if section in sections:
            column = len(line) - len(line.lstrip()) + 1
            raise ValueError(f"line {number}, column {column}: {line.strip()} stands above already")
        sections.add(section)
    return frozenset(sections)
