"""WordPress's export files."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from pathlib import Path

import pytest

from indexer.model.article import Article
from indexer.sources.files import read_file
from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.wordpress_export import _FEATURED, read_wordpress_export
from indexer.sources.record import NO_TEXT, Found, LeftOut, Record, Refused

FILE = Path("export.xml")

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>مركز</title>
<wp:author><wp:author_login><![CDATA[u1]]></wp:author_login>
<wp:author_display_name><![CDATA[وحدة الدراسات]]></wp:author_display_name></wp:author>
<wp:category><wp:cat_name><![CDATA[قسم]]></wp:cat_name></wp:category>
"""
TAIL = "</channel></rss>\n"

ITEM = """<item><title><![CDATA[{title}]]></title><link>https://example.org/{id}/</link>
<dc:creator><![CDATA[{creator}]]></dc:creator><guid isPermaLink="false">{guid}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[{date}]]></wp:post_date>
<wp:status><![CDATA[{status}]]></wp:status><wp:post_type><![CDATA[{type}]]></wp:post_type>
<wp:post_password><![CDATA[{password}]]></wp:post_password>{categories}</item>
"""
DEFAULTS = {
    "title": "عنوان",
    "id": "7",
    "creator": "u1",
    "guid": "https://example.org/?p=7",
    "content": "<p>نص</p>",
    "excerpt": "",
    "date": "2019-06-14 23:30:00",
    "status": "publish",
    "type": "post",
    "password": "",
    "categories": "",
}


def item(**fields: str) -> str:
    return ITEM.format(**(DEFAULTS | fields))


def records(*items: str, tail: str = TAIL) -> list[Record]:
    data = (HEAD + "".join(items) + tail).encode()
    return list(read_wordpress_export(FILE, io.BytesIO(data), ReadingContext()))


def article(**fields: str) -> Article:
    [record] = records(item(**fields))
    assert isinstance(record, Found), record
    return record.article


def categories(*names: str, domain: str = "category") -> str:
    return "".join(f'<category domain="{domain}"><![CDATA[{name}]]></category>' for name in names)


def test_a_post_keeps_its_structure_and_the_language_that_polylang_names() -> None:
    named = '<category domain="language" nicename="de"><![CDATA[Deutsch]]></category>'
    found = article(content="<h3>أ</h3><ul><li>ب</li></ul><p>© 2024 المركز</p>", categories=named)
    assert [(one.tag, found.body[one.start : one.end]) for one in found.elements] == [
        ("h3", "أ"),
        ("ul", "ب"),
        ("li", "ب"),
    ]
    assert (found.language, found.section, found.notice) == ("de", "", "© 2024 المركز")
    assert article(content="<div lang='en'><p>أ</p></div>").language == "en"


def test_a_published_post_is_found_with_its_fields() -> None:
    tags = categories("وسم", domain="post_tag")
    [record] = records(
        item(excerpt="<p>خلاصة</p>", categories=categories("أمن &amp; دفاع", "إرهاب") + tags)
    )
    assert record == Found(
        Article(
            id="7",
            title="عنوان",
            body="نص",
            summary="خلاصة",
            url="https://example.org/7/",
            date=dt.date(2019, 6, 14),
            section="أمن & دفاع",
            authors=("وحدة الدراسات",),
            language="ar",
            tags=("وسم", "إرهاب"),
            short_link="https://example.org/?p=7",
        ),
        FILE,
        "item 1 (post 7)",
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "draft"}, "its status is draft, not publish"),
        ({"status": "private"}, "its status is private, not publish"),
        ({"type": "page"}, "its type is page, which is not among post_types"),
        (
            {"type": "attachment", "status": "inherit"},
            "its type is attachment, which is not among post_types",
        ),
        ({"password": "سر"}, "a password protects it"),
    ],
)
def test_what_is_not_published_is_left_out_with_its_reason(
    fields: dict[str, str], reason: str
) -> None:
    assert records(item(**fields)) == [LeftOut(FILE, "item 1 (post 7)", reason)]


@pytest.mark.parametrize("name", ["Uncategorized", "غير مصنف", "غير مصنّف"])
def test_the_category_of_no_category_is_no_section(name: str) -> None:
    assert article(categories=categories(name)).section == ""
    assert article(categories=categories(name, "إرهاب")).section == "إرهاب"


def test_an_author_without_a_name_is_called_by_the_login() -> None:
    assert article(creator="someone").authors == ("someone",)


def test_a_long_address_is_no_short_link() -> None:
    assert article(guid="https://example.org/2019/06/a/").short_link == ""


def test_the_paragraphs_of_the_classic_editor_keep_apart() -> None:
    content = 'أول\n\nثان &amp; ثالث\n\n[gallery ids="1"]\n\n<h2>فرع</h2>\n\nرابع'
    found = article(content=content)
    assert (found.body, found.headings) == ("أول\nثان & ثالث\nفرع\nرابع", (2,))


def test_a_copyright_line_is_a_notice() -> None:
    found = article(content="<p>نص</p><p>جميع الحقوق محفوظة © مركز 2017</p>")
    assert (found.body, found.notice) == ("نص", "جميع الحقوق محفوظة © مركز 2017")


def test_a_cdata_end_within_a_text_stays() -> None:
    assert article(content="<p>a[b[0]]]]><![CDATA[> نص</p>").body == "a[b[0]]> نص"


def test_raw_control_characters_break_nothing() -> None:
    assert article(title="عن\x0bوان\x08", content="ن\x00ص").title == "عنوان"


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/hostname"', '"نص"'])
def test_an_entity_is_not_expanded_and_its_post_refused(entity: str) -> None:
    doctype = f"<!DOCTYPE rss [<!ENTITY e {entity}>]>\n<rss"
    with_entity = item().replace("<![CDATA[<p>نص</p>]]>", "نص &e;")
    data = (HEAD.replace("<rss", doctype, 1) + with_entity + item(id="8") + TAIL).encode()
    refused, found = read_wordpress_export(FILE, io.BytesIO(data), ReadingContext())
    reason = "it holds the entity &e;: write its text instead"
    assert refused == Refused(FILE, "item 1 (post 7)", reason)
    assert isinstance(found, Found)


@pytest.mark.parametrize(
    "content",
    [
        "&lt;p&gt;قبل&lt;/p&gt;<!-- تعليق -->&lt;p&gt;بعد&lt;/p&gt;",
        "&lt;p&gt;قبل&lt;/p&gt;<?php ?>&lt;p&gt;بعد&lt;/p&gt;",
        "<p>قبل</p><p>بعد</p>",
        "<div>قبل<br/></div>بعد",
    ],
)
def test_no_text_is_lost_however_it_stands_in_its_element(content: str) -> None:
    [record] = records(item().replace("<![CDATA[<p>نص</p>]]>", content))
    assert isinstance(record, Found)
    assert record.article.body == "قبل\nبعد"


@pytest.mark.parametrize(
    "above",
    ["", "\n\n", "Notice: Undefined index: x in /www/x.php\n", "<br />\n<b>Warning</b>: x\n"],
)
@pytest.mark.parametrize("declared", [True, False])
def test_what_stands_above_an_export_is_skipped_and_lines_keep_their_numbers(
    tmp_path: Path, above: str, declared: bool
) -> None:
    file = tmp_path / "export.xml"
    head = HEAD if declared else HEAD.partition("\n")[2]
    file.write_text(above + head + item() + "<item></wrong>", encoding="utf-8")
    found, broken = read_file(file)
    assert isinstance(found, Found)
    assert isinstance(broken, Refused)
    line = (above + head + item()).count("\n") + 1
    assert broken.place == f"line {line}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xe3\xd1", "(Invalid bytes in character encoding): save it as UTF-8, or mend the line"),
        (b"&nbsp;", "(Entity 'nbsp' not defined): export it again, or mend the line"),
    ],
)
def test_what_breaks_the_xml_is_named_with_its_line(content: bytes, said: str) -> None:
    data = (
        (HEAD + item()).encode() + b"<item><title>" + content + b"</title></item>" + TAIL.encode()
    )
    *_, broken = read_wordpress_export(FILE, io.BytesIO(data), ReadingContext())
    assert isinstance(broken, Refused)
    assert said in broken.reason
    assert broken.place == f"line {(HEAD + item()).count(chr(10)) + 1}"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"content": "<p>&nbsp;</p>"}, NO_TEXT),
        ({"title": ""}, "it has no title"),
        ({"date": "أمس"}, 'date "أمس" is no date'),
        ({"date": "أمس\nrefused: x"}, 'date "أمس refused: x" is no date'),
    ],
)
def test_a_post_that_is_no_article_is_refused(fields: dict[str, str], reason: str) -> None:
    assert records(item(**fields)) == [Refused(FILE, "item 1 (post 7)", reason)]


@pytest.mark.parametrize(
    "fields",
    [
        {"content": "[gallery]"},
        {"content": "<iframe src='https://example.org/embed/x'></iframe>"},
        {"content": "<lite-youtube videoid='x'></lite-youtube>"},
        {"content": '[3d-flip-book id="12" ][/3d-flip-book]'},
        {
            "content": "",
            "categories": f"<wp:postmeta><wp:meta_key>{_FEATURED}</wp:meta_key></wp:postmeta>",
        },
    ],
)
def test_a_post_that_is_only_to_be_seen_is_found_by_its_title(fields: dict[str, str]) -> None:
    assert (article(**fields).title, article(**fields).body) == ("عنوان", "")


def test_tags_are_read_as_exports_before_wordpress_3_1_have_them() -> None:
    old = "<category><![CDATA[موانئ]]></category>" + categories("موانئ", "سفن", domain="tag")
    found = article(categories=categories("دراسات") + old)
    assert (found.section, found.tags) == ("دراسات", ("موانئ", "سفن"))


def test_the_categories_of_exports_before_wordpress_2_3_are_read() -> None:
    found = article(categories="<category>دراسات</category><category>أمن</category>")
    assert (found.section, found.tags) == ("دراسات", ("أمن",))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1256", "cp1256"),
        ("Windows-1256", "cp1256"),
        ("ISO-8859-6", "iso8859-6"),
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("windows-1256", "utf-8"),  # a tool made it UTF-8 and left what it declares
    ],
)
def test_an_export_is_read_in_the_encoding_that_it_declares(declared: str, encoding: str) -> None:
    head = HEAD.replace('encoding="UTF-8"', f"encoding='{declared}'")
    long = "نص عن الموانئ والسفن. " * 6000  # several chunks
    data = (head + item(content=long) + TAIL).encode(encoding)
    [record] = read_wordpress_export(FILE, io.BytesIO(data), ReadingContext())
    assert isinstance(record, Found)
    assert (record.article.title, record.article.authors) == ("عنوان", ("وحدة الدراسات",))
    assert record.article.body == long.strip()


@pytest.mark.parametrize("declared", ["klingon", "utf-7", "cp037", "hex", "base64"])
def test_an_encoding_that_is_not_known_is_named(tmp_path: Path, declared: str) -> None:
    file = tmp_path / "export.xml"
    file.write_text(f"<?xml version='1.0' encoding='{declared}'?><rss></rss>")
    [record] = read_file(file)
    assert isinstance(record, Refused)
    assert record.reason == f'its XML declares the encoding "{declared}", which is not known'


def test_items_of_the_types_that_staff_name_are_read() -> None:
    context = ReadingContext(post_types=("post", "study"))
    items = item(type="post", id="1"), item(type="study", id="2"), item(type="page", id="3")
    data = (HEAD + "".join(items) + TAIL).encode()
    found = list(read_wordpress_export(FILE, io.BytesIO(data), context))
    assert [type(one) for one in found] == [Found, Found, LeftOut]


def test_a_date_of_zeros_is_none() -> None:
    assert article(date="0000-00-00 00:00:00").date is None


def test_what_stands_before_broken_xml_is_kept() -> None:
    first, second, broken = records(item(), item(id="8"), "<item></wrong>")
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert isinstance(broken, Refused)
    assert re.fullmatch(r"line \d+", broken.place)
    assert "mismatch" in broken.reason


def test_an_export_that_ends_early_is_refused_after_its_posts() -> None:
    found, broken = records(item(), tail="")
    assert isinstance(found, Found)
    assert isinstance(broken, Refused)


def test_other_xml_is_refused() -> None:
    [record] = read_wordpress_export(
        FILE, io.BytesIO(b"<?xml version='1.0'?><urlset/>"), ReadingContext()
    )
    assert record == Refused(
        FILE,
        "the file",
        "it is XML, but no WordPress export: it has no items; in WordPress, Tools, Export gives "
        "what is read",
    )
    [record] = read_wordpress_export(
        FILE, io.BytesIO(b"<rss><channel><item/></channel></rss>"), ReadingContext()
    )
    assert isinstance(record, Refused)


@pytest.mark.shared
def test_the_posts_of_a_real_export_are_found_and_its_attachments_left_out(shared: Path) -> None:
    path = shared / "wordpress" / "export-2000.xml.gz"
    found = list(read_file(path))
    assert Counter(map(type, found)) == {Found: 2_000, LeftOut: 106}
    assert {record.reason for record in found if isinstance(record, LeftOut)} == {
        "its type is attachment, which is not among post_types"
    }
    articles = [record.article for record in found if isinstance(record, Found)]
    left_over = re.compile(
        r"</?[a-z!]|\[/?(?:gallery|caption|unknown)|&(?:\w+|#\d+);|الحقوق محفوظة"
    )
    assert [found.id for found in articles if left_over.search(found.body)] == []
    assert all(
        found.date and found.section and found.authors and found.notice for found in articles
    )
