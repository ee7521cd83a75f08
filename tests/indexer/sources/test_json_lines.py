"""Articles as JSON Lines."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from indexer.model.article import Article
from indexer.sources.files import read_file
from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.json_lines import MAX_LINE_BYTES, read_json_lines
from indexer.sources.record import NO_TEXT, Found, Record, Refused

FILE = Path("articles.jsonl")
LEAST = {"id": "a-1", "title": "أمن الحدود", "body": "نص المقال."}

REFUSED = [
    ('{"id": 1,}', "it is no JSON: "),
    ("[1]", "an object is wanted, found a list"),
    ("null", "an object is wanted, found null"),
    ('{"id": "..", "title": "ع", "body": "ن"}', 'its id ".." means a folder in addresses'),
    ('{"title": "ع", "body": "ن"}', "it has no id"),
    ('{"id": "1", "body": "ن"}', "it has no title"),
    ('{"id": "1", "title": " ", "body": "ن"}', "it has no title"),
    ('{"id": "1", "title": "ع"}', NO_TEXT),
    ('{"id": "1", "title": "ع", "body": "<p>&nbsp;</p>"}', NO_TEXT),
    ('{"id": "1", "title": 7, "body": "ن"}', '"title" must be a text, found a number'),
    (
        '{"id": true, "title": "ع", "body": "ن"}',
        '"id" must be a text or a whole number, found true',
    ),
    (
        '{"id": 1.5, "title": "ع", "body": "ن"}',
        '"id" must be a text or a whole number, found a number',
    ),
    ('{"id": "1", "title": "ع", "body": {}}', '"body" must be a text, found an object'),
    (
        '{"id": "1", "title": "ع", "body": "ن", "tags": 7}',
        '"tags" must be a text or a list of texts, found a number',
    ),
    (
        '{"id": "1", "title": "ع", "body": "ن", "tags": [1]}',
        '"tags" must be a text or a list of texts, found a number in it',
    ),
    (
        '{"Nr": 1, "Caption": "ع", "Main": "ن"}',
        "it has Nr, Caption, Main, and neither title nor body nor content: name its fields in ",
    ),
    ("{}", "it has no field, and neither title nor body"),
    ('{"id": "1", "title": "\\u200b\\u200f", "body": "ن"}', "it has no title"),
    ('{"id": "1", "title": "\\ud800", "body": "ن"}', '"title" holds half of a character'),
    ('{"id": "1", "title": "ع", "body": "ن", "date": "أمس"}', 'date "أمس" is no date'),
    (
        '{"id": "1", "title": "ع", "body": "ن", "date": "2019-02-31"}',
        'date "2019-02-31" is no date',
    ),
    ('{"title": {"rendered": "ع"}}', NO_TEXT),
    ("[" * 100_000, "it is no JSON that can be read"),
    ('{"id": ' + "9" * 5000 + "}", "it is no JSON that can be read"),
]


def records(*lines: str | bytes) -> list[Record]:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return list(read_json_lines(FILE, io.BytesIO(data), ReadingContext()))


def article(**fields: Any) -> Article:
    [record] = records(json.dumps(LEAST | fields))
    assert isinstance(record, Found), record
    return record.article


def test_all_fields_are_read() -> None:
    fields = {
        "id": "a-2",
        "url": "https://example.org/2",
        "title": "عنوان",
        "section": "قسم",
        "authors": ["وحدة", "سالم الهادي"],
        "language": "en",
        "place": "برلين",
        "summary": "خلاصة",
        "body": "نص",
        "tags": ["أ", "ب"],
        "short_link": "https://wp.me/x",
        "notice": "الحقوق",
        "unknown": 1,
    }
    found = article(**fields, date="14 حزيران 2019")
    del fields["unknown"]
    expected = fields | {
        "tags": ("أ", "ب"),
        "authors": ("وحدة", "سالم الهادي"),
        "date": dt.date(2019, 6, 14),
    }
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_text_of_tags_is_split_at_its_commas() -> None:
    assert article(tags="أمن، حدود,هجرة، ").tags == ("أمن", "حدود", "هجرة")


def test_null_is_absent() -> None:
    assert article(date=None, section=None, tags=None, url=None) == article()


@pytest.mark.parametrize(
    ("fields", "id_"),
    [
        ({"id": 17}, "17"),
        ({"id": 0}, "0"),
        ({"id": None, "source_id": 17}, "17"),
        ({"id": None, "source_id": "17"}, "17"),
    ],
)
def test_an_id_is_a_text_or_a_number(fields: dict[str, object], id_: str) -> None:
    assert article(**fields).id == id_


def test_the_lines_of_a_plain_body_are_paragraphs() -> None:
    found = article(body="  أول\u00a0 فقرة \r\n\n \u200f \nمی\u200cخواهم\tس < ص & ع\n")
    assert found.body == "أول فقرة\nمی\u200cخواهم س < ص & ع"


def test_short_lines_before_paragraphs_are_headings() -> None:
    body = (
        "تبدأ الدراسة بعرض عام.\n"
        "أسباب التراجع\n"
        "تراجعت الهجمات بعد تشديد الرقابة.\n"
        "- بند قصير\n"
        "وتنتهي الدراسة بخاتمة فيها توصيات."
    )
    assert article(body=body).headings == (1,)


def test_html_is_cleaned() -> None:
    found = article(title="أمن &amp; حدود", summary="<p>خلاصة</p>", body="<h2>مدخل</h2><p>نص</p>")
    assert (found.title, found.summary, found.body, found.headings) == (
        "أمن & حدود",
        "خلاصة",
        "مدخل\nنص",
        (0,),
    )


def test_paragraphs_with_references_keep_apart() -> None:
    assert article(body="أول &amp; ثان\nثالث").body == "أول & ثان\nثالث"


def test_content_is_html_for_want_of_a_body() -> None:
    assert article(body=None, content="نص &lt;\n\nآخر").body == "نص <\nآخر"


@pytest.mark.parametrize(("line", "reason"), REFUSED)
def test_a_line_that_is_no_article_is_refused_with_its_reason(line: str, reason: str) -> None:
    [record] = records(line)
    assert isinstance(record, Refused)
    assert record.place == "line 1"
    assert record.reason.startswith(reason)
    assert "\n" not in record.reason


@pytest.mark.parametrize("headings", [None, []])
def test_no_text_but_the_body_has_line_breaks(headings: list[int] | None) -> None:
    broken = "أول\nثان\u2028ثالث\x1b\x00رابع"
    texts = ("title", "section", "kind", "place", "summary", "notice")
    lists = {"tags": [broken], "authors": [broken]}
    found = article(**dict.fromkeys(texts, broken), **lists, headings=headings)
    values = [*(getattr(found, name) for name in texts), *found.tags, *found.authors]
    assert {"".join(value.split()) for value in values} == {"أولثانثالثرابع"}
    assert not [value for value in values if not value.isprintable()]


@pytest.mark.parametrize("headings", [None, [0]])
def test_a_line_of_authors_is_parted(headings: list[int] | None) -> None:
    found = article(author="وحدة الدراسات؛ د. ليلى النجار", headings=headings)
    assert found.authors == ("وحدة الدراسات", "د. ليلى النجار")
    assert article(author="سالم", authors=["ليلى و سعاد"]).authors == ("ليلى و سعاد",)


@pytest.mark.parametrize(
    ("fields", "language"),
    [
        ({"language": "fr"}, "fr"),
        ({"lang": "en-GB"}, "en"),
        ({"body": "<div lang='de'><p>Bericht</p></div>"}, "de"),
        ({"body": "نص <i lang='en'>text</i>"}, "ar"),
        ({"body": "The state of the union is good"}, "ar"),
        ({"title": "A", "body": "The state of the union and the law is what it was"}, "en"),
    ],
)
def test_the_language_is_what_the_line_names_or_its_letters_show(
    fields: dict[str, Any], language: str
) -> None:
    assert article(**({"title": "عنوان " * 20} | fields)).language == language


def test_the_structure_of_a_body_in_html_is_kept() -> None:
    found = article(body="<ul><li>أ</li></ul>", url="https://example.org/")
    assert [one.tag for one in found.elements] == ["ul", "li"]
    assert article(**asdict(found) | {"date": "2019-06-14"}).structure == found.structure


@pytest.mark.parametrize("structure", ["script 0 0 1", "a 0 0 1 javascript:x", "em 0 0 99"])
def test_a_structure_that_does_not_fit_is_refused(structure: str) -> None:
    [record] = records(json.dumps(LEAST | {"headings": [], "structure": structure}))
    assert isinstance(record, Refused)
    assert '"structure" does not fit the text' in record.reason


def test_the_pages_of_an_exported_article_are_kept_or_refused() -> None:
    given = LEAST | {"headings": [], "body": "نص", "page_starts": "3 1"}
    [record] = records(json.dumps(given))
    assert isinstance(record, Found)
    assert record.article.page_starts == "3 1"
    [record] = records(json.dumps(given | {"page_starts": "3 9"}))
    assert isinstance(record, Refused)
    assert '"page_starts" does not fit the text' in record.reason


@pytest.mark.parametrize("name", ["id", "url", "short_link"])
def test_an_address_or_id_with_a_line_break_is_refused_by_name(name: str) -> None:
    [record] = records(json.dumps(LEAST | {name: "https://x/a\nER  - "}))
    assert isinstance(record, Refused)
    assert f"its {name} holds a line break" in record.reason


def test_a_line_that_is_not_utf8_is_refused_alone() -> None:
    good = json.dumps(LEAST)
    first, second, third = records(good, b'{"id": "\xff"}', good)
    assert isinstance(first, Found)
    assert second == Refused(FILE, "line 2", "it is not UTF-8 at byte 9")
    assert isinstance(third, Found)


def test_blank_lines_are_skipped_and_counted() -> None:
    assert [record.place for record in records("", json.dumps(LEAST), " ", json.dumps(LEAST))] == [
        "line 2",
        "line 4",
    ]


def test_a_line_beyond_the_limit_is_refused_alone() -> None:
    first, second = records(b"{" + b" " * (2 * MAX_LINE_BYTES), json.dumps(LEAST))
    assert first == Refused(FILE, "line 1", "it is longer than 32 MiB")
    assert isinstance(second, Found)
    assert second.place == "line 2"


@pytest.mark.shared
def test_every_news_article_is_found(shared: Path) -> None:
    path = shared / "corpora" / "news-10k.jsonl.gz"
    found = list(read_file(path))
    assert Counter(map(type, found)) == {Found: 10_134}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        ids = [json.loads(line)["id"] for line in lines]
    assert [record.article.id for record in found if isinstance(record, Found)] == ids
