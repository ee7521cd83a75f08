"""Scanned pages, whose text Tesseract recognises if staff ask for it."""

from __future__ import annotations

import io
import shutil
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument, PdfImage, PdfMatrix

from indexer.sources.files import read_file
from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.pdf import recognition
from indexer.sources.formats.pdf.document import RefusedPdfError, text_of
from indexer.sources.formats.pdf.recognition import recognized
from indexer.sources.record import Found, Refused
from tests.indexer.sources.test_documents import FOLDER, PARAGRAPHS, TITLE

LATIN = (
    "The report describes how the agencies of member states share",
    "information about borders, and which laws they passed in 2022.",
    "It finds that cooperation between the agencies and national police",
    "has improved, although the resources remain limited.",
)

needs_tesseract = pytest.mark.skipif(
    not shutil.which(recognition.PROGRAM), reason="tesseract is not installed"
)


def scanned(data: bytes, dots: int = 200) -> bytes:
    """Return a PDF of the pictures of the pages of another."""
    scan = PdfDocument.new()
    for page in PdfDocument(data):
        width, height = page.get_size()
        image = PdfImage.new(scan)
        image.set_bitmap(page.render(scale=dots / 72, grayscale=True))
        image.set_matrix(PdfMatrix().scale(width, height))
        new = scan.new_page(width, height)
        new.insert_obj(image)
        new.gen_content()
    written = io.BytesIO()
    scan.save(written)
    return written.getvalue()


def latin() -> bytes:
    """Return a PDF of a page of English."""
    lines = " ".join(f"({line}) Tj T*" for line in LATIN)
    text = f"BT /F1 14 Tf 60 740 Td 20 TL {lines} ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 6 0 R>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Font<</F1 5 0 R>>>>",
    )
    body = "".join(f"{number} 0 obj{one}endobj\n" for number, one in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>".encode()


@pytest.fixture(scope="module")
def scan() -> bytes:
    return scanned((FOLDER / "libreoffice.pdf").read_bytes())


@needs_tesseract
def test_a_scan_is_read_with_its_pages_if_staff_ask_for_it(tmp_path: Path, scan: bytes) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scan)
    [record] = read_file(file, ReadingContext(ocr=True))
    assert isinstance(record, Found)
    found = record.article
    assert (found.title, found.authors) == (TITLE, ("وحدة الدراسات والتقارير",))
    assert (record.recognized, [one.page for one in found.pages]) == (2, [1, 2])
    matcher = SequenceMatcher(None, "\n".join(PARAGRAPHS), found.body, autojunk=False)
    assert matcher.ratio() >= 0.93


@needs_tesseract
def test_a_scan_in_english_is_read_too() -> None:
    found = text_of(scanned(latin()), ocr=True)
    read = " ".join((found.title, *found.lines))
    assert SequenceMatcher(None, " ".join(LATIN), read, autojunk=False).ratio() >= 0.95


@needs_tesseract
def test_pages_that_have_text_are_not_recognised() -> None:
    mixed = PdfDocument((FOLDER / "chromium.pdf").read_bytes())
    mixed.import_pages(PdfDocument(scanned(latin())))
    written = io.BytesIO()
    mixed.save(written)
    found = text_of(written.getvalue(), ocr=True)
    assert found.recognized == 1
    assert "limited" in found.lines[-1]
    assert not text_of(written.getvalue()).recognized


def test_a_scan_is_refused_by_name_without_the_setting(tmp_path: Path, scan: bytes) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scan)
    [record] = read_file(file)
    assert isinstance(record, Refused)
    assert "its 2 pages hold no text" in record.reason
    assert "ocr = true, under [sources]" in record.reason


def test_a_scan_is_refused_by_name_without_the_program(
    scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "PROGRAM", "no-such-program")
    with pytest.raises(RefusedPdfError, match="install the program tesseract with Arabic"):
        text_of(scan, ocr=True)


@pytest.mark.parametrize(
    ("script", "reason"),
    [("sleep 9", "takes more than 1 seconds"), ("exit 3", "fails at a page")],
)
def test_a_program_that_fails_at_a_page_does_not_stop_the_build(
    scan: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\n[ "$1" = --list-langs ] && echo "ara eng" || {script}\n')
    program.chmod(0o755)
    monkeypatch.setattr(recognition, "PROGRAM", str(program))
    monkeypatch.setattr(recognition, "MAX_SECONDS", 1)
    with pytest.raises(RefusedPdfError, match=reason):
        text_of(scan, ocr=True)


def test_lines_of_which_the_program_is_not_sure_are_left_out() -> None:
    line = (
        '<span class="ocr_line" title="bbox 100 {0} 900 {1}; baseline 0 -10; x_size {2}">'
        '<span class="ocrx_word" title="bbox 1 1 1 1; x_wconf {3}">{4}</span></span>'
    )
    rows = [(100, 160, 90, 95, "عنوان"), (200, 250, 44, 90, "نص"), (300, 340, 52, 20, "لطخة")]
    rows += [(400, 450, 50, 85, "متن")]
    page = f"<div>{''.join(line.format(*row) for row in rows)}</div>"
    found = recognized(page.encode(), scale=2, height=400)
    assert [one.text for one in found.lines] == ["عنوان", "نص", "متن"]
    assert [one.size for one in found.lines] == [45, 25.5, 25.5]
    assert found.lines[0].baseline == 400 - (160 - 10) / 2
