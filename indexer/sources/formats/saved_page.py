"""Parsing of a page of the centre's site saved as text.

Such a page consists of menus, the header, the text, its last lines, and menus again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.encoding import decoded
from indexer.sources.formats.format import ReadingContext, UnreadableError
from indexer.sources.formats.page_header import Header, find_header
from indexer.sources.formats.page_lines import (
    begins_comments,
    begins_more,
    begins_notes,
    introduces,
    is_address,
    is_note_address,
    is_notice,
    is_of_article,
    is_paragraph,
    is_short_link,
    is_short_link_label,
    lines_of_site,
    page_lines,
    preparer,
    section,
    url_in,
)
from indexer.sources.record import Found, Record, Refused
from indexer.text.authors import split_authors
from indexer.text.folding import fold, fold_line
from indexer.text.headings import find_headings
from indexer.text.language import language_of

NO_TITLE = (
    "no article was found in it: no line is clearly a title; save the whole page as text, with its "
    "title above the text and its date on a line of its own"
)
"""Reason to refuse a page without a title."""

MIN_UNDATED_WORDS = 40
"""Minimum number of words of an article without a date."""

LAST_LINES = 3
"""Number of last lines of the text that may give details such as the author."""

_ARABIC_WORD = re.compile("[ء-ي]{2}")
PLACE = "the page"
"""Place of the record of a page."""

MAX_PAGE_BYTES = 8 * 1024 * 1024
"""Maximum size of a page in bytes."""


def read_saved_page(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of a page saved as text; Refused if the page has no article.

    Raises:
        UnreadableError: The file is too long or is not text in a known encoding.
    """
    text = _page_text(stream)
    yield context.record_of_file(
        file, PLACE, text.encode(), lambda: parse_saved_page(file, text, context.boilerplate)
    )


def _page_text(stream: BinaryIO) -> str:
    """Return the text of a page in UTF-8, or in Windows-1256 if that gives mostly Arabic letters.

    Raises:
        UnreadableError: The file is too long or is not text in a known encoding.
    """
    data = stream.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise UnreadableError("it is too long for a page saved as text: more than 8 MiB")
    return decoded(data)


def parse_saved_page(file: Path, text: str, boilerplate: frozenset[str]) -> Record:
    """Return the article in the text of a page, or Refused if there is none.

    Args:
        file: The file of the page, whose name is the id of an article without a short link.
        text: The text of the page.
        boilerplate: Folded lines of the site that repeat in saved pages.
    """
    lines = page_lines(text)
    if not lines:
        return Refused(file, PLACE, "it is empty")
    header = find_header(lines, boilerplate)
    if header is None:
        return Refused(file, PLACE, NO_TITLE)
    body, details = _body(lines, header, lines_of_site(lines, boilerplate))
    if not body:
        return Refused(file, PLACE, "no article was found in it: there is no text below its title")
    if header.date is None and not _is_article(body):
        reason = f"no article was found in it: no date, and less than {MIN_UNDATED_WORDS} words"
        return Refused(file, PLACE, reason)
    try:
        article = Article(
            id=_id(details.get("short_link", "")) or file.stem,
            title=header.title,
            body="\n".join(body),
            headings=find_headings(body),
            date=header.date,
            place=header.place,
            url=details.get("url", ""),
            section=details.get("section", ""),
            language=language_of("\n".join((header.title, *body))),
            authors=split_authors(header.author or details.get("author", "")),
            short_link=details.get("short_link", ""),
            notice=details.get("notice", ""),
        )
    except InvalidArticleError as error:
        return Refused(file, PLACE, str(error))
    return Found(article, file, PLACE)


def _is_article(body: Sequence[str]) -> bool:
    """Return True if lines have enough words for an article, at least half of them Arabic."""
    words = " ".join(body).split()
    arabic = sum(bool(_ARABIC_WORD.search(fold(word))) for word in words)
    return len(words) >= MIN_UNDATED_WORDS and 2 * arabic >= len(words)


def _id(short_link: str) -> str:
    """Return the path of a short link, or the number of its post (?p=123), as the article's id."""
    parts = urlsplit(short_link)
    return parts.path.strip("/") or parse_qs(parts.query).get("p", [""])[0]


def _body(
    lines: Sequence[str], header: Header, of_site: Sequence[bool]
) -> tuple[list[str], dict[str, str]]:
    """Return the lines of the article's text, and its details from the lines around the text.

    Args:
        lines: The lines of the page.
        header: The header of the article.
        of_site: For each line, whether it is the site's.

    Returns:
        The lines of the text, and the details by field.
    """
    title = fold_line(header.title)
    is_other = [of_site[n] or fold_line(line) == title for n, line in enumerate(lines)]
    end, stop = _end(lines, header.end)
    text = _without_boxes(lines, [n for n in range(header.end, end) if not is_other[n]], of_site)
    first = next((n for n in text if is_paragraph(lines[n])), end)
    notes = _notes(lines, end, stop, of_site)
    below = _above_notes(lines, [n for n in text if n > first])
    around = [
        *(n for n in range(header.first) if is_address(lines[n])),
        *(n for n in range(header.first, header.end) if not is_other[n]),
        *(n for n in text if n < first),
        *below[-LAST_LINES:],
        *(n for n in range(end, stop) if n not in notes and not is_other[n]),
    ]
    details, used = _details(lines, around)
    return [lines[n] for n in [*text, *notes] if n not in used], details


def _end(lines: Sequence[str], start: int) -> tuple[int, int]:
    """Return the line numbers where the text ends and where the whole article ends.

    The text ends at its short link or copyright notice, whichever comes first. Without a short
    link, links to other articles end it too. (With one, they may precede it: the short link still
    belongs to the article, while a copyright notice may be the site's.) The article ends at the
    readers' comments.

    Args:
        lines: The lines of the page.
        start: Number of the first line after the header.
    """
    begin = next((n for n in range(start, len(lines)) if is_paragraph(lines[n])), start - 1) + 1
    stop = next((n for n in range(begin, len(lines)) if begins_comments(lines[n])), len(lines))
    rest = range(begin, stop)
    link = next((n for n in rest if _is_short_link_line(lines, n)), None)
    notice = next((n for n in rest if is_notice(lines[n])), stop)
    if link is None:
        link = next((n for n in rest if begins_more(lines[n])), stop)
    return min(link, notice), stop


def _is_short_link_line(lines: Sequence[str], number: int) -> bool:
    """Return True if a line is the short link of the article, or its label."""
    line = lines[number]
    if is_short_link_label(line):
        return True
    is_link = is_address(line) and is_short_link(url_in(line))
    return is_link and not is_note_address(lines, number)


def _above_notes(lines: Sequence[str], text: Sequence[int]) -> list[int]:
    """Return the numbers of the lines above the footnotes that may give details of the article.

    Addresses of footnotes, within the text or introduced by a line are excluded. If there are
    several other addresses, all of them are excluded, because it is unclear which one is the
    article's.
    """
    above = list(takewhile(lambda n: not begins_notes(lines[n]), text))
    others = [n for n in above if is_address(lines[n]) and not is_short_link(url_in(lines[n]))]
    several = others if len(others) > 1 else []
    last = max((n for n in above if is_paragraph(lines[n])), default=0)
    within = [n for n in others if n < last or introduces(lines[n - 1])]
    return [n for n in above if n not in (*several, *within) and not is_note_address(lines, n)]


def _without_boxes(lines: Sequence[str], text: list[int], of_site: Sequence[bool]) -> list[int]:
    """Return the line numbers of the text up to a box of the site after the last paragraph."""
    last = max((n for n in text if is_paragraph(lines[n])), default=0)
    boxes = (n for n in range(last, len(lines)) if of_site[n] or begins_more(lines[n]))
    end = next(boxes, len(lines)) if last else len(lines)
    return [n for n in text if n < end]


def _notes(lines: Sequence[str], end: int, stop: int, of_site: Sequence[bool]) -> list[int]:
    """Return the numbers of the lines of the footnotes below the end of the text."""
    start = next((n for n in range(end, stop) if begins_notes(lines[n])), stop)
    return list(
        takewhile(
            lambda n: not (of_site[n] or is_notice(lines[n]) or _is_short_link_line(lines, n)),
            range(start, stop),
        )
    )


def _details(lines: Sequence[str], around: Sequence[int]) -> tuple[dict[str, str], set[int]]:
    """Return the details of the article that some lines give.

    Args:
        lines: The lines of the page.
        around: Numbers of the lines to search, in order; the first line with a field wins.

    Returns:
        The details by field, and the numbers of the lines that give them.
    """
    details: dict[str, str] = {}
    used = set()
    given = set(around)
    for n in around:
        if n in used:
            continue
        has_next = n + 1 in given and not is_paragraph(lines[n + 1])
        following = lines[n + 1] if has_next else ""
        field, value, is_next = _detail(lines[n], following)
        if field and (field != "url" or details.setdefault(field, value) == value):
            used |= {n, n + 1} if is_next else {n}
            details.setdefault(field, value)
    return details, used


def _detail(line: str, following: str) -> tuple[str, str, bool]:
    """Return the detail that a line gives.

    Args:
        line: The line.
        following: The next line, which may contain the value after a label; "" if it may not.

    Returns:
        The field, the value, and True if the value is the next line; all empty if there is none.
    """
    if (name := preparer(line)) is not None:
        return "author", name or following, not name and bool(following)
    url = url_in(line)
    if is_short_link_label(line):
        return "short_link", url or url_in(following), not url and is_address(following)
    if is_address(line) and is_of_article(url):
        return "short_link" if is_short_link(url) else "url", url, False
    if name := section(line):
        return "section", name, False
    return ("notice", line.lstrip("* "), False) if is_notice(line) else ("", "", False)
