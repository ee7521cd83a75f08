"""Staff's lists for a site: boilerplate, sections not to index, types of content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from analyzers.list_reader import Fault, Line, LineError, ListError, content_of, read_list
from indexer.lists.query_lists import COMMA
from indexer.model.article import Article
from indexer.text.folding import fold, fold_line
from indexer.text.paragraphs import is_blank

BOILERPLATE = "boilerplate.txt"
LEFT_OUT = "sections_left_out.txt"
KINDS = "content_types.txt"
FILES = (BOILERPLATE, LEFT_OUT, KINDS)
"""Names of the files of the lists."""

OPTIONAL_FILES = (LEFT_OUT, KINDS)
"""Names of the files that may be missing."""

PREFIX_MARK = " *"
"""End of a boilerplate entry that also matches short lines that begin with it."""


@dataclass(frozen=True, slots=True)
class SiteLists:
    """The lists for a site.

    Attributes:
        boilerplate: The site's own lines in saved pages, folded.
        left_out: Sections whose articles are not indexed, folded.
        kinds: Type of content for each of its names; names are folded.
        files: Content of each file, by name.
        faults: Faults of the lines that are not used.
    """

    boilerplate: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load the lists in a folder; a missing list of sections or of types is empty.

        Raises:
            ListError: A list cannot be read.
        """
        files = {
            name: content_of(folder / name, may_be_absent=name in OPTIONAL_FILES) for name in FILES
        }
        lines = read_list(folder / BOILERPLATE, files[BOILERPLATE], _boilerplate, "# first")
        sections = read_list(folder / LEFT_OUT, files[LEFT_OUT], _section_reader(), "# first")
        kinds = read_list(folder / KINDS, files[KINDS], _kind_reader(), "# first")
        faults = (*lines.faults, *sections.faults, *kinds.faults)
        for fault in faults:
            if not fault.line:
                raise ListError(fault)
        return cls(
            boilerplate=frozenset(lines.entries),
            left_out=frozenset(sections.entries),
            kinds={name: kind for named in kinds.entries for name, kind in named.items()},
            files=files,
            faults=faults,
        )

    def leaves_out(self, section: str) -> bool:
        """Return whether articles of a section are not indexed."""
        return bool(self.left_out) and fold(section) in self.left_out

    def with_kind(self, article: Article) -> Article:
        """Return an article with its type of content set.

        A type that the article came with is replaced by its first name in the list. An article
        without one gets the type of the first listed name among its section, its tags and the part
        of its title before a colon.
        """
        label, colon, _ = article.title.partition(":")
        names = (article.section, *article.tags, label if colon else "")
        if article.kind:
            kind = self.kinds.get(fold(article.kind), article.kind)
        else:
            kind = next(filter(None, (self.kinds.get(fold(name)) for name in names if name)), "")
        return article if kind == article.kind else replace(article, kind=kind)


NO_SITE_LISTS = SiteLists()
"""Empty lists."""


def _boilerplate(line: Line) -> str:
    """Parse a line of boilerplate."""
    entry = line.entry
    folded = fold_line(entry.text)
    if not folded:
        raise LineError(entry.column, "no word")
    return folded + PREFIX_MARK if entry.text.endswith(PREFIX_MARK) else folded


def _section_reader() -> Callable[[Line], str]:
    """Return a parser of lines with a section, which refuses repeated sections."""
    seen: dict[str, int] = {}

    def section(line: Line) -> str:
        entry = line.entry
        name = fold(entry.text)
        if is_blank(name):  # it would leave out all articles without a section
            raise LineError(entry.column, "no word")
        if name in seen:
            raise LineError(entry.column, "repeated", entry=entry.text, line=seen[name])
        seen[name] = line.number
        return name

    return section


def _kind_reader() -> Callable[[Line], dict[str, str]]:
    """Return a parser of lines with the names of a type, which refuses repeated names."""
    seen: dict[str, int] = {}

    def kind(line: Line) -> dict[str, str]:
        """Return the type of content, the first name, for each of its folded names."""
        parts = [part for part in line.parts(COMMA) if part.text]
        here: dict[str, str] = {}
        for part in parts:
            name = fold(part.text)
            if is_blank(name):
                raise LineError(part.column, "no word")
            if name in seen:
                raise LineError(part.column, "repeated", entry=part.text, line=seen[name])
            if name in here:
                raise LineError(part.column, "repeated here", entry=part.text)
            here[name] = parts[0].text
        seen.update(dict.fromkeys(here, line.number))
        return here

    return kind
