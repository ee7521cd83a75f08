"""Article: what a publication is, whatever file or site it came from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from analyzers.errors import UserError

MAX_ID_LENGTH = 200

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]")
"""Line breaks, and what else no id and no address holds."""


class InvalidArticleError(UserError):
    """A record that is no article; the message says why, in words for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One publication.

    `body` is plain text, one paragraph a line, no blank lines; `headings` are the numbers (from 0)
    of the lines that are subheadings. Texts that are not known are empty, never None; so is the
    body of what is only to be seen, such as a video, which is found by its title. `author` is
    the unit or person that prepared the article, `kind` the type of its content: a study, a report.
    `notice` is shown with the article and never searched.

    Raises InvalidArticleError if the id or the title is missing, the id or an address holds a line
    break or another control character, or a heading is no line of the text.
    """

    id: str
    title: str
    body: str
    headings: tuple[int, ...] = ()
    summary: str = ""
    url: str = ""
    date: dt.date | None = None
    section: str = ""
    author: str = ""
    kind: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()
    short_link: str = ""
    notice: str = ""

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise InvalidArticleError("it has no id")
        if len(self.id) > MAX_ID_LENGTH:
            raise InvalidArticleError(f"its id is longer than {MAX_ID_LENGTH} characters")
        for name in ("id", "url", "short_link"):
            if found := _CONTROL.search(getattr(self, name)):
                place = f"at character {found.start() + 1} (U+{ord(found[0]):04X})"
                raise InvalidArticleError(
                    f"its {name} holds a line break or another control character {place}"
                )
        if not self.title.strip():
            raise InvalidArticleError("it has no title")
        lines = self.body.count("\n") + 1 if self.body else 0
        if any(not 0 <= number < lines for number in self.headings):
            raise InvalidArticleError(f"a heading is no line of its text of {lines} lines")
