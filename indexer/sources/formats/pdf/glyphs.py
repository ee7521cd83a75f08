"""The glyphs of a page of PDF, as PDFium finds them, before any order."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

MIN_SIZE = 1.5
"""Minimum size of a glyph in points; smaller ones are not meant to be read."""

MIN_SPACE = 0.05
"""Minimum width of a space whose place is to be trusted, in sizes of the font."""

SAME_PLACE = 0.02
"""Maximum distance of the letters of one ligature, in sizes of the font."""

BOLD = 600
"""Least weight of a bold font."""

SPACE = " "

_ALEFS = "اأإآٱ"
_REVERSED_ALLAH = ("هللا", "هلل")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph and the text that it stands for.

    Attributes:
        text: A letter, a mark, the letters of a ligature in the order of reading, or a space.
        x: Where it is drawn, in points from the left of the page.
        left: Left edge in points.
        right: Right edge in points.
        baseline: Height of the baseline above the bottom of the page in points.
        size: Size of the font in points.
        is_bold: Whether the font is bold.
    """

    text: str
    x: float
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool

    @property
    def is_space(self) -> bool:
        """Return True if it is a space."""
        return self.text == SPACE

    @property
    def is_mark(self) -> bool:
        """Return True if it is a diacritic, which stands over or under a letter."""
        return all(unicodedata.category(char) == "Mn" for char in self.text)


def glyphs_of(page: PdfPage) -> list[Glyph]:
    """Return the glyphs of a page in the order of the file.

    Letters at one place are one ligature; their order is put right.
    """
    found: list[Glyph] = []
    for glyph in _characters(page):
        last = found[-1] if found else None
        if last and not (_stands_alone(last) or _stands_alone(glyph)) and _is_at(last, glyph):
            right = max(last.right, glyph.right)
            found[-1] = replace(last, text=last.text + glyph.text, right=right)
        else:
            found.append(glyph)
    return [replace(glyph, text=_in_order(glyph.text)) for glyph in found]


def _characters(page: PdfPage) -> Iterator[Glyph]:
    """Yield the characters of a page that the file itself has, each as a glyph."""
    text_page = page.get_textpage()
    handle = text_page.raw
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium.FPDFText_CountChars(handle)):
        if pdfium.FPDFText_IsGenerated(handle, index) == 1:  # a space or line break of PDFium
            continue
        text = _letters(chr(pdfium.FPDFText_GetUnicode(handle, index) or 0))
        if not text or not pdfium.FPDFText_GetLooseCharBox(handle, index, box):
            continue
        pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
        pdfium.FPDFText_GetMatrix(handle, index, matrix)
        size = pdfium.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
        if size < MIN_SIZE:
            continue
        is_bold = pdfium.FPDFText_GetFontWeight(handle, index) >= BOLD
        left, right = sorted((box.left, box.right))
        if text == SPACE and right - left < MIN_SPACE * size:  # its place is not told
            continue
        yield Glyph(text, x.value, min(left, x.value), right, y.value, size, is_bold)
    text_page.close()


def _letters(char: str) -> str:
    """Return the letters of a character, which may be a presentation form; "" if it is unseen."""
    if "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc":
        return unicodedata.normalize("NFKC", char).strip()
    if char.isspace():
        return SPACE
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn") else char


def _stands_alone(glyph: Glyph) -> bool:
    """Return True if a glyph is no letter of a ligature."""
    return glyph.is_space or glyph.is_mark


def _is_at(first: Glyph, second: Glyph) -> bool:
    """Return True if two glyphs are drawn at one place."""
    near = SAME_PLACE * first.size
    return abs(first.x - second.x) <= near and abs(first.baseline - second.baseline) <= near


def _in_order(text: str) -> str:
    """Return the letters of a ligature in the order of reading.

    Some producers write those of lam-alef and of «الله» from left to right.
    """
    is_lam_alef = len(text) == 2 and text[1] == "ل" and text[0] in _ALEFS
    return text[::-1] if is_lam_alef or text in _REVERSED_ALLAH else text
