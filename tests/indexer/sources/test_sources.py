"""A source is a class and a row: the pipeline knows none of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.engines.base import Filters, Window
from indexer.lists.site_lists import BOILERPLATE
from indexer.model.article import Article
from indexer.model.query import And
from indexer.sources import registry
from indexer.sources.file_source import Files
from indexer.sources.record import Found, Record, Unchanged
from indexer.sources.registry import SOURCES, SourceRow, as_source
from indexer.sources.source import Former, Reading, SourceContext, SourceError
from indexer.sources.wordpress.source import Site
from indexer.workspace import Workspace
from tests.workspaces import new_workspace

KEPT = "shelf.json"
BUILT_OF_TWO = ("shelf:one", "articles.jsonl")


@dataclass
class Library:
    """Where the source of the test has its texts: titles and their numbers, by shelf."""

    shelves: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shelf:
    """A source that is neither a file nor a site."""

    library: Library
    name: str

    def open(self, context: SourceContext) -> Reading:
        return ShelfReading(self, context)


class ShelfReading(Reading):
    """Keeps with a generation which titles it has read."""

    def __init__(self, shelf: Shelf, context: SourceContext) -> None:
        self._shelf = shelf
        self._context = context
        self._titles: dict[str, str] = {}

    def find(self) -> None:
        if self._shelf.name not in self._shelf.library.shelves:
            raise SourceError(f"{self._shelf.name}: there is no such shelf")

    def records(self, former: Former) -> Iterator[Record]:
        self._shelf.library.asked.append("all")
        titles = self._shelf.library.shelves[self._shelf.name]
        self._context.begin(len(titles))
        known = self._known(former)
        for number, title in titles.items():
            self._context.on_read(1)
            yield self._record(number, title, known)

    def recent(self, former: Former) -> Iterator[Record]:
        self._shelf.library.asked.append("recent")
        titles, known = self._shelf.library.shelves[self._shelf.name], self._known(former)
        self._titles |= known
        for number in self._shelf.library.changed:
            yield self._record(number, titles[number], known)

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        keep_file(KEPT, json.dumps(self._titles).encode())

    def _known(self, former: Former) -> dict[str, str]:
        known: dict[str, str] = json.loads(former.file(KEPT) or b"{}")
        return known

    def _record(self, number: str, title: str, known: dict[str, str]) -> Record:
        self._titles[number] = title
        if known.get(number) == title:
            return Unchanged(number, self._shelf.name, f"book {number}")
        book = Article(id=number, title=title, body=f"نص {title}")
        return Found(book, self._shelf.name, f"book {number}")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of one shelf, with the row of its source in the table."""
    library = Library({"shelf:one": {"b1": "الحدود", "b2": "الهجرة"}})
    row = SourceRow(re.compile("shelf:").match, lambda name: Shelf(library, name))
    monkeypatch.setattr(registry, "SOURCES", {**SOURCES, "shelf": row})
    return library


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data, which commands are run in, with a file of one article."""
    new_workspace(tmp_path)
    line = {"id": "f", "title": "ملف", "body": "نص عن الأمن."}
    (tmp_path / "articles.jsonl").write_text(json.dumps(line))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--data", "."])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def titles() -> dict[str, str]:
    """The titles that are served, by id."""
    with closing(Workspace(Path()).engine().snapshot()) as snapshot:
        hits = snapshot.search(And(()), Filters(), Window(limit=100)).hits
        return {hit.id: snapshot.read(hit).title for hit in hits}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("https://example.org/", Site("https://example.org")),
        ("HTTP://example.org", Site("HTTP://example.org")),
        ("pages/https", Files(Path("pages/https"))),
        ("https:/", Files(Path("https:/"))),
        ("shelf:one", Files(Path("shelf:one"))),
    ],
)
def test_an_argument_names_a_source(text: str, source: Any) -> None:
    assert as_source(text) == source
    assert source.name == str(as_source(text).name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ftp://a:b@h", "ftp://h: the address of a site begins with http:// or https://"),
        ("https://a:b/c@h", "https://h: this is no address of a site: name and password belong"),
        ("https://a:b@h:x", "https://h:x: this is no address of a site: name and password belong"),
        ("https://a..b/", "https://a..b/: this is no address of a site: is it spelt right?"),
        (f"https://{'a' * 64}.org", ".org: this is no address of a site: is it spelt right?"),
        ("https://h:99999", "https://h:99999: this is no address of a site"),
        ("https://[::1", "https://[::1: this is no address of a site"),
        ("https://a b.org", "https://a b.org: this is no address of a site"),
    ],
)
def test_an_address_that_is_none_is_told_without_a_secret(text: str, said: str) -> None:
    with pytest.raises(SourceError) as error:
        as_source(text)
    assert said in str(error.value)
    assert "b/c" not in str(error.value)


def test_a_source_is_added_by_one_row(library: Library, data: Path) -> None:
    assert "indexed    3" in run("build", *BUILT_OF_TWO)
    assert titles() == {"b1": "الحدود", "b2": "الهجرة", "f": "ملف"}
    assert Workspace(data).engine().info().sources == BUILT_OF_TWO


def test_an_update_reads_it_by_the_name_that_the_index_keeps(library: Library, data: Path) -> None:
    run("build", *BUILT_OF_TWO)
    del library.shelves["shelf:one"]["b1"]
    library.shelves["shelf:one"]["b3"] = "اللجوء"
    said = run("update", "--force")
    assert "unchanged  2" in said
    assert "indexed    1" in said
    assert titles() == {"b2": "الهجرة", "b3": "اللجوء", "f": "ملف"}


def test_what_it_says_was_changed_is_served_before_all_is_read(
    library: Library, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build", *BUILT_OF_TWO)
    library.shelves["shelf:one"]["b2"] = "الهجرة الجديدة"
    library.changed = ["b2"]
    library.asked.clear()
    monkeypatch.setattr(
        "indexer.sources.formats.objects._article",
        lambda *_: pytest.fail("the file is read again"),
    )
    said = run("update")
    assert "indexed    1\nunchanged  2" in said
    assert "read       3" in said
    assert "gained     0" in said
    assert said.count(" is served") == 1
    assert "nothing changed" not in said
    assert library.asked == ["recent", "all"]
    assert titles()["b2"] == "الهجرة الجديدة"


def test_what_is_refused_twice_in_an_update_is_told_once(library: Library, data: Path) -> None:
    with (data / "articles.jsonl").open("a") as file:
        file.write("\n{}")
    run("build", *BUILT_OF_TWO)
    library.shelves["shelf:one"]["b2"] = "الهجرة الجديدة"
    library.changed = ["b2"]
    said = run("update")
    assert said.count("refused: ") == 1
    assert "refused    1" in said


def test_what_is_served_already_is_told_where_the_rest_fails(
    library: Library, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build", *BUILT_OF_TWO)
    library.shelves["shelf:one"]["b2"] = "الهجرة الجديدة"
    library.changed = ["b2"]

    def fail(*_: object) -> Iterator[Record]:
        raise SourceError("shelf:one: it fell over")

    monkeypatch.setattr(ShelfReading, "records", fail)
    said = run("update")
    assert "1 modified articles are searchable; the rest failed" in said
    assert "Error: shelf:one: it fell over" in said
    assert titles()["b2"] == "الهجرة الجديدة"


def test_what_is_not_there_is_told_before_anything_is_read(library: Library, data: Path) -> None:
    assert "Error: shelf:two: there is no such shelf" in run("build", "articles.jsonl", "shelf:two")
    assert "nowhere: there is no such file or folder" in run("build", "shelf:one", "nowhere")
    assert library.asked == []


def test_a_file_that_two_sources_name_is_read_once(data: Path) -> None:
    (data / "folder").mkdir()
    (data / "articles.jsonl").rename(data / "folder" / "articles.jsonl")
    said = run("build", "folder/articles.jsonl", "folder", "--json").splitlines()[-1]
    counts = json.loads(said)["counts"]
    assert (counts["read"], counts["refused"]) == (1, 0)


def test_files_are_read_anew_after_an_update_with_other_lists(library: Library, data: Path) -> None:
    """Also if what a source says was changed is served in between."""
    own, of_site = "كلام عن الحدود والهجرة. " * 20, "كلام الموقع في كل صفحة. " * 20
    lines = ["أمن الحدود في أوروبا", "يونيو 14, 2019", own, of_site, own]
    (data / "page.txt").write_text("\n".join(lines), encoding="utf-8")
    run("build", "shelf:one", "page.txt")
    assert "الموقع" in page_served()
    with (Workspace(data).words / BOILERPLATE).open("a", encoding="utf-8") as boilerplate:
        boilerplate.write(f"\n{of_site}\n")
    library.shelves["shelf:one"]["b2"] = "الهجرة الجديدة"
    library.changed = ["b2"]
    run("update", "--force")
    assert "الموقع" not in page_served()


def page_served() -> str:
    with closing(Workspace(Path()).engine().snapshot()) as snapshot:
        page = snapshot.article("page")
    assert page is not None
    return page.body
