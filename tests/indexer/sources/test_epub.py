"""Books in EPUB."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from indexer.sources.files import read_file
from indexer.sources.record import Found, Record, Refused

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>أمن الطاقة في شرق المتوسط</dc:title><dc:creator>ليلى النجار</dc:creator>
<dc:creator>سالم الحداد</dc:creator><dc:date>2019-06-14</dc:date>
<dc:language>ar</dc:language></metadata>
<manifest><item id="n" href="nav.xhtml" properties="nav"/><item id="two" href="text/two.xhtml"/>
<item id="one" href="text/%D8%A3.xhtml"/><item id="ad" href="ad.xhtml"/></manifest>
<spine><itemref idref="n"/><itemref idref="one"/><itemref idref="two"/>
<itemref idref="ad" linear="no"/><itemref idref="lost"/></spine></package>"""
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{}</body></html>'
)
CHAPTERS = {
    "OPS/nav.xhtml": PAGE.format("<ol><li>الفهرس</li></ol>"),
    "OPS/text/أ.xhtml": PAGE.format("<h2>الفصل الأول</h2><p>نص الفصل الأول عن الطاقة والأمن.</p>"),
    "OPS/text/two.xhtml": PAGE.format("<h2>الفصل الثاني</h2><p>نص الفصل الثاني عن الحدود.</p>"),
    "OPS/ad.xhtml": PAGE.format("<p>إعلان</p>"),
}
WHOLE = {"META-INF/container.xml": CONTAINER, "OPS/book.opf": PACKAGE, **CHAPTERS}


def read(folder: Path, parts: dict[str, str]) -> Record:
    file = folder / "book"
    with zipfile.ZipFile(file, "w") as packed:
        for name, part in ({"mimetype": "application/epub+zip"} | parts).items():
            packed.writestr(name, part)
    [record] = read_file(file)
    return record


def test_a_book_is_an_article_of_its_chapters_in_order(tmp_path: Path) -> None:
    record = read(tmp_path, WHOLE)
    assert isinstance(record, Found), record
    found = record.article
    assert (found.title, found.language) == ("أمن الطاقة في شرق المتوسط", "ar")
    assert (found.date, found.authors) == (dt.date(2019, 6, 14), ("ليلى النجار", "سالم الحداد"))
    assert found.body.split("\n") == [
        "الفصل الأول",
        "نص الفصل الأول عن الطاقة والأمن.",
        "الفصل الثاني",
        "نص الفصل الثاني عن الحدود.",
    ]
    assert found.headings == (0, 2)


def encrypted(part: str) -> dict[str, str]:
    reference = f'<encryption><CipherData><CipherReference URI="{part}"/></CipherData></encryption>'
    return {**WHOLE, "META-INF/encryption.xml": reference}


def test_a_book_whose_fonts_alone_are_encrypted_is_read(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path, encrypted("OPS/fonts/a.ttf")), Found)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (encrypted("OPS/text/two.xhtml"), "its chapters are encrypted"),
        (WHOLE | {"OPS/book.opf": "<package><spine/></package>"}, "an EPUB without chapters"),
        ({"META-INF/container.xml": CONTAINER}, "it is damaged"),
        (WHOLE | {"OPS/book.opf": "<package>"}, "it is damaged"),
        ({}, "it is damaged"),
    ],
)
def test_a_book_that_cannot_be_read_is_refused_with_its_mend(
    tmp_path: Path, parts: dict[str, str], reason: str
) -> None:
    record = read(tmp_path, parts)
    assert isinstance(record, Refused)
    assert reason in record.reason
