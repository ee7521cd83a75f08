"""Files as staff have them, which once came out wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from indexer.lists.site_lists import SiteLists
from indexer.model.article import Article
from indexer.sources.files import read_file
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import Found, Record, Refused
from tests.conftest import PROJECT

pytestmark = pytest.mark.shared
BOILERPLATE = SiteLists.load(PROJECT / "index_data" / "words").boilerplate


def records(shared: Path, name: str) -> list[Record]:
    return list(read_file(shared / "cases" / "sources" / name, ReadingContext(BOILERPLATE)))


def articles(shared: Path, name: str) -> list[Article]:
    found = records(shared, name)
    assert all(isinstance(record, Found) for record in found), found
    return [record.article for record in found if isinstance(record, Found)]


@pytest.mark.parametrize(
    "name", ["page-breadcrumb.txt", "page-breadcrumb2.txt", "page-breadcrumb-under-title.txt"]
)
def test_the_way_to_the_page_is_no_title(shared: Path, name: str) -> None:
    [found] = articles(shared, name)
    assert (found.title, found.place, found.authors) == (
        "التهريب وفتات الخبز",
        "",
        ("سالم التجريبي",),
    )
    assert found.date == dt.date(2021, 6, 2)
    assert found.body.count("\n") == 1
    assert "بواسطة" not in found.body


def test_addresses_of_footnotes_stay_with_them(shared: Path) -> None:
    [found] = articles(shared, "page-footnote-address.txt")
    assert (found.url, found.short_link) == ("", "https://wp.me/p1-ab3")
    assert found.body.split("\n")[-4:] == [
        "1. تقرير سنوي عن المعابر",
        "https://example.org/report-1",
        "2. ورقة عمل عن الحدود",
        "https://example.org/paper-2",
    ]


def test_an_export_in_windows_1256_is_read(shared: Path) -> None:
    found = articles(shared, "export-windows-1256.xml")
    assert [one.id for one in found] == ["1", "2", "3"]
    assert all("الموانئ" in one.title and one.section == "دراسات" for one in found)


def test_the_tags_of_an_old_export_are_read(shared: Path) -> None:
    [found] = articles(shared, "export-wxr-1.0-tags.xml")
    assert (found.section, found.tags) == ("دراسات", ("موانئ",))


@pytest.mark.parametrize("name", ["export-videos-1.xml", "export-videos-2.xml"])
def test_posts_that_are_only_videos_are_found_by_their_titles(shared: Path, name: str) -> None:
    found = articles(shared, name)
    assert any(not one.body for one in found)
    assert all(one.title for one in found)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("study.pdf", "it is a damaged PDF"),
    ],
)
def test_what_is_not_read_is_named_once(shared: Path, name: str, kind: str) -> None:
    [record] = records(shared, name)
    assert isinstance(record, Refused)
    assert record.reason.startswith(kind)
    assert ": " in record.reason  # what to do


def test_a_table_is_read_a_row_an_article(shared: Path) -> None:
    found = articles(shared, "table.csv")
    assert [(one.id, one.date) for one in found[:2]] == [
        ("https://example.org/1", dt.date(2020, 3, 1)),
        ("https://example.org/2", dt.date(2020, 4, 1)),
    ]
    assert found[0].title == "التهريب في الشمال: دراسة ميدانية"
    assert all("التهريب" not in one.body.split("\n")[0] for one in found[:1])


def test_objects_over_several_lines_are_found_one_by_one(shared: Path) -> None:
    found = records(shared, "pretty-object.json")
    assert [record.place for record in found] == ["item 1, articles 1", "item 1, articles 2"]
