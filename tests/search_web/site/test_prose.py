"""The text of an article on its page: its structure, the marks of a search, nothing active."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.searching.result import Marked
from indexer.settings import Site
from indexer.text.html import clean_html
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from search_web.site.prose import Prose, prose
from search_web.site.wording import mark_numbers
from tests.indexer.text.test_structure import BASE, HOSTILE, PIECES
from tests.search_web.conftest import engine_of

SITE = "https://centre.example"

LINKED = '<a class="picture" href="https://centre.example/a.png" rel="external noopener">{}</a>'


def article_of(source: str) -> Article:
    text, headings, structure, _ = clean_html(source, BASE)
    return Article(id="1", title="عنوان", body=text, headings=headings, structure=structure)


def written(app: Flask, source: str, marked: str = "", pictures: tuple[str, ...] = ()) -> Prose:
    """The prose of HTML, with a pattern marked."""
    article = article_of(source)
    lines = [
        Marked(line, tuple(found.span() for found in re.finditer(marked, line)) if marked else ())
        for line in article.body.split("\n")
    ]
    with app.test_request_context("/ar/"):
        return prose(lines, article.elements, mark_numbers(), pictures)


WRITTEN = [
    ("paragraphs", "<p>أ</p><p>ب<br>ج</p>", "<p>أ</p><p>ب</p><p>ج</p>"),
    (
        "headings without gaps in their levels",
        "<h4>أ</h4><p>ب</p><h6>ج</h6><h2>د</h2>",
        '<h2 id="s1">أ</h2><p>ب</p><h3 id="s2">ج</h3><h2 id="s3">د</h2>',
    ),
    (
        "lists in lists",
        "<ol start=3><li>أ<ul><li>ب</li></ul></li></ol>",
        '<ol start="3"><li>أ\n<ul><li>ب</li></ul></li></ol>',
    ),
    (
        "a list in a list without an item",
        "<ul><ul><li>أ</li></ul></ul>",
        "<ul><li><ul><li>أ</li></ul></li></ul>",
    ),
    ("text in a list without an item", "<ul>أ<li>ب</li></ul>", "<ul><li>أ</li><li>ب</li></ul>"),
    (
        "a table",
        "<table><tr><th>أ</th><td rowspan=2>ب</td></tr><tr><td>ج</td></tr></table>",
        (
            '<div class="table" role="group" tabindex="0" aria-label="جدول"><table><tr><th>أ</th>'
            '<td rowspan="2">ب</td></tr><tr><td>ج</td></tr></table></div>'
        ),
    ),
    (
        "a quotation",
        "<blockquote><p>أ</p><p>ب <i>ج</i></p></blockquote>",
        "<blockquote><p>أ</p><p>ب <em>ج</em></p></blockquote>",
    ),
    (
        "links",
        "<p><a href='/x?a=1&b=\"'>أ</a></p>",
        '<p><a href="https://centre.example/x?a=1&amp;b=&#34;" rel="external noopener">أ</a></p>',
    ),
    (
        "notes and the way back",
        "<p>نص<sup><a id=r href='#n'>1</a></sup></p><ol><li id=n>حاشية <a href='#r'>^</a></ol>",
        (
            '<p>نص<sup><a id="note-2" href="#note-1">[1]</a></sup></p>'
            '<ol><li id="note-1">حاشية <a href="#note-2">^</a></li></ol>'
        ),
    ),
    (
        "a list of contents of the source",
        "<p><a href='#x'>أ</a></p><h2 id=x>ب</h2>",
        '<p><a href="#s1">أ</a></p><h2 id="s1">ب</h2>',
    ),
    (
        "a link to a box that is left out",
        "<p><a href='#x'>أ</a></p><div class=sharedaddy id=x>ب</div>",
        "<p><span>أ</span></p>",
    ),
    (
        "a picture that is linked",
        "<figure><img src=/a.png alt='خريطة'><figcaption>شرح</figcaption></figure>",
        f"<figure>{LINKED.format('خريطة')}<figcaption>شرح</figcaption></figure>",
    ),
    (
        "a linked picture without a description",
        "<p><a href='/b'><img src=/a.png></a></p><p>أ</p>",
        (
            '<figure><a href="https://centre.example/b" rel="external noopener"><span class='
            '"picture"><span lang="ar" dir="rtl">صورة</span></span></a></figure><p>أ</p>'
        ),
    ),
    (
        "a heading that is a picture",
        "<h2><img src=/a.png alt=أ></h2>",
        f"<div>{LINKED.format('أ')}</div>",
    ),
]


@pytest.mark.parametrize(
    ("source", "wanted"), [row[1:] for row in WRITTEN], ids=[row[0] for row in WRITTEN]
)
def test_a_structure_is_written_as_html(app: Flask, source: str, wanted: str) -> None:
    assert re.sub(r"\n(?!<ul)", "", written(app, source).html) == wanted


def test_pictures_of_a_known_site_are_shown(app: Flask) -> None:
    source = "<figure><img src=/a.png alt='خريطة' width=640 height=480></figure>"
    other = "<figure><img src=https://other.example/b.png alt=ب></figure>"
    assert written(app, source + other, pictures=(SITE,)).html.replace("\n", "") == (
        '<figure><img src="https://centre.example/a.png" alt="خريطة" width="640" height="480"'
        ' loading="lazy" decoding="async" referrerpolicy="no-referrer"></figure>'
        '<figure><a class="picture" href="https://other.example/b.png" rel="external noopener">ب'
        "</a></figure>"
    )


def test_the_policy_of_pages_allows_the_pictures_of_a_known_site(analyzer: ArabicAnalyzer) -> None:
    source = "<p>أ</p><img src=/a.png alt=خريطة>"
    served = ServedIndex(engine_of([article_of(source)], analyzer))
    for site, allowed in ((Site(), ""), (Site(pictures=(SITE,)), f" {SITE}")):
        client = create_app(served, Configuration(operations=Operations(site=site))).test_client()
        answer = client.get("/a/1")
        assert f"img-src 'self' data:{allowed};" in answer.headers["Content-Security-Policy"]
        assert ('<img src="https://centre.example/a.png"' in answer.text) == bool(allowed)


def test_a_mark_over_the_edge_of_an_element_is_one_mark(app: Flask) -> None:
    found = written(app, "<p>قبل ا<b>لأمن</b> بعد</p><ul><li>الأمن</li></ul>", "الأمن")
    assert found.html == (
        '<p>قبل <mark id="m1">ا</mark><strong><mark>لأمن</mark></strong> بعد</p>\n'
        '<ul><li><mark id="m2">الأمن</mark></li></ul>'
    )


def test_the_contents_list_the_upper_headings(app: Flask) -> None:
    contents = written(app, "<h2>أ <b>ب</b></h2><h3>ج</h3><h4>د</h4><h2>ه</h2>").contents
    assert [(one.anchor, one.level, one.text) for one in contents] == [
        ("s1", "h2", "أ ب"),
        ("s2", "h3", "ج"),
        ("s4", "h2", "ه"),
    ]


ATTRIBUTES = frozenset(
    "id href rel class role tabindex aria-label colspan rowspan start src alt width height loading"
    " decoding referrerpolicy lang dir".split()
)


def check(found: Prose, article: Article) -> None:
    """Check that HTML has the words of an article in order, and nothing active."""
    root = html.fragment_fromstring(found.html, create_parent="main")
    for element in root.iter(etree.Element):
        assert element.tag not in ("script", "style", "iframe", "object", "embed", "svg", "form")
        assert set(element.attrib) <= ATTRIBUTES
        for name in ("href", "src"):
            assert re.match(r"https?://|#(s|note-)\d+$|$", element.get(name, ""))
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))
    assert all(
        link.get("href")[1:] in names for link in root.iter("a") if link.get("href")[0] == "#"
    )
    for picture in root.xpath("//*[@class='picture']"):
        picture.text = ""
        for inner in picture:
            inner.text = ""
    text = "".join(map(str, root.itertext()))
    assert re.sub(r"[\s|]", "", text) == re.sub(r"[\s|]", "", article.body)


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_active_is_written(app: Flask, source: str) -> None:
    check(written(app, source), article_of(source))


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_source_all_words_are_written_in_order(app: Flask, source: str) -> None:
    found = written(app, source, "[اب]")
    check(found, article_of(source))
    marks = re.findall(r'<mark id="m(\d+)">', found.html)
    assert marks == [str(number) for number in range(1, len(marks) + 1)]
    assert len(re.findall("[اب]", article_of(source).body)) == len(marks)
