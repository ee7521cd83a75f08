"""A format is a reader and a row: nothing else knows which formats there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.model.article import Article
from indexer.sources.formats import registry
from indexer.sources.formats.format import Format, ReadingContext, UnreadableError
from indexer.sources.formats.registry import ANY_OTHER, FORMATS, format_of
from indexer.sources.record import Found, Record
from indexer.workspace import Workspace
from tests.workspaces import new_workspace

CARDS = "%CARDS\n1 الحدود: تعاون على أمن الحدود.\n2 الهجرة: تقرير عن اللجوء.\n"


class Cards:
    """A format of the test: a first line, then a number, a title and a text in each line."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def records(self, file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
        _, *lines = stream.read().splitlines()
        if not lines:
            raise UnreadableError("it has no cards")
        for line in lines:
            number = line.decode().partition(" ")[0]
            read = partial(self._found, line, file)
            yield context.record(file, f"card {number}", (line,), read)

    def _found(self, line: bytes, file: Path) -> Record:
        number, _, rest = line.decode().partition(" ")
        title, _, body = rest.partition(": ")
        self.read.append(number)
        return Found(Article(id=number, title=title, body=body), file, f"card {number}")


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> Cards:
    """The format, with its row in the table."""
    cards = Cards()
    row = Format("cards", lambda start: start.startswith(b"%CARDS"), cards.records)
    monkeypatch.setattr(registry, "FORMATS", (row, *FORMATS))
    return cards


@pytest.fixture
def data(tmp_path: Path) -> Path:
    new_workspace(tmp_path)
    return tmp_path


@pytest.fixture
def file(data: Path) -> Path:
    file = data / "new.cards"
    file.write_text(CARDS, encoding="utf-8")
    return file


def run(data: Path, *arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def test_a_format_is_added_by_one_row(cards: Cards, data: Path, file: Path) -> None:
    assert "indexed    2" in run(data, "build", file)
    with closing(Workspace(data).engine().snapshot()) as snapshot:
        found = snapshot.article("2")
    assert found == Article(id="2", title="الهجرة", body="تقرير عن اللجوء.")


def test_only_what_changed_in_it_is_read_again(cards: Cards, data: Path, file: Path) -> None:
    run(data, "build", file)
    cards.read.clear()
    file.write_text(CARDS.replace("تقرير", "مقال"), encoding="utf-8")
    assert "unchanged  1" in run(data, "update")
    assert cards.read == ["2"]


def test_a_new_version_of_a_format_reads_its_records_again_and_no_others(
    cards: Cards, data: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "\n".join(("أمن الحدود في أوروبا", "يونيو 14, 2019", "كلام عن الحدود والهجرة. " * 20))
    (data / "page.txt").write_text(page, encoding="utf-8")
    run(data, "build", file, data / "page.txt")
    cards.read.clear()
    row, *others = registry.FORMATS
    monkeypatch.setattr(registry, "FORMATS", (replace(row, version=2), *others))
    monkeypatch.setattr(
        "indexer.sources.formats.saved_page.parse_saved_page",
        lambda *_: pytest.fail("the page is read again"),
    )
    assert "unchanged  3" in run(data, "update")
    assert cards.read == ["1", "2"]


def test_what_its_reader_cannot_read_is_refused(cards: Cards, data: Path, file: Path) -> None:
    file.write_text("%CARDS\n", encoding="utf-8")
    assert f"{file}, the file: it has no cards" in run(data, "build", file)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'{"id": 1}', "JSON Lines"),
        (b"\n \t{", "JSON Lines"),
        (b"<?xml version='1.0'?>", "WordPress export"),
        (b"\n<RSS>", "WordPress export"),
        (b"<?xml version='1.0'?>\n<rss version='2.0'><channel>", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<rss xmlns:wp='http://wordpress.org/export/1.2/'>", "WordPress export"),
        (b"<!DOCTYPE html>", "HTML page"),
        (b"<html lang='ar'>", "HTML page"),
        (b'[{"id": 1}]', "JSON"),
        (b"<!-- saved from url -->\n<!DOCTYPE html>", "HTML page"),
        (b"<p>a paragraph</p>", "HTML page"),
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"PK\x03\x04....word/document.xml", "Word document"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.textPK", "OpenDocument text"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.sheetPK", "OpenDocument"),
        (b"PK\x03\x04....xl/workbook.xml", "Excel table"),
        (b"PK\x03\x04....export.xml", "ZIP archive"),
        (b"\xd0\xcf\x11\xe0", "Office document"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\0\0\0\x18ftypmp42", "sound or film"),
        (b"7z\xbc\xaf'", "archive"),
        (b"-- MySQL dump 10.13", "SQL dump"),
        (b"From: <Saved by Blink>", "web archive"),
        (b'{\n  "id": 1,\n  "title": "x"\n}', "JSON"),
        (b'{"articles": [\n{"id": 1},\n{"id": 2}\n]}', "JSON"),
        (b'{"id": 1,\n "title": "x"}\n{"id": 2,', "JSON"),
        (b'{"id": 1,\n{"id": 2}', "JSON Lines"),
        (b'{"id": 1}\n"x"', "JSON Lines"),
        (b'{"id": 1, broken}\n{"id": 2}', "JSON Lines"),
        (b"id,title\n1,x", "table"),
        (b'"id";"title"\n', "table"),
        ("العنوان\tالنص\nأول\tنص".encode(), "table"),
        (b'a,1,"x\ny"\n\nb,2,z\n', "table"),
        (b"a\t1\nb\t2\n", "table"),
        (b"sep=;\nid;x\n", "table"),
        ('"رقم","كلام"\n"1","كلام، وكلام"\n'.encode(), "table"),
        ("الرقم,العنوان الكامل,المتن\n1,أ,ب\n2,ج,د,ه,و\n".encode(), "table"),
        ("المعرّف;اسم المقال;محتواه\n".encode() + b'1;x;"' + b"y\n" * 40_000, "table"),
        (b"---\ntitle: x\ntags:\n  - y\n---\n\ntext", "Markdown"),
        ("# دراسة عن الحدود\n\nنص".encode(), "Markdown"),
        ("#وسم #وسم_آخر\n".encode(), "saved page"),
        (b"---\na line\n---\n", "saved page"),
        (b"[]\n", "JSON"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html>", "HTML page"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<svg xmlns='x'>", "picture"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "WordPress export"),
        ("عنوان, وعنوان آخر للصفحة كلها هنا\n".encode(), "saved page"),
        (b"a,b,c\n", "saved page"),
        (b"a, b\nc, d\n", "saved page"),
        (b"a, b, c\nd, e, f, g\n", "saved page"),
        (b"[1] a note", "saved page"),
        (b"title\ntext", "saved page"),
    ],
)
def test_a_format_is_recognized_by_the_first_bytes(head: bytes, name: str) -> None:
    assert format_of(head).name == name


def test_no_two_formats_share_a_name() -> None:
    names = [row.name for row in (*FORMATS, ANY_OTHER)]
    assert len(set(names)) == len(names)
