"""The article: a publication in the common format of all sources."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import accumulate

from analyzers.errors import UserError
from indexer.text.page_starts import PageStart, parse_page_starts
from indexer.text.paragraphs import is_blank
from indexer.text.structure import Element, parse_structure

MAX_ID_LENGTH = 200
"""Maximum length of an id in characters."""

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]")
"""Line breaks and other characters not allowed in ids and addresses."""


class InvalidArticleError(UserError):
    """A record cannot be an article; the message tells staff why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A publication. An unknown text is empty, never None.

    Attributes:
        id: Unique identifier, at most `MAX_ID_LENGTH` characters.
        title: Plain text on one line.
        body: Plain text, one paragraph per line, without blank lines; empty for a publication
            without text, such as a video.
        headings: Line numbers, from 0, of the subheadings in `body`.
        structure: Structure of `body`, as `indexer.text.structure` writes it; empty for a text
            of paragraphs and headings alone.
        page_starts: Where pages of files begin in `body`, as `indexer.text.page_starts` writes it.
        summary: Plain text.
        url: Address of the published page.
        date: Day of publication.
        section: Section of the site.
        authors: Units and persons that prepared the article.
        language: Code of the language (ISO 639), such as ar.
        kind: Type of content, such as study or report.
        place: Place named by the source.
        tags: Keywords given by the source.
        short_link: Short address of the published page.
        notice: Text shown with the article and never searched.

    Raises:
        InvalidArticleError: The id or title is missing, the id is too long or "." or "..", the id
            or an address contains a control character, or a heading index is out of range.
    """

    id: str
    title: str
    body: str
    headings: tuple[int, ...] = ()
    structure: str = ""
    page_starts: str = ""
    summary: str = ""
    url: str = ""
    date: dt.date | None = None
    section: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    kind: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    short_link: str = ""
    notice: str = ""

    @property
    def elements(self) -> tuple[Element, ...]:
        """Return the elements of the body; without a structure, its headings.

        Raises:
            StructureError: The structure is not one of the body.
        """
        if self.structure:
            return parse_structure(self.structure, len(self.body))
        lines = self.body.split("\n")
        begins = [0, *accumulate(len(line) + 1 for line in lines)]
        return tuple(
            Element("h2", 0, begins[number], begins[number] + len(lines[number]))
            for number in sorted(self.headings)
        )

    @property
    def pages(self) -> tuple[PageStart, ...]:
        """Return where pages begin in the body; those of the article's own file have its address.

        Raises:
            PageStartsError: They are not those of the body.
        """
        found = parse_page_starts(self.page_starts, len(self.body))
        return tuple(one if one.file else replace(one, file=self.url) for one in found)

    def __post_init__(self) -> None:
        """Validate the article."""
        if not self.id.strip():
            raise InvalidArticleError("it has no id")
        if self.id in (".", ".."):
            raise InvalidArticleError(f'its id "{self.id}" means a folder in addresses')
        if len(self.id) > MAX_ID_LENGTH:
            raise InvalidArticleError(f"its id is longer than {MAX_ID_LENGTH} characters")
        for name in ("id", "url", "short_link"):
            if found := _CONTROL.search(getattr(self, name)):
                position = f"at character {found.start() + 1} (U+{ord(found[0]):04X})"
                raise InvalidArticleError(
                    f"its {name} holds a line break or another control character {position}"
                )
        if is_blank(self.title):
            raise InvalidArticleError("it has no title")
        lines = self.body.count("\n") + 1 if self.body else 0
        if any(not 0 <= number < lines for number in self.headings):
            raise InvalidArticleError(f"a heading is no line of its text of {lines} lines")
