"""Documents as programs write them: PDF of four producers, DOCX, ODT."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from indexer.model.article import Article
from indexer.sources.files import read_file
from indexer.sources.formats.front_matter import front_matter, honest_author, honest_title
from indexer.sources.formats.pdf.document import PdfText, text_of
from indexer.sources.formats.pdf.glyphs import Glyph
from indexer.sources.formats.pdf.lines import rows_of
from indexer.sources.formats.pdf.running import is_page_number
from indexer.sources.record import Found, Record, Refused
from indexer.text.folding import fold
from indexer.text.page_starts import PageStart, page_at, parse_page_starts

FOLDER = Path(__file__).parent / "documents"
TITLE, _, _, *PARAGRAPHS = (FOLDER / "study.txt").read_text(encoding="utf-8").splitlines()
HEADINGS = tuple(number for number, text in enumerate(PARAGRAPHS) if len(text) < 40)
PRODUCERS = ["chromium", "weasyprint", "libreoffice", "forms"]


def text(producer: str) -> PdfText:
    return text_of((FOLDER / f"{producer}.pdf").read_bytes())


def read(path: Path) -> Record:
    [record] = read_file(path)
    return record


def article(path: Path) -> Article:
    record = read(path)
    assert isinstance(record, Found), record
    return record.article


@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_pdf_gives_its_text_in_the_order_of_reading(producer: str) -> None:
    found = text(producer)
    lines = found.lines[: len(PARAGRAPHS)]
    matcher = SequenceMatcher(None, "\n".join(PARAGRAPHS), "\n".join(lines), autojunk=False)
    assert matcher.ratio() >= 0.99
    assert "لا تملك الموارد اللازمة لتلبية المتطلبات" in "\n".join(
        lines
    )  # no space after a ligature
    assert [fold(lines[number]) for number in HEADINGS] == [
        fold(PARAGRAPHS[number]) for number in HEADINGS
    ]
    assert found.headings == HEADINGS


@pytest.mark.parametrize("producer", PRODUCERS)
def test_title_author_and_date_of_a_pdf_are_those_of_its_first_page(producer: str) -> None:
    found = text(producer)
    assert (found.title, found.author) == (TITLE, "وحدة الدراسات والتقارير")
    assert found.date == dt.date(2019, 6, 14)


def test_each_paragraph_of_a_pdf_knows_its_page() -> None:
    found = article(FOLDER / "chromium.pdf")
    document = PdfDocument((FOLDER / "chromium.pdf").read_bytes())
    assert [one.page for one in found.pages] == list(range(1, len(document) + 1))
    assert found.pages[0].start == 0
    for one in found.pages[1:]:
        lines = fold(document[one.page - 1].get_textpage().get_text_bounded())
        first = fold(found.body[one.start :].split(" ", 1)[0])
        assert first in lines or first[::-1] in lines  # PDFium alone reads some words backwards
        assert found.body[one.start - 1].isspace()


def test_headers_and_numbers_of_pages_are_left_out_and_notes_kept() -> None:
    found = text("forms")
    assert not any("مركز التجارب" in line for line in found.lines)
    assert not any(is_page_number(line) for line in found.lines)
    assert found.lines[-1] == "1. بحسب تقرير الهيئة السنوي لعام 2021."
    last = len("\n".join(found.lines)) - 1
    starts = parse_page_starts(found.page_starts, last)
    assert page_at(starts, last) == PageStart(last - len(found.lines[-1]) + 1, 1)


@pytest.mark.parametrize("name", ["study.docx", "study.odt", "chromium.pdf"])
def test_a_document_becomes_an_article(name: str) -> None:
    found = article(FOLDER / name)
    assert (found.id, found.title) == (name.partition(".")[0], TITLE)
    assert (found.authors, found.date) == (("وحدة الدراسات والتقارير",), dt.date(2019, 6, 14))
    assert found.headings == HEADINGS
    matcher = SequenceMatcher(None, "\n".join(PARAGRAPHS), found.body, autojunk=False)
    assert matcher.ratio() >= 0.99


def odt(content: str) -> bytes:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": (
                '<o:document-content xmlns:o="urn:o" xmlns:text="urn:t" xmlns:table="urn:tab">'
                f"<o:body><o:text>{content}</o:text></o:body></o:document-content>"
            ),
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return data.getvalue()


def test_notes_lists_and_tables_of_an_odt_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "note.odt"
    file.write_bytes(
        odt(
            '<text:h text:outline-level="1">أمن الحدود في الجوار</text:h>'
            "<text:p>نص<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>مصدر</text:p></text:note-body></text:note> طويل<text:s/>عن الحدود.</text:p>"
            "<text:list><text:list-item><text:p>بند أول</text:p></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>خلية</text:p>"
            "</table:table-cell></table:table-row></table:table>"
        )
    )
    found = article(file)
    assert found.title == "أمن الحدود في الجوار"
    for part in ("عن الحدود.", "بند أول", "خلية", "1. مصدر"):
        assert part in found.body


def locked() -> bytes:
    with zipfile.ZipFile(FOLDER / "study.odt") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, part in (parts | {"META-INF/manifest.xml": manifest.encode()}).items():
            file.writestr(name, part)
    return data.getvalue()


def without_text() -> bytes:
    document = PdfDocument.new()
    document.new_page(300, 400)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nnonsense", "it is a damaged PDF"),
        ((FOLDER / "forms.pdf").read_bytes()[:2000], "it is a damaged PDF"),
        (without_text(), "it is a PDF of pictures: its 1 pages hold no text; have its text recog"),
        (packed({"word/document.xml": "<no"}), "it is damaged: open it in its program"),
        ((FOLDER / "study.docx").read_bytes()[:3000], "it is damaged: open it in its program"),
        (locked(), "a password protects it: save it without one"),
        (odt(""), "it has neither text nor a picture"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_mend(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    record = read(file)
    assert isinstance(record, Refused)
    assert record.reason.startswith(reason)


def test_a_pdf_that_kills_its_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.sources.formats.pdf.reader.MODULE", "no.such.module")
    record = read(FOLDER / "forms.pdf")
    assert isinstance(record, Refused)
    assert record.reason.startswith("it is a PDF that breaks its reader: ")


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Microsoft Word - دراسة.docx", ""),
        ("دراسة نهائية.docx", ""),
        ("Untitled", ""),
        ("مستند 1", ""),
        ("12 34", ""),
        ("الأمن", ""),
        (" أمن  الحدود ", "أمن الحدود"),
    ],
)
def test_a_title_of_the_metadata_counts_if_a_person_gave_it(said: str, title: str) -> None:
    assert honest_title(said) == title


@pytest.mark.parametrize(
    ("said", "author"),
    [("user", ""), ("HP Inc", ""), ("a@b.org", ""), ("سالم التجريبي", "سالم التجريبي")],
)
def test_an_author_of_the_metadata_counts_if_it_is_a_name(said: str, author: str) -> None:
    assert honest_author(said) == author


def test_front_matter_ends_where_the_text_begins() -> None:
    long = "تتناول هذه الورقة أمن الحدود في خمس دول، وتسأل عمّا تغيّر بعد عام 2015 حين ارتفع الإنفاق."
    found = front_matter(["أمن الحدود", "إعداد: سالم التجريبي", long, "14 يونيو 2019"], "")
    assert (found.title, found.author, found.date) == ("أمن الحدود", "سالم التجريبي", None)
    assert found.lines == {0, 1}


def glyphs(visual: str) -> list[Glyph]:
    """Lay out a string that is given as the eye sees it, from the left."""
    return [
        Glyph(char, 10.0 * x, 10.0 * x, 10.0 * x + 10, 100.0, 12.0, is_bold=False)
        for x, char in enumerate(visual)
        if char != " "
    ]


@pytest.mark.parametrize(
    ("visual", "text"),
    [
        ("ملاس", "سالم"),
        ("2019 ماع", "عام 2019"),
        ("NATO فلح", "حلف NATO"),
        ("European Union داحتالا يف كارتشالا", "الاشتراك في الاتحاد European Union"),
        ("1,250 غلبم", "مبلغ 1,250"),
        ("%37.5 ةبسن", "نسبة 37.5%"),
        ("(2022) ماع", "عام (2022)"),
        (")2022( ماع", "عام (2022)"),
        ("G7 ةمق", "قمة G7"),
        ("2023-2021 نم", "من 2021-2023"),
        ("14/6/2019 يف", "في 14/6/2019"),
        ("سلجملا داع.", "عاد المجلس."),
        ('سلجملا داع".', 'عاد المجلس".'),
        ("عبتي...", "...يتبع"),
        ("hello (x)", "hello (x)"),
    ],
)
def test_runs_of_both_directions_are_read_in_theirs(visual: str, text: str) -> None:
    [[line]] = rows_of(glyphs(visual))
    assert line.text == text
