"""SiteLists: what staff say is no part of an article, is not indexed, or is a type of content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self, TypeVar

from analyzers.errors import UserError
from indexer.lists.query_lists import COMMA
from indexer.model.article import Article
from indexer.text.folding import fold, fold_line

BOILERPLATE = "boilerplate.txt"
LEFT_OUT = "sections_left_out.txt"
KINDS = "content_types.txt"
MAY_BE_ABSENT = (LEFT_OUT, KINDS)
OPEN_END = " *"
"""Ends an entry of the boilerplate that any short line may begin with."""

Parsed = TypeVar("Parsed")


class SiteListError(UserError):
    """A list cannot be used; the message names the file, the line and the column."""


@dataclass(frozen=True, slots=True)
class SiteLists:
    """`boilerplate`: the site's lines in saved pages, folded. `left_out`: sections whose articles
    are not indexed, folded. `kinds`: types of content, by each of their names, folded. `files`:
    what they were read from, by name."""

    boilerplate: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the lists in a folder; without one of sections none is left out, without one of
        types of content there are those that articles come with. Raises SiteListError."""
        files = {name: _content(folder / name) for name in (BOILERPLATE, LEFT_OUT, KINDS)}
        return cls(
            boilerplate=_parsed(folder / BOILERPLATE, files[BOILERPLATE], _boilerplate),
            left_out=_parsed(folder / LEFT_OUT, files[LEFT_OUT], _sections),
            kinds=_parsed(folder / KINDS, files[KINDS], _kinds),
            files=files,
        )

    def leaves_out(self, section: str) -> bool:
        """Whether articles of a section are not indexed."""
        return bool(self.left_out) and fold(section) in self.left_out

    def with_kind(self, article: Article) -> Article:
        """The article with the type of its content: the one it came with, else by the first of
        these that names one: its section, its tags, and what stands before a colon in its title."""
        label, colon, _ = article.title.partition(":")
        names = (article.section, *article.tags, label if colon else "")
        if article.kind:
            kind = self.kinds.get(fold(article.kind), article.kind)
        else:
            kind = next(filter(None, (self.kinds.get(fold(name)) for name in names if name)), "")
        return article if kind == article.kind else replace(article, kind=kind)


NO_SITE_LISTS = SiteLists()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.name not in MAY_BE_ABSENT or file.exists() else b""
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


def _kinds(text: str) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for number, line in _lines(text):
        column, first = 1, ""
        for part in COMMA.split(line):
            if name := part.strip():
                first = first or name
                if fold(name) in kinds:
                    place = column + len(part) - len(part.lstrip())
                    raise ValueError(f"line {number}, column {place}: {name} stands above already")
                kinds[fold(name)] = first
            column += len(part) + 1
    return kinds
