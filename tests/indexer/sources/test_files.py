"""Which files are read, and as what."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.model.article import Article
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found, Record, Refused
from indexer.sources.source import SourceError
from tests.indexer.sources.test_wordpress_export import HEAD, TAIL, item

LINE = json.dumps({"id": "a", "title": "عنوان", "body": "نص"}, ensure_ascii=False)
SENTENCE = (
    "تتناول الورقة أثر التعاون بين أجهزة الشرطة في دول الجوار على أمن الحدود والموانئ،"
    " وما يلزمه من قوانين."
)
PAGE = f"التعاون الشرطي في دول الجوار\n14 يونيو 2019\n{SENTENCE}\n{SENTENCE} {SENTENCE}\n"
EXPORT = "<rss><channel></channel></rss>"


def records(path: Path, data: bytes) -> list[Record]:
    path.write_bytes(data)
    return list(read_file(path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.data"


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    names = [
        "b.txt",
        "a/z.xml",
        "a/b.jsonl",
        "README.txt",
        "notes.md",
        "LICENSE",
        ".hidden",
        ".git/x.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    expected = [tmp_path / name for name in ("a/b.jsonl", "a/z.xml", "b.txt")]
    assert find_files([tmp_path]) == expected
    assert find_files([tmp_path / "b.txt", tmp_path]) == [expected[2], *expected[:2]]


def test_documentation_that_is_named_is_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    assert find_files([tmp_path / "README.md"]) == [tmp_path / "README.md"]


def test_a_link_back_up_ends_the_walk(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").touch()
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert find_files([tmp_path]) == [tmp_path / "a" / "x.txt"]


def test_links_that_lead_nowhere_are_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "nowhere").symlink_to("nothing")
    for file in find_files([tmp_path]):
        (record,) = read_file(file)
        assert isinstance(record, Refused)
        assert record.reason.startswith("it cannot be read: ")


def test_a_source_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere: there is no such file or folder$"):
        find_files([tmp_path / "nowhere"])


def test_where_a_relative_source_is_looked_for_is_told() -> None:
    with pytest.raises(SourceError) as error:
        find_files([Path("www.example.org")])
    assert str(error.value) == (
        f"www.example.org: there is no such file or folder in {Path.cwd()}; the address of a site "
        "begins with https://"
    )


OF_THE_LINE = Article(id="a", title="عنوان", body="نص", language="ar")
OF_THE_PAGE = Article(
    id="file",
    title="التعاون الشرطي في دول الجوار",
    date=dt.date(2019, 6, 14),
    body=f"{SENTENCE}\n{SENTENCE} {SENTENCE}",
    language="ar",
)
OF_THE_EXPORT = Article(
    id="7",
    title="عنوان",
    url="https://example.org/7/",
    short_link="https://example.org/?p=7",
    date=dt.date(2019, 6, 14),
    body="نص",
    authors=("وحدة الدراسات",),
    language="ar",
)


@pytest.mark.parametrize(
    ("data", "article", "place"),
    [
        (LINE.encode(), OF_THE_LINE, "line 1"),
        (b"\n \n" + LINE.encode(), OF_THE_LINE, "line 3"),
        (LINE.encode("utf-8-sig"), OF_THE_LINE, "line 1"),
        (LINE.encode("utf-16"), OF_THE_LINE, "line 1"),
        (PAGE.encode(), OF_THE_PAGE, "the page"),
        (PAGE.encode("utf-8-sig"), OF_THE_PAGE, "the page"),
        (PAGE.encode("utf-16"), OF_THE_PAGE, "the page"),
        (PAGE.encode("cp1256"), OF_THE_PAGE, "the page"),
        ((HEAD + item() + TAIL).encode(), OF_THE_EXPORT, "item 1 (post 7)"),
    ],
    ids=[
        "JSON",
        "JSON after blanks",
        "JSON, BOM",
        "JSON, UTF-16",
        "page",
        "page, BOM",
        "page, UTF-16",
        "page, 1256",
        "export",
    ],
)
@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_format_is_known_by_the_content(
    file: Path, data: bytes, article: Article, place: str, compress: type[bytes]
) -> None:
    assert records(file, compress(data)) == [Found(article, file, place)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\n ", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is a picture: only text is indexed"),
        (b"<!DOCTYPE html><html>", "no article was found in it: it has no text of its own"),
        (b'[{"id": 1', "the JSON breaks off at line 1, column 10"),
        (EXPORT.encode(), "it is a feed without items"),
        (
            PAGE.encode() + b"\xff",
            f"it is no text in UTF-8 or Windows-1256: byte {len(PAGE.encode())} ",
        ),
        (PAGE.encode("utf-16-le"), "it is UTF-16 without a byte order mark: save it as UTF-8"),
        (PAGE.encode("utf-16-be"), "it is UTF-16 without a byte order mark: save it as UTF-8"),
        (b"\x7fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3e\0\1", "it is a binary file (byte 7 is zero)"),
        (b"caf\xe9", "it is no text in UTF-8 or Windows-1256: byte 3 "),
        (PAGE.encode("utf-16")[:-1], "it is no text in utf-16"),
        (b"one two three", "no article was found in it"),
        (gzip.compress(PAGE.encode())[:-9], "its gzip compression is damaged"),
        (b"\x1f\x8bnonsense", "its gzip compression is damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_once(file: Path, data: bytes, reason: str) -> None:
    [record] = records(file, data)
    assert isinstance(record, Refused)
    assert record.reason.startswith(reason)


def test_the_records_before_the_damage_are_kept(file: Path) -> None:
    lines = "\n".join(LINE.replace('"a"', f'"{number * 7919}"') for number in range(20_000))
    *found, damaged = records(file, gzip.compress(lines.encode())[:-100])
    assert len(found) > 10_000
    assert all(isinstance(record, Found) for record in found)
    assert isinstance(damaged, Refused)


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gone"
    assert list(read_file(path)) == [
        Refused(path, "the file", "it cannot be read: No such file or directory")
    ]


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    [record] = read_file(tmp_path)
    assert record == Refused(tmp_path, "the file", "it is no regular file")


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_progress_counts_the_bytes_on_disk(file: Path, compress: type[bytes]) -> None:
    file.write_bytes(compress("\n".join([LINE] * 5000).encode()))
    read: list[int] = []
    assert sum(1 for _ in read_file(file, on_read=read.append)) == 5000
    assert sum(read) == file.stat().st_size


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        [b"", b"{", b"<?xml", b"<rss>", b"\x1f\x8b", b"\xff\xfe", b"\xef\xbb\xbf", PAGE.encode()]
    ),
    st.binary() | st.text().map(str.encode),
)
def test_no_bytes_make_it_raise(file: Path, head: bytes, rest: bytes) -> None:
    assert all(isinstance(record, Record) for record in records(file, head + rest))
