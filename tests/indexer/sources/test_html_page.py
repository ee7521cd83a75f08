"""Pages of HTML after the shapes of public themes: the article comes out, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from indexer.model.article import Article
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found, Record, Refused

TITLE = "التعاون الشرطي على حدود الجوار"
PARAGRAPHS = [
    paragraph.replace("\n", " ")
    for paragraph in """تتناول هذه الدراسة التعاون الشرطي بين خمس دول متجاورة، وتسأل عمّا تغيّر بعد
عام 2015 حين فُتحت المعابر من جديد وعادت التجارة إلى سابق عهدها.

ويعرض الجزء الأول النصوص التي تنظّم تبادل المعلومات بين الأجهزة، ويبيّن الثغرات التي لم تُعالَج منذ
صدور القانون الأول قبل عشرين عاماً.

وخلصت الدراسة إلى أنّ الاستجابة للحوادث تحسّنت في ثلاث دول من أصل خمس، وأنّ التدريب المشترك هو ما صنع
الفرق.""".split("\n\n")
]
TEXT = f"<p>{PARAGRAPHS[0]}</p><h2>الإطار القانوني</h2><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
BODY = [PARAGRAPHS[0], "الإطار القانوني", *PARAGRAPHS[1:]]
MENU = (
    '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/studies">دراسات</a></li>'
    '<li><a href="/about">عن المركز</a></li></ul></nav>'
)
FOOTER = "<footer><p>جميع الحقوق محفوظة لمركز التجارب © 2024</p><a href='/rss'>تلقيم</a></footer>"
ASIDE = (
    '<aside class="widget-area"><h3>الأكثر قراءة</h3><ul><li><a href="/1">ارتفاع أسعار القمح في '
    'الأسواق المحلية</a></li><li><a href="/2">افتتاح معبر جديد في الشمال</a></li></ul></aside>'
)
DAY = dt.date(2019, 6, 14)


def page(head: str, body: str, *, html: str = 'lang="ar" dir="rtl"', classes: str = "") -> str:
    return (
        f'<!DOCTYPE html><html {html}><head><meta charset="utf-8">{head}</head>'
        f'<body class="{classes}">{body}</body></html>'
    )


def linked(**values: object) -> str:
    value = {"@context": "https://schema.org", **values}
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


THEMES = {
    "a block theme of WordPress": page(
        f"<title>{TITLE} – مركز التجارب</title>"
        '<link rel="shortlink" href="https://example.org/?p=17">',
        f'{MENU}<main><h1 class="wp-block-post-title">{TITLE}</h1><div class="wp-block-post-date">'
        f'<time datetime="2019-06-14T09:00:00+03:00">يونيو 14, 2019</time></div><div '
        f'class="wp-block-post-author-name">سالم التجريبي</div><div class="entry-content '
        f'wp-block-post-content">{TEXT}</div></main>{FOOTER}',
    ),
    "a theme with an SEO plugin": page(
        f"<title>{TITLE} | مركز التجارب</title>"
        + linked(
            **{
                "@graph": [
                    {"@type": "WebPage", "name": TITLE, "datePublished": "2019-06-14T06:00:00Z"},
                    {
                        "@type": "Article",
                        "headline": TITLE,
                        "datePublished": "2019-06-14T06:00:00+00:00",
                        "author": {"@type": "Person", "name": "سالم التجريبي"},
                        "articleSection": ["دراسات"],
                    },
                ]
            }
        ),
        f'{MENU}<article class="post"><header><h1 class="entry-title">{TITLE}</h1></header>'
        f'<div class="entry-content">{TEXT}<div class="sharedaddy">شارك هذا الموضوع</div></div>'
        f"</article>{ASIDE}{FOOTER}",
        classes="single postid-17",
    ),
    "a news magazine": page(
        f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="مركز '
        'التجارب"><meta property="article:published_time" content="2019-06-14T09:00:00+03:00">'
        '<meta name="author" content="سالم التجريبي">',
        f'{MENU}<div class="td-post-header"><h1 class="entry-title">{TITLE}</h1></div>'
        f'<div class="td-post-content">{TEXT}<div class="td-related-posts related-posts">'
        f"<h4>مقالات ذات صلة</h4><p>افتتاح معبر جديد</p></div></div>{ASIDE}{FOOTER}",
    ),
    "a page builder": page(
        f"<title>{TITLE} - مركز التجارب</title>"
        '<meta property="og:site_name" content="مركز التجارب">',
        f'{MENU}<div class="elementor"><h1 class="elementor-heading-title">{TITLE}</h1>'
        '<ul><li itemprop="datePublished"><a><span class="elementor-post-info__item--type-date">'
        "14 يونيو 2019</span></a></li><li><span class='elementor-post-info__item--type-author "
        "author'>سالم التجريبي</span></li></ul><div class='elementor-widget-theme-post-content'>"
        f"{TEXT}</div></div>{FOOTER}",
    ),
    "a journal with tags for scholars": page(
        f'<meta name="citation_title" content="{TITLE}"><meta name="citation_author" '
        'content="سالم التجريبي"><meta name="citation_publication_date" content="2019/06/14">'
        f"<title>View of {TITLE}</title>",
        f'{MENU}<div class="article-body"><h2>{TITLE}</h2>{TEXT}</div>{FOOTER}',
    ),
    "Drupal": page(
        f"<title>{TITLE} | مركز التجارب</title>",
        f'{MENU}<h1 class="page-title"><span>{TITLE}</span></h1><div class="node__submitted">'
        '<span class="author">سالم التجريبي</span> <span class="submitted-date date">14 يونيو 2019'
        f'</span></div><div class="field field--name-body">{TEXT}</div>{ASIDE}{FOOTER}',
    ),
    "Blogger": page(
        f"<title>مركز التجارب: {TITLE}</title>"
        '<meta property="og:site_name" content="مركز التجارب">',
        f'<div class="blog-posts hfeed"><h2 class="date-header"><span>الجمعة، 14 يونيو 2019</span>'
        f'</h2><h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content">'
        f'{TEXT}</div><span class="post-author vcard">كتبها <span class="fn author">سالم التجريبي'
        '</span></span><abbr class="published" title="2019-06-14T09:00:00+03:00">9:00</abbr></div>'
        f"{ASIDE}{FOOTER}",
    ),
    "microdata": page(
        f"<title>{TITLE}</title>",
        f'{MENU}<div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">'
        f'{TITLE}</h1><a rel="author" href="/a/1">سالم التجريبي</a><time itemprop="datePublished" '
        f'datetime="2019-06-14">قبل سنوات</time><div itemprop="articleBody">{TEXT}</div></div>'
        f"{ASIDE}{FOOTER}",
    ),
    "an old site of tables": page(
        f"<title>{TITLE}</title>",
        f"<table><tr><td>{MENU}</td><td><h1>{TITLE}</h1><p class='author'>سالم التجريبي</p><p "
        f"class='date'>14/06/2019</p><div class='article-text'>{TEXT}</div></td></tr></table>"
        f"{FOOTER}",
    ),
    "a page without names of classes": page(
        f'<title>{TITLE}</title><meta name="dc.date" content="2019-06-14"><meta name="dc.creator" '
        'content="سالم التجريبي">',
        f"<header>{MENU}</header><main><article><h1>{TITLE}</h1>{TEXT}</article></main>{FOOTER}",
    ),
    "a page that only an extractor reads": page(
        f'<title>{TITLE}</title><meta name="date" content="2019-06-14"><meta name="author" '
        'content="سالم التجريبي">',
        f'{MENU}<div id="x1"><div id="x2"><h1>{TITLE}</h1>{TEXT}</div></div>{ASIDE}{FOOTER}',
    ),
    "a site in English with a text in Arabic": page(
        f"<title>{TITLE} :: Test Centre</title>"
        + linked(
            **{
                "@type": ["NewsArticle"],
                "headline": TITLE,
                "datePublished": "2019-06-14",
                "author": [{"name": "سالم التجريبي"}],
                "inLanguage": "ar",
            }
        ),
        f'{MENU}<div class="single-content" lang="ar">{TEXT}</div>{FOOTER}',
        html='lang="ar"',
    ),
}


def read(path: Path) -> Record:
    [record] = read_file(path)
    return record


def article(folder: Path, text: str | bytes) -> Article:
    file = folder / "page.html"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    record = read(file)
    assert isinstance(record, Found), record
    return record.article


def f1(found: str, wanted: str) -> float:
    """Return the harmonic mean of precision and recall of words."""
    one, two = Counter(found.split()), Counter(wanted.split())
    return 2 * sum((one & two).values()) / (one.total() + two.total())


@pytest.mark.parametrize("theme", THEMES)
def test_title_day_author_and_text_come_out_of_every_theme(tmp_path: Path, theme: str) -> None:
    found = article(tmp_path, THEMES[theme])
    assert (found.title, found.date) == (TITLE, DAY)
    assert found.authors == ("سالم التجريبي",)
    assert found.language == "ar"
    assert f1(found.body, "\n".join(BODY)) >= 0.97, found.body


@pytest.mark.parametrize("theme", THEMES)
def test_the_text_keeps_its_shape(tmp_path: Path, theme: str) -> None:
    found = article(tmp_path, THEMES[theme])
    lines = found.body.split("\n")
    assert [lines[number] for number in found.headings] == ["الإطار القانوني"]
    assert "h2 " in found.structure or "h3 " in found.structure


def test_a_post_of_wordpress_has_the_id_that_its_export_gives_it(tmp_path: Path) -> None:
    for theme in ("a block theme of WordPress", "a theme with an SEO plugin"):
        assert article(tmp_path, THEMES[theme]).id == "17"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256", "iso-8859-6"])
def test_a_page_is_read_in_the_encoding_that_it_names(tmp_path: Path, encoding: str) -> None:
    text = THEMES["Drupal"].replace('charset="utf-8"', f'charset="{encoding}"')
    data = text.replace("–", "-").replace("©", "").encode(encoding)
    assert article(tmp_path, data).title == TITLE


def test_a_page_in_windows_1256_need_not_name_it(tmp_path: Path) -> None:
    text = THEMES["Drupal"].replace('<meta charset="utf-8">', "")
    assert article(tmp_path, text.encode("cp1256")).title == TITLE


def test_a_web_archive_holds_a_page(tmp_path: Path) -> None:
    archive = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        b'type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + THEMES["Drupal"].encode() + b"\r\n--b--\r\n"
    )
    assert article(tmp_path, archive).title == TITLE


@pytest.mark.parametrize(
    "text",
    [
        page("<title>مركز التجارب</title>", MENU + FOOTER),
        page("", "<p>قصير</p>"),
        "<!DOCTYPE html>",
        "<html></html>",
    ],
)
def test_a_page_without_an_article_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    record = read(file)
    assert isinstance(record, Refused)
    assert record.reason.startswith("no article was found in it: ")


def test_the_files_that_a_browser_saves_beside_a_page_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "page.html").touch()
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "style.css").touch()
    (tmp_path / "other_files").mkdir()
    (tmp_path / "other_files" / "a.txt").touch()
    assert find_files([tmp_path]) == [tmp_path / "other_files" / "a.txt", tmp_path / "page.html"]


def test_nothing_active_survives_from_a_hostile_page(tmp_path: Path) -> None:
    text = TEXT.replace(
        "<h2>",
        "<script>alert(1)</script><img src=x onerror=alert(1)>"
        "<a href='javascript:alert(1)'>رابط</a><iframe src=//evil.example></iframe><h2>",
    )
    found = article(tmp_path, page(f"<title>{TITLE}</title>", f"<article>{text}</article>"))
    for part in ("script", "onerror", "javascript:", "iframe", "alert"):
        assert part not in found.structure
        assert part not in found.body
