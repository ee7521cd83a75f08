"""A folder as staff have it: what is an article is found, all else named with what to do."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from indexer.sources.file_source import Files
from indexer.sources.record import Found, Record, Refused
from indexer.sources.source import Former, SourceContext
from tests.indexer.sources.test_documents import FOLDER, TITLE, without_text
from tests.indexer.sources.test_html_page import MENU, THEMES
from tests.indexer.sources.test_recognition import latin, scanned

PDF, DOCX = (FOLDER / "weasyprint.pdf").read_bytes(), (FOLDER / "study.docx").read_bytes()
PAGE = next(iter(THEMES.values()))
TEXT = (
    "أمن الحدود في الجوار\n\n14 يونيو 2019\n\n" + "تتناول هذه الدراسة سياسات الأمن في خمس دول. " * 9
)
LONG = "دراسة " * 20


def page(number: int) -> str:
    """Return a page of the post with a number."""
    return PAGE.replace("?p=17", f"?p={number}")


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "<a/>")
    return data.getvalue()


def tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as file:
        file.addfile(tarfile.TarInfo("a.txt"))
    return data.getvalue()


FOUND = {
    "study.pdf": PDF,
    "2019/study.pdf": PDF,
    "upper.PDF": PDF,
    "without-suffix": PDF,
    "named as another.docx": PDF,
    "below what a server left.pdf": b"HTTP/1.1 200 OK\r\n\0\r\n" + PDF,
    "packed.pdf.gz": gzip.compress(PDF),
    "report_without_title-2019.pdf": latin(),
    "word.docx": DOCX,
    "renamed.doc": DOCX,
    "open.odt": (FOLDER / "study.odt").read_bytes(),
    "page.html": page(17).encode(),
    "1256.htm": page(18).replace("utf-8", "windows-1256").encode("cp1256", errors="replace"),
    "utf16.html": page(19).encode("utf-16"),
    "text.txt": TEXT.encode(),
    "text-1256.txt": TEXT.encode("cp1256"),
    "list.json": '[{"id": "1", "title": "خبر", "body": "نص"}]'.encode(),
    "lines.jsonl.gz": gzip.compress('{"id": "2", "title": "خبر", "body": "نص"}'.encode()),
    "table.csv": "id;title;body\n3;خبر;نص\n".encode(),
    f"{LONG}.pdf": PDF,
    f"{'long ' * 49}.pdf": PDF,
    "line\nbreak.pdf": PDF,
    "😀 #%20.pdf": PDF,
}
"""Files that give an article each."""

REFUSED = {
    "cut.pdf": (PDF[:2000], "a damaged PDF"),
    "scan.pdf": (scanned(PDF, 72), "a PDF of pictures"),
    "blank.pdf": (without_text(), "a PDF of pictures"),
    "login.pdf": (b"<!DOCTYPE html><html><form><input></form></html>", "no article was found"),
    "empty.pdf": (b"", "it is empty"),
    "cut.docx": (DOCX[: len(DOCX) // 2], "it is damaged"),
    "old.doc": (b"\xd0\xcf\x11\xe0" + bytes(99), "an old Office"),
    "note.rtf": (b"{\\rtf1 text}", "RTF"),
    "table.xlsx": (packed("xl/workbook.xml"), "Excel"),
    "slides.pptx": (packed("ppt/presentation.xml"), "PowerPoint"),
    "pages.zip": (packed("a.txt"), "a ZIP archive: unpack it"),
    "pages.tar": (tar(), "a packed archive: unpack it"),
    "cut.gz": (gzip.compress(PDF)[:999], "gzip compression is damaged"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + bytes(99), "a picture"),
    "photo.heic": (b"\0\0\0\x18ftypheic" + bytes(99), "a picture"),
    "talk.mp4": (b"\0\0\0\x18ftypmp42" + bytes(99), "a sound or a film"),
    "program.exe": (b"MZ\0" + bytes(99), "a binary file"),
    "menu.html": (f"<!DOCTYPE html><html>{MENU}</html>".encode(), "no article was found"),
    "config.json": (b"{}", "neither title nor body"),
    "numbers.csv": (b"a,b,c\n1,2,3\n4,5,6\n", "it has a, b, c, and neither title nor body"),
    "feed.xml": (b'<?xml version="1.0"?><root/>', "XML, but no WordPress export"),
    "dump.sql": (b"-- MySQL dump 10.13\n", "a dump of a database"),
    "lost.pdf": (None, "it cannot be read: No such file or directory"),
}
"""Files that are refused once each, with the reason; None makes a link that leads nowhere."""

SKIPPED = (".DS_Store", "._study.pdf", "Thumbs.db", "desktop.ini", "~$word.docx")
"""Files that programs leave behind."""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    folder = tmp_path_factory.mktemp("archive")
    for name, content in FOUND.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    for name, (given, _) in REFUSED.items():
        if given is None:
            (folder / name).symlink_to("nowhere")
        else:
            (folder / name).write_bytes(given)
    for name in SKIPPED:
        (folder / name).write_bytes(b"\0\1\2")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xe3\xe1\xdd.pdf")).write_bytes(PDF)
    reading = Files(folder).open(SourceContext())
    reading.find()
    return list(reading.records(Former(lambda _: None, {})))


def names(records: list[Record], kind: type[Record]) -> list[str]:
    files = [Path(one.file) for one in records if isinstance(one, kind)]
    return sorted(
        f"2019/{file.name}" if file.parent.name == "2019" else file.name for file in files
    )


def test_every_article_is_found(records: list[Record]) -> None:
    assert names(records, Found) == sorted([*FOUND, os.fsdecode(b"\xe3\xe1\xdd.pdf")])


def test_every_other_file_is_named_once(records: list[Record]) -> None:
    assert names(records, Refused) == sorted(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_with_its_reason(records: list[Record], name: str) -> None:
    [refused] = [one for one in records if isinstance(one, Refused) and Path(one.file).name == name]
    assert REFUSED[name][1] in refused.reason


def test_documents_have_ids_by_their_paths_and_titles_by_their_names_if_they_have_none(
    records: list[Record],
) -> None:
    articles = [one.article for one in records if isinstance(one, Found)]
    titles = {article.id: article.title for article in articles}
    assert len(titles) == len(articles)
    assert titles["study"] == titles["2019/study"] == titles["line break"] == titles["ملف"] == TITLE
    assert titles["report_without_title-2019"] == "report without title 2019"
