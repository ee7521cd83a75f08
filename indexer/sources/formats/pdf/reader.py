"""Reader of PDF: an article a file, read in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext, UnreadableError
from indexer.sources.formats.front_matter import title_of_name
from indexer.sources.formats.pdf.document import OCR, PdfText, RefusedPdfError, from_json
from indexer.sources.record import Found, Record, Refused
from indexer.text.authors import split_authors
from indexer.text.language import language_of

MAX_BYTES = 256 * 1024 * 1024
"""Maximum size of a file in bytes."""

MAX_SECONDS = 300
"""Maximum time to read a file in seconds."""

MAX_SECONDS_OF_OCR = 3600
"""The same with the text of scanned pages recognised."""

MODULE = "indexer.sources.formats.pdf"
"""Name of the module that the process runs."""

MEND = "open it in a program and save it again, and index that"


def read_pdf(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield the record of a PDF.

    Raises:
        UnreadableError: The file is too long.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError("it is a PDF of more than 256 MiB: divide it")
    read = partial(_record, data, file, context)
    yield context.record_of_file(file, WHOLE_FILE, data, read)


def _record(data: bytes, file: Path, context: ReadingContext) -> Record:
    """Return the article of a PDF, or Refused."""
    try:
        text = _text_of(data, ocr=context.ocr)
        name = context.name_of(file)
        article = Article(
            id=name,
            title=text.title or title_of_name(name),
            body="\n".join(text.lines),
            headings=text.headings,
            page_starts=text.page_starts,
            date=text.date,
            language=language_of("\n".join((text.title, *text.lines))),
            authors=split_authors(text.author),
        )
    except (RefusedPdfError, InvalidArticleError) as error:
        return Refused(file, WHOLE_FILE, str(error))
    return Found(article, file, WHOLE_FILE, recognized=text.recognized)


def _text_of(data: bytes, *, ocr: bool) -> PdfText:
    """Return the text of a PDF, read by a process of its own.

    A hostile file may crash the library, stop it, or take all memory.

    Raises:
        RefusedPdfError: The file cannot be read, or has no text.
    """
    command = [sys.executable, "-m", MODULE, *([OCR] if ocr else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS_OF_OCR if ocr else MAX_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedPdfError(f"it is a PDF that takes too long to read: {MEND}") from error
    if done.returncode:
        raise RefusedPdfError(f"it is a PDF that breaks its reader: {MEND}")
    return from_json(done.stdout)
