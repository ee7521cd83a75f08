"""The structure of an article's HTML beside its plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.html import clean_html
from indexer.text.structure import (
    MAX_ELEMENTS,
    TAGS,
    Element,
    StructureError,
    clipped,
    format_structure,
    parse_structure,
)

BASE = "https://centre.example/studies/1/"

KEPT = [
    ("headings", "<h1>أ</h1><h3>ب <i>ج</i></h3>", "<h2>أ</h2>\n<h3>ب <em>ج</em></h3>"),
    (
        "lists in lists",
        "<ol start=3><li>أ<ul><li>ب</li></ul></li><li>ج</li></ol>",
        "<ol 3><li>أ\n<ul><li>ب</li></ul></li>\n<li>ج</li></ol>",
    ),
    (
        "terms and what they mean",
        "<dl><dt>أ</dt><dd>ب</dd></dl>",
        "<dl><dt>أ</dt>\n<dd>ب</dd></dl>",
    ),
    (
        "a table with an empty cell",
        (
            "<table><caption>ج</caption><tbody><tr><th>أ</th><th colspan=2>ب</th></tr>"
            "<tr><td></td><td>1</td><td>2</td></tr></tbody></table>"
        ),
        (
            "<table><caption>ج</caption>\n<tr><th>أ</th> | <th 2x1>ب</th></tr>\n"
            "<tr><td></td>| <td>1</td> | <td>2</td></tr></table>"
        ),
    ),
    ("a table for layout", "<table><tr><td><h2>أ</h2><p>ب</p></td></tr></table>", "<h2>أ</h2>\nب"),
    ("a row without text", "<table><tr><td></td><td> </td></tr></table><p>أ</p>", "أ"),
    (
        "a quotation of two paragraphs",
        "<blockquote><p>أ</p><p>ب</p></blockquote>",
        "<blockquote>أ\nب</blockquote>",
    ),
    (
        "emphasis over lines",
        "<p><b>أ<br>ب</b> ج<sub>2</sub></p>",
        "<strong>أ</strong>\n<strong>ب</strong> ج<sub>2</sub>",
    ),
    (
        "emphasis around blocks",
        "<em><h2>أ</h2><ul><li>ب</li></ul></em>",
        "<h2><em>أ</em></h2>\n<ul><li><em>ب</em></li></ul>",
    ),
    ("no space within emphasis", "أ<b> ب </b>ج", "أ <strong>ب</strong> ج"),
    (
        "links",
        "<a href='/x y'>أ</a> <a href='//e.org/'>ب</a> <a href=''>ج</a>",
        "<a https://centre.example/x%20y>أ</a> <a https://e.org/>ب</a> ج",
    ),
    (
        "notes and the way back",
        "<p>نص<sup><a id=r href='#n'>1</a></sup></p><ol><li id=n>حاشية <a href='#r'>^</a></ol>",
        "نص<sup><a#2 #1>[1]</a></sup>\n<ol><li#1>حاشية <a #2>^</a></li></ol>",
    ),
    (
        "notes of Word",
        f"<p>نص<a href='{BASE}#_ftn1' name=_ftnref1>[1]</a></p><p><a name=_ftn1></a>حاشية</p>",
        "نص<a #1>[1]</a>\n<span#1></span>حاشية",
    ),
    ("a power is no note", "10<sup>6</sup>", "10<sup>6</sup>"),
    (
        "a figure",
        (
            "<p>أ</p><figure><img src=/a.png alt='خريطة' width=640 height=480>"
            "<figcaption>شرح</figcaption></figure><p>ب</p>"
        ),
        (
            "أ\n<figure><img 640x480 https://centre.example/a.png خريطة></img>"
            "<figcaption>شرح</figcaption></figure>\nب"
        ),
    ),
    (
        "a figure of the classic editor",
        "[caption id='a']<a href='/b.png'><img data-src=/a.png src='data:x'></a> شرح[/caption]",
        (
            "<figure><a https://centre.example/b.png><img - https://centre.example/a.png></img></a>"
            "شرح</figure>"
        ),
    ),
    (
        "a picture at the end",
        "<p>أ</p><figure><img src=/a.png></figure>",
        "أ<figure><img - https://centre.example/a.png></img></figure>",
    ),
    ("no counter, no smiley", "<p>أ<img src=/c.gif width=1><img class=emoji src=/s.png></p>", "أ"),
    ("items without a list", "<li>أ</li><p><td>ب</td></p><figcaption>ج</figcaption>", "أ\nب\nج"),
    ("boxes of the site", "<ul class=sharedaddy><li>س</li></ul><p>أ</p>", "أ"),
]

HOSTILE = [
    "<a href='javascript:alert(1)'>أ</a>",
    "<a href=' java\nscript:alert(1)'>أ</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>أ</a>",
    "<a href='vbscript:x' onclick='alert(1)'>أ</a>",
    "<a href='http://[x'>أ</a>",
    "<p onmouseover=alert(1) style='position:fixed'>أ</p>",
    "أ<img src=x: onerror=alert(1)>",
    "أ<img src='javascript:alert(1)'>",
    "<svg onload=alert(1)><a href=/x>س</a></svg>أ",
    "<math><mi xlink:href='javascript:alert(1)'>أ</mi></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>أ",
    "<form action=/x><button>س</button></form>أ",
    "<base href='https://evil.example/'>أ",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>أ",
    "<template><a href=/x>س</a></template><noscript><a href=/x></noscript>أ",
]


def tagged(html: str) -> str:
    """The text of HTML with the tags, anchors and values of its structure."""
    text, _, structure, _ = clean_html(html, BASE)
    out, open_, done = list[str](), list[Element](), 0

    def close(depth: int) -> None:
        nonlocal done
        while len(open_) > depth:
            ended = open_.pop()
            out.extend((text[done : ended.end], f"</{ended.tag}>"))
            done = max(done, ended.end)

    for one in parse_structure(structure, len(text)):
        close(one.depth)
        anchor = f"#{one.anchor}" if one.anchor else ""
        out.extend(
            (text[done : one.start], f"<{one.tag}{anchor}{' ' * bool(one.value)}{one.value}>")
        )
        done = one.start
        open_.append(one)
    close(0)
    return "".join((*out, text[done:]))


@pytest.mark.parametrize(
    ("html", "wanted"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT]
)
def test_a_text_keeps_its_structure(html: str, wanted: str) -> None:
    assert tagged(html) == wanted


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_active_is_kept(html: str) -> None:
    assert tagged(html).strip() == "أ"


PIECES = st.sampled_from(
    "ا ب <p> </p> <h2> </h2> <ul> </ul> <ol> <li> </li> <table> </table> <tr> </tr> <td> </td> <th>"
    " <caption> <b> </b> <i> </i> <sup> </sup> <a~href=/x> <a~href=#n~id=m> </a> <i~id=n> <br> <dl>"
    " <dd> <dt> <blockquote> </blockquote> <figure> </figure> <figcaption> <img~src=/p> | \n\n ~"
    " [caption] [/caption] <div> </div>".split(" ")
).map(lambda piece: piece.replace("~", " "))


@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_the_tags_the_structure_fits_the_text(html: str) -> None:
    text, headings, structure, _ = clean_html(html, BASE)
    elements = parse_structure(structure, len(text))
    assert format_structure(elements) == structure
    levels = [one for one in elements if one.tag == "h2" and one.end > one.start]
    assert {text.count("\n", 0, one.start) for one in levels} <= set(headings)


@given(st.lists(PIECES, max_size=40).map("".join), st.data())
def test_a_cut_text_keeps_the_structure_of_its_begin(html: str, data: st.DataObject) -> None:
    text, _, structure, _ = clean_html(html, BASE)
    length = data.draw(st.integers(0, len(text)))
    cut = format_structure(clipped(parse_structure(structure, len(text)), length))
    assert all(one.end <= length for one in parse_structure(cut, length))


REFUSED = [
    "script 0 0 1",
    "p 0 0 1",
    "a 0 0 9 https://e.org",
    "a 0 0 1",
    "a 0 0 1 javascript:alert(1)",
    'a 0 0 1 https://e.org" onclick=x',
    "img 0 0 0 - data:image/png,x",
    "img 0 0 0 9x https://e.org/",
    "td 0 0 1 https://e.org",
    "em 0 0 1 x",
    "em 1 0 1",
    "em 0 0 2\nb 1 0 1",
    "ul 0 0 2\nli 1 1 2",
    "ul 0 1 1\nul 0 0 1",
    "em 0 0",
    "em 0 -1 1",
    'em onclick="x" 0 0 1',
    "em 0 0 1 \n",
    "\n".join(f"em {depth} 0 2" for depth in range(17)),
    "\n".join(["em 0 0 0"] * (MAX_ELEMENTS + 1)),
]


@pytest.mark.parametrize("structure", REFUSED)
def test_what_is_no_structure_of_a_text_is_refused(structure: str) -> None:
    with pytest.raises(StructureError):
        parse_structure(structure, 3)


@given(st.text("aemspanli# 0123\n"))
def test_a_structure_has_known_tags_alone(structure: str) -> None:
    try:
        elements = parse_structure(structure, 10)
    except StructureError:
        return
    assert {one.tag for one in elements} <= TAGS


def test_a_text_of_too_many_elements_has_no_structure() -> None:
    text, _, structure, _ = clean_html("<p>" + "<b>أ</b> " * (MAX_ELEMENTS + 1))
    assert (len(text.split()), structure) == (MAX_ELEMENTS + 1, "")
