"""Make the documents of the tests anew: `python tests/tools/make_documents.py`.

It needs Chromium, LibreOffice, WeasyPrint, ReportLab, arabic-reshaper, python-bidi and the fonts
Noto Naskh Arabic and DejaVu Sans, none of which the tests need.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint import HTML

FOLDER = Path(__file__).parents[1] / "indexer" / "sources" / "documents"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
WIDTH, HEIGHT, MARGIN, LINE = 420, 595, 56, 20


def made_of_html() -> None:
    """Print the study by Chromium, WeasyPrint and LibreOffice."""
    title, *paragraphs = (FOLDER / "study.txt").read_text(encoding="utf-8").splitlines()
    parts = "".join(
        f"<h2>{html.escape(text)}</h2>"
        if len(text) < 40 and "اً:" in text
        else f"<p>{html.escape(text)}</p>"
        for text in paragraphs
    )
    style = "@page{size:A5;margin:2cm}p,h1,h2{direction:rtl;text-align:right}"
    style += 'body{font:14pt "Noto Naskh Arabic"}'
    page = (
        f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><style>{style}</style>'
        f"<h1>{html.escape(title)}</h1>{parts}</html>"
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "study.html")
        source.write_text(page, encoding="utf-8")
        HTML(str(source)).write_pdf(FOLDER / "weasyprint.pdf")
        run(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={FOLDER / 'chromium.pdf'}",
            str(source),
        )
        profile = f"-env:UserInstallation=file://{folder}/profile"
        office = ("soffice", profile, "--headless", "--convert-to")
        run(*office, "odt", "--outdir", folder, str(source))
        text = str(source.with_suffix(".odt"))
        run(*office, "pdf:writer_pdf_Export", "--outdir", folder, text)
        run(*office, "docx", "--outdir", folder, text)
        for suffix in (".odt", ".docx"):
            shutil.move(source.with_suffix(suffix), FOLDER / f"study{suffix}")
        shutil.move(source.with_suffix(".pdf"), FOLDER / "libreoffice.pdf")


def made_of_presentation_forms() -> None:
    """Draw the study as old programs do: presentation forms from left to right, with headers."""
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    shaped = ArabicReshaper({"delete_harakat": False}).reshape
    canvas = Canvas(str(FOLDER / "forms.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.setTitle("Microsoft Word - study.docx")
    canvas.setAuthor("user")
    number = 0

    def draw(text: str, height: float, size: float) -> None:
        canvas.setFont("DejaVu", size)
        canvas.drawRightString(WIDTH - MARGIN, height, get_display(shaped(text), base_dir="R"))

    def begin() -> float:
        nonlocal number
        if number:
            canvas.showPage()
        number += 1
        draw("مركز التجارب للدراسات", HEIGHT - 30, 9)
        draw(f"- {number} -", 24, 9)
        if number == 1:
            draw("1. بحسب تقرير الهيئة السنوي لعام 2021.", 44, 9)
        return HEIGHT - MARGIN - 10

    height = begin()
    for index, text in enumerate((FOLDER / "study.txt").read_text(encoding="utf-8").splitlines()):
        size = 20 if index == 0 else 14 if len(text) > 40 else 16
        for line in wrapped(text, size, shaped):
            if height < 80:
                height = begin()
            draw(line, height, size)
            height -= LINE if size < 20 else 28
        height -= 14
    canvas.save()


def wrapped(text: str, size: int, shaped: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines of a text."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pdfmetrics.stringWidth(shaped(longer), "DejaVu", size) > WIDTH - 2 * MARGIN:
            yield line
            longer = word
        line = longer
    yield line


def run(*command: str) -> None:
    """Run a command."""
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    made_of_html()
    made_of_presentation_forms()
