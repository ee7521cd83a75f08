"""Recognition of the text of scanned pages (OCR) by Tesseract, a program of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from statistics import mean, median
from typing import NamedTuple

import pypdfium2.raw as pdfium
from lxml import etree
from pypdfium2 import PdfPage

from indexer.sources.formats.pdf.lines import Line

PROGRAM = "tesseract"
"""Name of the program."""

LANGUAGES = ("ara", "eng")
"""Languages of the texts, as the program names them; one after the other, since both at once make
Latin words of Arabic ones (ratio to the text .93, not .96, on the documents of the tests)."""

SURE = 60
"""Confidence of a page that is not tried in the next language; the right one has 88 to 96, the
wrong one 23 to 29."""

DOTS = 300
"""Dots an inch of the picture of a page; Tesseract's manual advises 300."""

MAX_SIDE = 6000
"""Maximum side of the picture in dots."""

MAX_SECONDS = 90
"""Maximum time to recognise a page in seconds; one of 2,500 by 3,500 dots takes four."""

MIN_CONFIDENCE = 40
"""Minimum confidence in the words of a line, on average, of 100; dirt and pictures have less."""

HEADLINE = 1.5
"""Least size of a headline in sizes of the page's text; the sizes that are told scatter by a third.

Measured on the pages of tests/indexer/sources/documents as pictures.
"""

MEND = (
    "install the program tesseract with Arabic (apt install tesseract-ocr tesseract-ocr-ara), or "
    "have its text recognised elsewhere, for example by ocrmypdf -l ara"
)
"""Advice to staff without the program."""

_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_CONFIDENCE = re.compile(r"x_wconf (\d+)")
_UNSEEN = " \u200e\u200f\n"


class RecognitionError(Exception):
    """The text of a page cannot be recognised; the message tells staff why."""


def check_program() -> None:
    """Check that the program is there.

    Raises:
        RecognitionError: It is not, or has no Arabic.
    """
    if not shutil.which(PROGRAM):
        raise RecognitionError(MEND)
    told = subprocess.run(  # noqa: S603
        [PROGRAM, "--list-langs"], capture_output=True, timeout=MAX_SECONDS, check=False
    )
    if not set(LANGUAGES).issubset(told.stdout.decode(errors="replace").split()):
        raise RecognitionError(MEND)


def is_scanned(page: PdfPage) -> bool:
    """Return True if a page has a picture."""
    return any(True for _ in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]))


def recognized_lines(page: PdfPage) -> list[Line]:
    """Return the lines of a page, recognised in its picture, as they are read.

    Raises:
        RecognitionError: The program fails or takes too long.
    """
    scale = min(DOTS / 72, MAX_SIDE / max(page.get_size()))
    picture = _picture(page, scale)
    best = Recognized((), 0.0)
    for language in LANGUAGES:
        hocr = _recognized(picture, language, round(72 * scale))
        best = max(best, recognized(hocr, scale, page.get_height()), key=lambda one: one.sure)
        if best.sure >= SURE:
            break
    return list(best.lines)


def _recognized(picture: bytes, language: str, dots: int) -> bytes:
    """Return what the program finds in a picture, as hOCR.

    Raises:
        RecognitionError: It fails or takes too long.
    """
    command = [PROGRAM, "stdin", "stdout", "-l", language, "--dpi", str(dots), "hocr"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=picture,
            capture_output=True,
            timeout=MAX_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise RecognitionError(f"a page takes more than {MAX_SECONDS} seconds") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise RecognitionError(f"the program fails at a page: {error}") from error
    return done.stdout


def _picture(page: PdfPage, scale: float) -> bytes:
    """Return the picture of a page in shades of grey, as a PGM file."""
    bitmap = page.render(scale=scale, grayscale=True)
    shades = bitmap.to_numpy()
    height, width = shades.shape[:2]
    picture = b"P5 %d %d 255\n" % (width, height) + bytes(shades.tobytes())
    bitmap.close()
    return picture


@dataclass(frozen=True, slots=True)
class Recognized:
    """What the program found in a page.

    Attributes:
        lines: The lines, in its order.
        sure: Mean confidence in their words, of 100.
    """

    lines: tuple[Line, ...]
    sure: float


class _Words(NamedTuple):
    """A line, and the confidence in each of its words."""

    line: Line
    sure: Sequence[int]


def recognized(hocr: bytes, scale: float, height: float) -> Recognized:
    """Return the lines that the program found.

    Args:
        hocr: What it wrote.
        scale: Dots a point.
        height: Height of the page in points.
    """
    root = etree.fromstring(hocr, etree.XMLParser(resolve_entities=False, no_network=True))
    found = [one for element in root.iter("{*}span") if (one := _line(element, scale, height))]
    if not found:
        return Recognized((), 0.0)
    usual = median(one.line.size for one in found for _ in one.sure)
    lines = (
        replace(one.line, size=_size(one.line.size, usual))
        for one in found
        if mean(one.sure) >= MIN_CONFIDENCE
    )
    return Recognized(tuple(lines), mean(chain.from_iterable(one.sure for one in found)))


def _size(size: float, usual: float) -> float:
    """Return the size of a line: the usual one, unless it is a headline."""
    return size if size >= HEADLINE * usual else usual


def _line(element: etree._Element, scale: float, height: float) -> _Words | None:
    """Return the line of an element, or None if it is none or has no words."""
    title = element.get("title", "")
    box, size = _BOX.search(title), _SIZE.search(title)
    words = [word for word in _words(element) if word[0]]
    if not (element.get("class", "").startswith("ocr_") and box and size and words):
        return None
    left, _, right, bottom = map(int, box.groups())
    baseline = _BASELINE.search(title)
    below = float(baseline[2]) if baseline else 0.0
    line = Line(
        text=" ".join(text for text, _ in words),
        left=left / scale,
        right=right / scale,
        baseline=height - (bottom + below) / scale,
        size=float(size[1]) / scale,
        is_bold=False,
    )
    return _Words(line, [sure for _, sure in words])


def _words(element: etree._Element) -> Iterator[tuple[str, int]]:
    """Yield the words of a line and the confidence in each."""
    for word in element.iterchildren("{*}span"):
        sure = _CONFIDENCE.search(word.get("title", ""))
        yield "".join(map(str, word.itertext())).strip(_UNSEEN), int(sure[1]) if sure else 0
