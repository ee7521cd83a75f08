"""A page of the centre's site, saved as text: menus, header, text, last lines, menus again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import ReadingContext, UnreadableError
from indexer.sources.formats.page_header import Header, find_header
from indexer.sources.formats.page_lines import (
    begins_comments,
    begins_more,
    begins_notes,
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
from indexer.text.folding import fold, fold_line
from indexer.text.headings import find_headings

NO_TITLE = (
    "no article was found in it: no line is clearly a title; save the whole page as text, with its "
    "title above the text and its date on a line of its own"
)

# A text that gives no date is an article only if it has at least so many words.
MIN_UNDATED_WORDS = 40

# The preparing line may be one of so many last lines of the text.
LAST_LINES = 3

_ARABIC_WORD = re.compile("[ء-ي]{2}")
PLACE = "the page"
MAX_PAGE_BYTES = 8 * 1024 * 1024


def read_saved_page(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of a page saved as text; Refused if the page has no article."""
    text = _page_text(stream)
    content = (file.stem.encode(errors="surrogateescape"), text.encode())
    yield context.record(
        file, PLACE, content, lambda: parse_saved_page(file, text, context.boilerplate)
    )


def _page_text(stream: BinaryIO) -> str:
    """The text of a saved page, in UTF-8 or, if it is mostly Arabic in it, in Windows-1256."""
    data = stream.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise UnreadableError("it is too long for a page saved as text: more than 8 MiB")
    if _is_utf16(data):
        raise UnreadableError("it is UTF-16 without a byte order mark: save it as UTF-8")
    if b"\0" in data:
        raise UnreadableError(
            f"it is a binary file (byte {data.index(0)} is zero): only text is indexed"
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        # Non-ASCII text that was good UTF-8 up to here is damaged UTF-8, not Windows-1256.
        text = data.decode("cp1256")
        if data[: error.start].isascii() and _is_mostly_arabic(text):
            return text
        reason = (
            f"it is no text in UTF-8 or Windows-1256: byte {error.start} cannot be read: save it "
            "as UTF-8"
        )
        raise UnreadableError(reason) from error


def _is_utf16(data: bytes) -> bool:
    """Return True if every other byte of the blanks and marks of a text is zero, and no other."""
    zeros = sorted((data[0::2].count(0), data[1::2].count(0)))
    return zeros[0] == 0 and 40 * zeros[1] > len(data)


def _is_mostly_arabic(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    arabic = sum("\u0621" <= char <= "\u064a" for char in letters)
    return arabic > len(letters) / 2


def parse_saved_page(file: Path, text: str, boilerplate: frozenset[str]) -> Record:
    """Return the article of a page's text; Refused if it has none."""
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
            author=header.author or details.get("author", ""),
            short_link=details.get("short_link", ""),
            notice=details.get("notice", ""),
        )
    except InvalidArticleError as error:
        return Refused(file, PLACE, str(error))
    return Found(article, file, PLACE)


def _is_article(body: Sequence[str]) -> bool:
    """Whether lines are an article, judged by the words alone: many, and mostly Arabic."""
    words = " ".join(body).split()
    arabic = sum(bool(_ARABIC_WORD.search(fold(word))) for word in words)
    return len(words) >= MIN_UNDATED_WORDS and 2 * arabic >= len(words)


def _id(short_link: str) -> str:
    """The path of a short link, or the number of the post it asks for (?p=123)."""
    parts = urlsplit(short_link)
    return parts.path.strip("/") or parse_qs(parts.query).get("p", [""])[0]


def _body(
    lines: Sequence[str], header: Header, of_site: Sequence[bool]
) -> tuple[list[str], dict[str, str]]:
    """The lines of the text, and what the lines around it say of the article."""
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
    """Where the text ends, and where all that belongs to the article ends: the readers' comments.

    A short link belongs to the article, so that other articles named above it do not end the text;
    a copyright line may be the site's, so that they do.
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
    line = lines[number]
    if is_short_link_label(line):
        return True
    is_link = is_address(line) and is_short_link(url_in(line))
    return is_link and not is_note_address(lines, number)


def _above_notes(lines: Sequence[str], text: Sequence[int]) -> list[int]:
    """The lines of a text above its footnotes, without addresses that are of notes, or are several,
    so that none of them is the article's."""
    above = list(takewhile(lambda n: not begins_notes(lines[n]), text))
    others = [n for n in above if is_address(lines[n]) and not is_short_link(url_in(lines[n]))]
    several = others if len(others) > 1 else []
    return [n for n in above if n not in several and not is_note_address(lines, n)]


def _without_boxes(lines: Sequence[str], text: list[int], of_site: Sequence[bool]) -> list[int]:
    """The text up to the first line of the site that no paragraph follows."""
    last = max((n for n in text if is_paragraph(lines[n])), default=0)
    boxes = (n for n in range(last, len(lines)) if of_site[n] or begins_more(lines[n]))
    end = next(boxes, len(lines)) if last else len(lines)
    return [n for n in text if n < end]


def _notes(lines: Sequence[str], end: int, stop: int, of_site: Sequence[bool]) -> list[int]:
    """The footnotes that stand below the copyright line."""
    start = next((n for n in range(end, stop) if begins_notes(lines[n])), stop)
    return list(
        takewhile(
            lambda n: not (of_site[n] or is_notice(lines[n]) or _is_short_link_line(lines, n)),
            range(start, stop),
        )
    )


def _details(lines: Sequence[str], around: Sequence[int]) -> tuple[dict[str, str], set[int]]:
    """What these lines say of the article, by field, the first line that says it; and the lines
    that said something."""
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
    """The field and value that a line gives, and whether the value is the line after it."""
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
