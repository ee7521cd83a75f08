"""What other systems export: JSON lists, REST dumps, tables and feeds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from indexer.cli import main
from indexer.model.article import Article
from indexer.sources.files import read_file
from indexer.sources.formats.field_names import FIELD_NAMES, field_of
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import Found, LeftOut, Record, Refused
from tests.workspaces import new_workspace

PLAIN: dict[str, Any] = {"id": "1", "title": "أمن الحدود", "body": "نص عن الحدود."}
SECOND: dict[str, Any] = {"id": "2", "title": "الهجرة", "body": "نص عن الهجرة."}
POST: dict[str, Any] = {
    "id": 17,
    "date": "2019-06-14T09:00:00",
    "guid": {"rendered": "https://example.org/?p=17"},
    "link": "https://example.org/studies/17/",
    "status": "publish",
    "type": "post",
    "title": {"rendered": "الأمن &#8211; السيبراني"},
    "content": {"rendered": "<h2>تمهيد</h2><p>نص الدراسة.</p>", "protected": False},
    "excerpt": {"rendered": "<p>خلاصة الدراسة</p>"},
    "author": 3,
    "categories": [4],
    "_embedded": {
        "author": [{"name": "وحدة الدراسات"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "دراسات"}],
            [{"taxonomy": "post_tag", "name": "تشفير"}],
        ],
    },
}
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>المركز</title>
<item><title>أمن &amp; حدود</title><link>https://example.org/1</link>
<guid isPermaLink="false">https://example.org/?p=1</guid>
<pubDate>Fri, 14 Jun 2019 09:00:00 +0000</pubDate><dc:creator>وحدة الدراسات</dc:creator>
<category>دراسات</category><category>حدود</category><description>خلاصة</description>
<content:encoded><![CDATA[<p>نص أول.</p><p>نص ثان.</p>]]></content:encoded></item>
<item><title>الهجرة</title><link>https://example.org/2</link>
<description>&lt;p&gt;تقرير عن الهجرة.&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>المركز</title>
<entry><id>tag:example.org,2019:1</id><title type="html">أمن</title>
<link rel="self" href="https://example.org/1.atom"/><link href="https://example.org/1"/>
<updated>2020-01-01T00:00:00Z</updated><published>2019-06-14T09:00:00Z</published>
<author><name>سالم التجريبي</name></author><author><name>هند التجريبية</name></author>
<category term="studies" label="دراسات"/><summary>خلاصة</summary>
<content type="html">&lt;p&gt;نص.&lt;/p&gt;</content></entry></feed>"""


def read(folder: Path, data: str | bytes, **options: Any) -> list[Record]:
    file = folder / "dump"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(file, ReadingContext(**options)))


def articles(folder: Path, data: str | bytes, **options: Any) -> list[Article]:
    found = read(folder, data, **options)
    assert all(isinstance(record, Found) for record in found), found
    return [record.article for record in found if isinstance(record, Found)]


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([PLAIN, SECOND]),
        json.dumps([PLAIN, SECOND], indent=2, ensure_ascii=False),
        json.dumps({"articles": [PLAIN, SECOND]}),
        json.dumps({"data": {"posts": [PLAIN, SECOND], "total": 2}}, indent=1),
        f"{json.dumps(PLAIN, indent=2)}\n{json.dumps(SECOND, indent=2)}\n",
        f"{json.dumps(PLAIN)}\n{json.dumps(SECOND)}\n",
        table(PLAIN, SECOND),
        table(PLAIN, SECOND, delimiter=";"),
        table(PLAIN, SECOND, delimiter="\t"),
        "sep=;\n" + table(PLAIN, SECOND, delimiter=";"),
        table(PLAIN, SECOND).encode("utf-8-sig"),
        table(PLAIN, SECOND).encode("utf-16"),
        table(PLAIN, SECOND).encode("cp1256"),
    ],
)
def test_two_articles_are_read_in_every_wrapping(tmp_path: Path, data: str | bytes) -> None:
    assert articles(tmp_path, data) == [
        Article(**PLAIN, language="ar"),
        Article(**SECOND, language="ar"),
    ]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Headline", "title"),
        ("post_title", "title"),
        ("العنوان", "title"),
        ("article_body", "body"),
        ("articleBody", "body"),
        ("النص", "body"),
        ("post-content", "content"),
        ("datePublished", "date"),
        ("PUBLISHED", "date"),
        ("تاريخ النشر", "date"),
        ("permalink", "url"),
        ("ID", "id"),
        ("الكاتب", "author"),
        ("Keywords", "tags"),
        ("colour", ""),
    ],
)
def test_usual_names_of_fields_are_known(name: str, field: str) -> None:
    assert field_of(name) == field


def test_no_name_stands_for_two_fields() -> None:
    names = [name for names in FIELD_NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert all(field_of(name) == field for field, names in FIELD_NAMES.items() for name in names)


def test_staff_say_what_the_names_mean(tmp_path: Path) -> None:
    given = {"Nr": 7, "fields": {"caption": "أمن"}, "main": "نص.", "title": "no title", "lead": "x"}
    mapping = {"id": "Nr", "title": "fields.caption", "body": "main"}
    [found] = read(tmp_path, json.dumps([given]), mapping=mapping)
    assert isinstance(found, Found)
    assert found.article == Article(id="7", title="أمن", body="نص.", summary="x", language="ar")
    assert found.unread == ()


def test_names_that_are_not_read_are_told(tmp_path: Path) -> None:
    [found] = read(tmp_path, json.dumps([PLAIN | {"colour": "red", "views": 3, "url": None}]))
    assert isinstance(found, Found)
    assert found.unread == ("colour", "views")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"author": {"name": "سالم"}}, {"authors": ("سالم",)}),
        ({"author": ["سالم", {"name": "هند"}]}, {"authors": ("سالم", "هند")}),
        ({"tags": [{"name": "حدود"}, "أمن"]}, {"tags": ("حدود", "أمن")}),
        ({"date": 1560502800}, {"date": dt.date(2019, 6, 14)}),
        ({"date": 1560502800000}, {"date": dt.date(2019, 6, 14)}),
        ({"id": None, "url": "https://example.org/1"}, {"id": "https://example.org/1"}),
        ({"id": "", "url": "https://example.org/1"}, {"id": "https://example.org/1"}),
    ],
)
def test_values_of_other_shapes_are_understood(
    tmp_path: Path, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    [found] = articles(tmp_path, json.dumps([PLAIN | fields]))
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_long_address_is_an_id_of_its_own(tmp_path: Path) -> None:
    addresses = [f"https://example.org/{'%D8%A7' * 50}/{number}" for number in range(2)]
    data = json.dumps([{**PLAIN, "id": None, "url": address} for address in addresses])
    first, second = (found.id for found in articles(tmp_path, data))
    assert first != second
    assert len(first) == len(second) == 32


def test_what_precedes_an_error_in_a_list_is_read(tmp_path: Path) -> None:
    data = f"[{json.dumps(PLAIN)},\n{json.dumps(SECOND)[:-1]},\n{{]"
    first, second = read(tmp_path, data)
    assert isinstance(first, Found)
    assert isinstance(second, Refused)
    assert second.place == "item 2"
    assert second.reason.startswith("the JSON breaks off at line 3, column 1")


def test_of_a_list_only_the_bad_items_are_refused(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps([PLAIN, 7, {"id": "3", "title": "بلا نص"}, SECOND]))
    assert [type(record) for record in found] == [Found, Refused, Refused, Found]
    assert [record.place for record in found] == ["item 1", "item 2", "item 3", "item 4"]


@given(st.lists(st.sampled_from([PLAIN, SECOND]), min_size=1), st.data())
def test_a_list_that_is_cut_anywhere_gives_what_is_whole(
    tmp_path_factory: pytest.TempPathFactory, items: list[dict[str, Any]], data: st.DataObject
) -> None:
    text = json.dumps(items)
    cut = data.draw(st.integers(1, len(text) - 1))
    found = read(tmp_path_factory.mktemp("cut"), text[:cut])
    whole = [record for record in found if isinstance(record, Found)]
    ends = [len(json.dumps(items[:number])) - 1 for number in range(1, len(items) + 1)]
    assert len(whole) == sum(end <= cut for end in ends)
    assert isinstance(found[-1], Refused)


def test_a_post_of_the_rest_api_is_read_with_its_embedded_names(tmp_path: Path) -> None:
    assert articles(tmp_path, json.dumps([POST])) == [
        Article(
            id="17",
            title="الأمن – السيبراني",
            structure="h2 0 0 5",
            language="ar",
            body="تمهيد\nنص الدراسة.",
            headings=(0,),
            summary="خلاصة الدراسة",
            url="https://example.org/studies/17/",
            date=dt.date(2019, 6, 14),
            section="دراسات",
            authors=("وحدة الدراسات",),
            tags=("تشفير",),
            short_link="https://example.org/?p=17",
        )
    ]


def test_a_post_in_a_file_may_lack_what_each_post_of_a_site_has(tmp_path: Path) -> None:
    bare = {name: POST[name] for name in ("id", "title", "content")}
    [article] = articles(tmp_path, json.dumps([bare]))
    assert (article.id, article.body, article.date) == ("17", "تمهيد\nنص الدراسة.", None)


def test_a_post_in_a_file_has_the_authors_and_the_picture_that_it_embeds(tmp_path: Path) -> None:
    media = {"source_url": "https://example.org/a.jpg", "media_type": "image", "alt_text": "معبر"}
    embedded = POST["_embedded"] | {"wp:featuredmedia": [media]}
    guests = [{"display_name": "ليلى النجار", "is_guest": 1}]
    post = POST | {"_embedded": embedded, "authors": guests}
    [article] = articles(tmp_path, json.dumps([post]))
    assert article.authors == ("ليلى النجار",)
    assert [one.value for one in article.elements if one.tag == "img"] == [
        "- https://example.org/a.jpg معبر"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"type": "page"},
        {"content": {"rendered": "", "protected": True}},
    ],
)
def test_posts_that_are_not_public_articles_are_left_out(
    tmp_path: Path, fields: dict[str, Any]
) -> None:
    [record] = read(tmp_path, json.dumps([POST | fields]))
    assert isinstance(record, LeftOut)


def test_rows_of_a_table_are_refused_one_by_one(tmp_path: Path) -> None:
    data = "id,title,body\n1,أمن,نص\n2,هجرة,نص, زائد\n\n3,,نص\n4,حدود,نص\n"
    found = read(tmp_path, data)
    assert [(record.place, type(record)) for record in found] == [
        ("line 2", Found),
        ("line 3", Refused),
        ("line 5", Refused),
        ("line 6", Found),
    ]
    assert "it has 4 cells where the first row has 3" in getattr(found[1], "reason", "")


def test_cells_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    row = PLAIN | {"body": 'قال: "نعم، لا, ربما"\nسطر ثان; وثالث'}
    [found] = articles(tmp_path, table(row))
    assert found.body == 'قال: "نعم، لا, ربما"\nسطر ثان; وثالث'


def test_a_cell_may_be_a_long_text(tmp_path: Path) -> None:
    long = "كلام عن الحدود. " * 10_000
    [found] = articles(tmp_path, table(PLAIN | {"body": long, "tags": "أمن, حدود"}))
    assert (found.body, found.tags) == (long.strip(), ("أمن", "حدود"))


def test_a_table_without_names_says_what_to_do(tmp_path: Path) -> None:
    found = read(tmp_path, "1,أمن,كلام\n2,هجرة,كلام\n3,حدود,كلام\n")
    assert all(isinstance(record, Refused) for record in found)
    assert "[sources.mapping]" in getattr(found[0], "reason", "")


def test_items_of_rss_are_articles(tmp_path: Path) -> None:
    assert articles(tmp_path, RSS) == [
        Article(
            id="https://example.org/?p=1",
            title="أمن & حدود",
            language="ar",
            body="نص أول.\nنص ثان.",
            summary="خلاصة",
            url="https://example.org/1",
            date=dt.date(2019, 6, 14),
            section="دراسات",
            authors=("وحدة الدراسات",),
            tags=("حدود",),
        ),
        Article(
            id="https://example.org/2",
            title="الهجرة",
            language="ar",
            body="تقرير عن الهجرة.",
            url="https://example.org/2",
        ),
    ]


def test_entries_of_atom_are_articles(tmp_path: Path) -> None:
    assert articles(tmp_path, ATOM) == [
        Article(
            id="tag:example.org,2019:1",
            title="أمن",
            language="ar",
            body="نص.",
            summary="خلاصة",
            url="https://example.org/1",
            date=dt.date(2019, 6, 14),
            section="دراسات",
            authors=("سالم التجريبي", "هند التجريبية"),
        )
    ]


def test_a_feed_that_breaks_off_gives_what_is_whole(tmp_path: Path) -> None:
    first, second = read(tmp_path, RSS[: RSS.index("</item>\n</channel>")])
    assert isinstance(first, Found)
    assert isinstance(second, Refused)
    assert second.place.startswith("line ")


def test_only_changed_items_of_a_list_are_read_again(tmp_path: Path) -> None:
    new_workspace(tmp_path)
    file = tmp_path / "dump.json"
    file.write_text(json.dumps([PLAIN, SECOND]), encoding="utf-8")
    assert "indexed    2" in run(tmp_path, "build", file)
    file.write_text(json.dumps([PLAIN, SECOND | {"title": "اللجوء"}], indent=1), encoding="utf-8")
    report = run(tmp_path, "update")
    assert "indexed    1" in report or "searchable 1" in report


def test_a_dry_run_shows_what_would_be_read_and_writes_nothing(tmp_path: Path) -> None:
    new_workspace(tmp_path)
    file = tmp_path / "dump.json"
    file.write_text(json.dumps([PLAIN | {"colour": 1}, 7, SECOND]), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    shown = run(tmp_path, "sources", file)
    for expected in (
        "title      أمن الحدود",
        "body       3 words: نص عن الحدود.",
        "item 2: refused: an object is wanted, found a number",
        "not read of these articles: colour (1)",
    ):
        assert expected in shown
    assert sorted(tmp_path.rglob("*")) == before


def test_a_dry_run_follows_the_mapping_of_the_settings(tmp_path: Path) -> None:
    new_workspace(tmp_path)
    settings = tmp_path / "settings.toml"
    written = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(written + '\n[sources.mapping]\ntitle = "caption"\n', encoding="utf-8")
    file = tmp_path / "dump.json"
    file.write_text(json.dumps([{"id": 1, "caption": "أمن", "body": "نص."}]), encoding="utf-8")
    assert "title      أمن" in run(tmp_path, "sources", file)


def run(data: Path, *arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output
