"""The plain text of an article's HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.html import clean_html, looks_like_html, plain_text
from indexer.text.structure import parse_structure

TEXTS = [
    ("entities are decoded once", "<p>&amp;lt; &#8220;نص&#8221; &hellip;</p>", "&lt; “نص” …"),
    ("inline elements split no word", "<p>م<strong>كاف</strong>ح<em>ة</em></p>", "مكافحة"),
    ("blocks glue no words", "<div>أول</div><div>ثان</div>ثالث<p>رابع</p>", "أول\nثان\nثالث\nرابع"),
    ("br parts the lines", "<p>أول<br>ثان<br/>ثالث</p>", "أول\nثان\nثالث"),
    ("white space is folded", "<p> أول\n  ثان&nbsp;ثالث\t</p>", "أول ثان ثالث"),
    ("blank paragraphs are left out", "<p>أول</p><p>&nbsp;</p><p>\u200f</p><p>ثان</p>", "أول\nثان"),
    ("an item is a line", "<ul><li>أول<br>بند</li><li><p>ثان</p></li></ul>", "أول بند\nثان"),
    ("nested items", "<ol><li>أول<ul><li>فرع</li></ul></li><li>ثان</li></ol>", "أول\nفرع\nثان"),
    (
        "a row is a line",
        "<table><tr><th>السنة</th><th>العدد</th></tr>\n<tr>\n<td>2019</td>\n<td>7<br>تقريبا</td></tr></table>",
        "السنة | العدد\n2019 | 7 تقريبا",
    ),
    ("a table for layout", "<table><tr><td><p>أول</p><p>ثان</p></td></tr></table>", "أول\nثان"),
    ("scripts and styles", "أ<script>if (a < b) {}</script><style>p{}</style>ب", "أب"),
    ("frames and forms", "<p>أ</p><iframe src='x'></iframe><form>س</form><p>ب</p>", "أ\nب"),
    ("noscript and drawings", "<noscript>س</noscript><svg><text>س</text></svg>نص", "نص"),
    ("block comments", '<!-- wp:paragraph {"a":1} -->\n<p>نص</p>\n<!-- /wp:paragraph -->', "نص"),
    ("related posts", "<p>نص</p><div class='box related-posts'><h3>س</h3></div>", "نص"),
    ("Jetpack's boxes", "نص<div id='jp-relatedposts'>س</div><div class='sharedaddy'>س</div>", "نص"),
    ("buttons", "<p>نص</p><div class='wp-block-buttons'><a>س</a></div>", "نص"),
    ("ordinary classes stay", "<p class='unrelated shared-note wp-block-quote'>نص</p>", "نص"),
    ("a gallery", '<p>أول</p>\n\n[gallery ids="1,2"]\n\n<p>ثان</p>', "أول\nثان"),
    (
        "a caption keeps its text",
        "أول[caption id=\"a\"]<img src='x'> شرح[/caption]ثان",
        "أول\nشرح\nثان",
    ),
    ("an embed", 'أول [embed width="9"]https://example.org/v[/embed] ثان', "أول ثان"),
    ("an unknown shortcode", 'أول [slider3 id="7" title="شريط جديد"] ثان', "أول ثان"),
    (
        "a texturised shortcode",
        "أول [slider id=&#8221;7&#8243; title=&#8221;ش ر&#8221;] ثان",
        "أول ثان",
    ),
    ("a shortcode of digits", 'أول [3d-flip-book id="12" ][/3d-flip-book] ثان', "أول ثان"),
    ("a shortcode without attributes", "أول [pdfviewer]نص[/pdfviewer] ثان", "أول نص ثان"),
    ("a shortcode around text", '[vc_row][vc_column width="1/2"]نص[/vc_column][/vc_row]', "نص"),
    (
        "ordinary brackets",
        "قال [المصدر] إن [1] و [sic] و [a b] كثير",
        "قال [المصدر] إن [1] و [sic] و [a b] كثير",
    ),
    ("paragraphs of the classic editor", "أول\n\nثان <em>مائل</em>\nثالث", "أول\nثان مائل\nثالث"),
    ("a blank line within a block", "<blockquote>أول\nتابع\n\nثان</blockquote>", "أول تابع\nثان"),
    ("a lone mark", "<p>س < ص & ع > ل</p>", "س < ص & ع > ل"),
    ("a zero-width joiner stays", "<p>می\u200cخواهم</p>", "می\u200cخواهم"),
    ("text after the end of a document", "<html><body><p>أول</p></body></html>ثان", "أول\nثان"),
    ("a declared encoding", "<?xml version='1.0' encoding='latin-1'?><p>نص</p>", "نص"),
    ("nothing", "", ""),
]

HTML = [
    "<p>نص",
    "نص<br />",
    "<B>نص</B>",
    "<a href='x'>نص</a>",
    "س &amp; ص",
    "&#8211;",
    "&#x2013;",
    "&nbsp;",
    "<!-- wp:more -->",
    "<table><tr><td>",
]
PLAIN = ["", "نص", "س < ص", "س & ص", "AT&T; &unknown;", "<unknown>", "<من>", "a<b", "<3", "x <y> z"]

WORDS = st.text("ابتثمن", min_size=1, max_size=5)
BLOCK = st.sampled_from(["p", "div", "h2", "blockquote", "li", "td", "section"])
INLINE = st.sampled_from(["strong", "em", "a", "span"])
MARKUP = st.recursive(
    st.lists(WORDS, min_size=1).map(" ".join),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag} class='x'>{' '.join(parts)}</{tag}>",
        BLOCK | INLINE,
        st.lists(inner),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("html", "text"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS]
)
def test_html_is_cleaned_to_its_text(html: str, text: str) -> None:
    assert clean_html(html).text == text


def test_the_line_numbers_of_headings_are_returned() -> None:
    html = "<h2>عنوان</h2><p>نص</p><h3></h3><h4>فرع<br>تابع</h4><p><b>سميك</b></p>"
    assert clean_html(html)[:2] == ("عنوان\nنص\nفرع\nتابع\nسميك", (0, 2, 3))


def test_a_heading_within_page_furniture_is_left_out() -> None:
    assert clean_html("<div class='related'><h3>س</h3></div><p>نص</p>")[:2] == ("نص", ())


@pytest.mark.parametrize("text", HTML)
def test_tags_and_references_look_like_html(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize("text", PLAIN)
def test_lone_marks_and_unknown_tags_are_plain_text(text: str) -> None:
    assert not looks_like_html(text)


def test_a_title_is_one_line_with_entities_decoded_once() -> None:
    assert plain_text("<p>دراسة&nbsp;&amp;amp;<br>\n <i>تقرير</i></p>") == "دراسة &amp; تقرير"


@given(MARKUP)
def test_markup_leaves_its_words_in_order(html: str) -> None:
    text = clean_html(html).text
    assert text.replace("|", " ").split() == re.sub(r"<[^>]*>", " ", html).split()


@given(
    st.text()
    | st.lists(
        st.sampled_from(["<", ">", "/", "p", "&", "#", ";", "[", "]", "ن", "\0", "\ud800"])
    ).map("".join)
)
def test_any_text_is_cleaned_to_lines_that_are_not_blank(html: str) -> None:
    text, headings, structure, _ = clean_html(html)
    assert all(line.strip() for line in text.split("\n")) or not text
    assert all(number <= text.count("\n") for number in headings)
    parse_structure(structure, len(text))


@pytest.mark.parametrize("tag", ["b", "div", "ul", "span", "font", "blockquote"])
def test_no_text_is_lost_to_tags_that_never_end(tag: str) -> None:
    html = "".join(f"<{tag} class='x'>كلمة{number} " for number in range(5000))
    text = clean_html(html).text
    assert len(text.split()) == 5000


def test_what_is_hidden_stays_so_in_html_that_is_nested_too_deep() -> None:
    deep = "<div>" * 3000 + "نص<script>alert(1)</script> آخر"
    assert clean_html(deep).text.split() == ["نص", "آخر"]
