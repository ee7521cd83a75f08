"""A PDF to the paragraphs of its text, with what its metadata say."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from indexer.sources.formats.front_matter import front_matter, honest_author, honest_title
from indexer.sources.formats.pdf.columns import in_reading_order
from indexer.sources.formats.pdf.glyphs import glyphs_of
from indexer.sources.formats.pdf.lines import Line, rows_of
from indexer.sources.formats.pdf.paragraphs import (
    LARGER,
    Paragraph,
    is_heading,
    paragraphs_of,
    usual_size,
)
from indexer.sources.formats.pdf.recognition import (
    RecognitionError,
    check_program,
    is_scanned,
    recognized_lines,
)
from indexer.sources.formats.pdf.running import without_running_lines
from indexer.text.page_starts import PageStart, format_page_starts

MAX_PAGES = 5000
"""Maximum number of pages of a file."""

MIN_LETTERS = 20
"""Minimum number of letters a page, on average, of a file that is no scan."""

OCR = "ocr"
"""Argument of the process that reads a PDF; see `indexer.sources.formats.pdf.__main__`."""

_WITH_PASSWORD = re.compile("password", re.I)
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


class RefusedPdfError(ValueError):
    """The file cannot be read; the message tells staff why."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF.

    Attributes:
        title: The title, or "".
        author: The author or unit, or "".
        date: The date, or None.
        lines: The paragraphs.
        headings: Numbers of the paragraphs that are headings.
        page_starts: Where its pages begin in the paragraphs, joined as lines, as
            `indexer.text.page_starts` writes it.
        recognized: Number of pages whose text was recognised in their pictures.
    """

    title: str
    author: str
    date: dt.date | None
    lines: tuple[str, ...]
    headings: tuple[int, ...]
    page_starts: str
    recognized: int = 0


def text_of(data: bytes, *, ocr: bool = False) -> PdfText:
    """Return the text of a PDF.

    Args:
        data: The file.
        ocr: Whether the text of scanned pages is recognised.

    Raises:
        RefusedPdfError: The file cannot be read, or has no text.
    """
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        raise RefusedPdfError(_why_not(str(error))) from error
    try:
        if len(document) > MAX_PAGES:
            raise RefusedPdfError(f"it has more than {MAX_PAGES:,} pages: divide it")
        pages = [_lines_of(document, number) for number in range(len(document))]
        recognized = _recognized(document, pages) if ocr else {}
        pages = [recognized.get(number, lines) for number, lines in enumerate(pages)]
        said = {key.lower(): value for key, value in document.get_metadata_dict().items()}
    finally:
        document.close()
    if sum(map(_letters, pages)) < MIN_LETTERS * len(pages):
        raise RefusedPdfError(
            f"it is a PDF of pictures, in whose {len(pages)} pages no text was recognised"
            if ocr
            else f"it is a PDF of pictures: its {len(pages)} pages hold no text; have its "
            "text recognised: by ocr = true, under [sources] in settings.toml, or elsewhere, for "
            "example by ocrmypdf -l ara"
        )
    return replace(_text(without_running_lines(pages), said), recognized=len(recognized))


def _recognized(document: PdfDocument, pages: Sequence[Sequence[Line]]) -> dict[int, list[Line]]:
    """Return the lines of the scanned pages, by number from 0.

    Raises:
        RefusedPdfError: They cannot be recognised.
    """
    bare = [number for number, lines in enumerate(pages) if _letters(lines) < MIN_LETTERS]
    found: dict[int, list[Line]] = {}
    try:
        for number in bare:
            if (page := _page(document, number)) and is_scanned(page):
                if not found:
                    check_program()
                found[number] = recognized_lines(page)
    except RecognitionError as error:
        raise RefusedPdfError(f"it has scanned pages, which cannot be read: {error}") from error
    return found


def _letters(lines: Sequence[Line]) -> int:
    """Return the number of letters of lines."""
    return sum(len(line.text) for line in lines)


def _page(document: PdfDocument, number: int) -> PdfPage | None:
    """Return a page, or None if it is broken."""
    try:
        return document[number]
    except PdfiumError:
        return None


def as_json(found: PdfText | RefusedPdfError) -> bytes:
    """Return a text, or the reason why there is none, as JSON."""
    if isinstance(found, RefusedPdfError):
        return json.dumps({"refused": str(found)}).encode()
    date = found.date.isoformat() if found.date else ""
    return json.dumps({**asdict(found), "date": date}).encode()


def from_json(data: bytes) -> PdfText:
    """Return the text that JSON holds.

    Raises:
        RefusedPdfError: It holds the reason why there is none.
    """
    held = json.loads(data)
    if refused := held.get("refused"):
        raise RefusedPdfError(refused)
    return PdfText(
        title=held["title"],
        author=held["author"],
        date=dt.date.fromisoformat(held["date"]) if held["date"] else None,
        lines=tuple(held["lines"]),
        headings=tuple(held["headings"]),
        page_starts=held["page_starts"],
        recognized=held["recognized"],
    )


def _lines_of(document: PdfDocument, number: int) -> list[Line]:
    """Return the lines of a page as they are read; none if the page is broken."""
    if (page := _page(document, number)) is None:
        return []
    lines = in_reading_order(rows_of(glyphs_of(page)))
    page.close()
    return lines


def _text(pages: list[list[Line]], said: dict[str, str]) -> PdfText:
    """Return the text of pages without running lines.

    Args:
        pages: The lines of each page.
        said: The metadata, by name in small letters.
    """
    size = usual_size(pages)
    paragraphs = paragraphs_of(pages)
    lines = [paragraph.text for paragraph in paragraphs]
    bold = sum(len(p.text) for p in paragraphs if p.is_bold)
    text_is_bold = 2 * bold > sum(map(len, lines))
    title = honest_title(said.get("title", "")) or _title_on_first_page(pages, size)
    front = front_matter(lines, title)
    kept = [n for n in range(len(lines)) if n not in front.lines]
    return PdfText(
        title=front.title,
        author=front.author or honest_author(said.get("author", "")),
        date=front.date or _created(said.get("creationdate", "")),
        lines=tuple(lines[n] for n in kept),
        headings=tuple(
            index
            for index, n in enumerate(kept)
            if is_heading(paragraphs[n], size, text_is_bold=text_is_bold)
        ),
        page_starts=format_page_starts(_page_starts([paragraphs[n] for n in kept])),
    )


def _page_starts(paragraphs: Sequence[Paragraph]) -> Iterator[PageStart]:
    """Yield where the page changes in the lines that paragraphs make."""
    begin = former = 0
    for paragraph in paragraphs:
        for offset, page in paragraph.pages:
            if page != former:
                yield PageStart(begin + offset, page)
            former = page
        begin += len(paragraph.text) + 1


def _title_on_first_page(pages: list[list[Line]], size: float) -> str:
    """Return the largest lines that stand together on the first page, or ""."""
    first = next((page for page in pages if page), [])
    largest = max((line.size for line in first), default=0.0)
    if largest < LARGER * size:
        return ""
    title: list[str] = []
    for line in first:
        if line.size > 0.95 * largest:
            title.append(line.text)
        elif title:
            break
    return " ".join(" ".join(title).split())


def _created(written: str) -> dt.date | None:
    """Return the date when the file was made, or None."""
    found = _CREATED.match(written)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _why_not(said: str) -> str:
    """Return the reason why a file cannot be opened."""
    if _WITH_PASSWORD.search(said):
        return "a password protects it: save it without one, and index that"
    return "it is a damaged PDF: open it in a reader and save it again, and index that"
