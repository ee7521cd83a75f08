"""The pages in each of their states, as a browser gets them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from werkzeug.test import TestResponse

import search_web
from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.ranking.parameters import DEFAULT_RANKING
from search_web import static_files
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine
from tests.search_web.conftest import ARTICLES, FULL, engine_of, narrowed
from tests.search_web.conftest import page_of as page

STATIC = Path(search_web.__file__).parent / "static"


def text(page: html.HtmlElement, selector: str) -> str:
    """Return the text of the first match, with white space folded."""
    return " ".join(page.xpath(selector)[0].text_content().split())


def search(client: FlaskClient, **parameters: object) -> TestResponse:
    names = {name.removesuffix("_"): value for name, value in parameters.items()}
    return client.get("/search?" + urlencode(names, doseq=True))


def read(client: FlaskClient, **parameters: str) -> TestResponse:
    return client.get(f"/a/{FULL.id}?{urlencode(parameters)}")


# Home


def test_the_home_page_offers_search_sections_and_the_newest_articles(client: FlaskClient) -> None:
    home = page(client.get("/"))
    assert len(home.xpath("//form[@role='search'][@action='/search'][@method='get']")) == 1
    assert text(home, "//*[@class='sections']/li[1]") == "الهجرة 23 من الإصدارات"
    assert text(home, "//*[@class='newest']/li[1]/h3") == FULL.title
    assert "24 إصداراً" in text(home, "//footer")


def test_the_examples_on_the_home_page_are_searches(client: FlaskClient) -> None:
    examples = page(client.get("/")).xpath("//*[@class='examples']//a/@href")
    assert len(examples) >= 3
    assert all(client.get(address).status_code == 200 for address in examples)


# Results


def test_results_tell_the_query_the_count_and_the_range(client: FlaskClient) -> None:
    results = page(search(client, q="أمن الحدود", page=2))
    assert text(results, "//h1") == "نتائج البحث عن «أمن الحدود»"
    assert text(results, "//h1/bdi") == "أمن الحدود"
    assert text(results, "//*[@id='count']").startswith("23 نتيجة، تُعرض 11 إلى 20 (")
    assert text(results, "//title") == "أمن الحدود (23 نتيجة) — صفحة 2 من 3 — باحث"
    assert results.xpath("//ol[@class='results']/@start") == ["11"]
    assert len(results.xpath("//ol[@class='results']/li")) == 10


def test_a_phrase_keeps_its_own_quotation_marks(client: FlaskClient) -> None:
    assert text(page(search(client, q="«أمن الحدود»")), "//h1") == "نتائج البحث عن «أمن الحدود»"


def test_a_result_shows_what_it_is_and_why_it_matched(client: FlaskClient) -> None:
    results = page(search(client, q="التقرير"))
    assert text(results, "//*[@class='kind']") == "مكافحة الإرهاب · قراءة"
    assert text(results, "//li//h2") == FULL.title
    assert results.xpath("//li//h2/a/@href")[0].startswith(f"/a/{FULL.id}?hl=")
    assert results.xpath("//*[@class='snippet']/a/bdi[@dir='rtl']/mark/text()") == ["التقرير"]
    assert results.xpath("//li//time/@datetime") == ["2024-03-12"]
    assert text(results, "//li//time") == "12 مارس 2024"
    assert "وحدة الدراسات" in text(results, "//li//*[@class='meta']")


def test_nothing_of_the_index_or_the_query_is_taken_for_markup(client: FlaskClient) -> None:
    attack = '"><img src=x onerror=alert(1)> الموقوفين'
    response = search(client, q=attack)
    results = page(response)
    assert not results.xpath("//main//img")
    assert text(results, "//h1/bdi") == attack
    assert results.xpath("//input[@id='q']/@value") == [attack]
    assert "&lt;120&gt;" in response.get_data(as_text=True)


def test_marks_wrap_whole_words_with_their_clitics(client: FlaskClient) -> None:
    article = page(read(client, hl="الإرهاب"))
    assert article.xpath("//h1/mark/text()") == ["الإرهاب"]
    assert article.xpath("//*[@class='prose']//mark/text()") == ["للإرهاب"]


def test_an_empty_search_goes_home(client: FlaskClient) -> None:
    response = search(client, q="  ", from_="")
    assert (response.status_code, response.location) == (302, "/")


def test_a_filter_without_a_query_lists_the_newest_first(client: FlaskClient) -> None:
    results = page(search(client, section="الهجرة"))
    assert text(results, "//h1") == "الإصدارات"
    years = [day[:4] for day in results.xpath("//li//time/@datetime")]
    assert years == sorted(years, reverse=True)
    assert text(results, "//nav[@class='sorting']/a[@aria-current]") == "الأحدث"


def test_facets_are_boxes_that_keep_the_search_and_start_at_its_first_page(
    client: FlaskClient,
) -> None:
    results = page(search(client, q="أمن", page=2, sort="date"))
    assert text(results, "//fieldset[@id='facet-year']/legend") == "السنة"
    address = narrowed(results, year="2019")
    assert address == "/search?" + urlencode({"q": "أمن", "sort": "date", "year": 2019})
    filtered = page(client.get(address))
    assert filtered.xpath("//*[@id='facet-year']//input[@checked]/@value") == ["2019"]
    assert text(filtered, "//*[@id='count']").startswith("نتيجتان (")


def test_boxes_add_up_and_leave_other_filters_alone(client: FlaskClient) -> None:
    results = page(search(client, q="أمن", section="الهجرة", year=[2012]))
    address = narrowed(results, year="2013")
    wanted = {"q": "أمن", "year": [2012, 2013], "section": "الهجرة"}
    assert sorted(parse_qsl(urlsplit(address).query)) == sorted(
        parse_qsl(urlencode(wanted, doseq=True))
    )
    assert text(page(client.get(address)), "//h1") == text(results, "//h1")


def test_a_long_facet_folds_its_rest_away(client: FlaskClient) -> None:
    authors = page(search(client, q="أمن")).xpath("//fieldset[@id='facet-author']")[0]
    assert len(authors.xpath("./ul/li")) == 6
    assert len(authors.xpath("./details/ul/li")) == 3


def test_each_active_filter_can_be_taken_off_alone(client: FlaskClient) -> None:
    results = page(search(client, q="أمن", section="الهجرة", year=[2012, 2013], from_="2012-01-01"))
    chips = results.xpath("//*[@class='chips']//a")
    assert [" ".join(chip.text_content().split()) for chip in chips] == [
        "إزالة عامل التصفية: القسم: الهجرة",
        "إزالة عامل التصفية: السنة: 2012",
        "إزالة عامل التصفية: السنة: 2013",
        "إزالة عامل التصفية: من 1 يناير 2012",
        "مسح الكل",
    ]
    kept = {"q": "أمن", "section": "الهجرة", "year": 2013, "from": "2012-01-01"}
    assert chips[1].get("href") == "/search?" + urlencode(kept)
    assert chips[-1].get("href") == "/search?" + urlencode({"q": "أمن"})


def test_the_form_of_filters_keeps_the_rest_of_the_search(client: FlaskClient) -> None:
    results = page(search(client, q="أمن", section="الهجرة", sort="date", to="2020-01-01", page=1))
    wanted = {"q": "أمن", "sort": "date", "section": "الهجرة", "to": "2020-01-01"}
    assert narrowed(results) == f"/search?{urlencode(wanted)}"


def test_pages_link_to_their_neighbours(client: FlaskClient) -> None:
    results = page(search(client, q="أمن", page=2))
    first, third = (f"/search?{urlencode({'q': 'أمن'})}{rest}" for rest in ("", "&page=3"))
    assert results.xpath("//head/link[@rel='prev']/@href") == [first]
    assert results.xpath("//nav[@class='pages']//a[@rel='next']/@href") == [third]
    assert text(results, "//nav[@class='pages']//a[@aria-current='page']") == "صفحة 2"


def test_a_page_past_the_last_is_not_found_and_leads_to_the_last(client: FlaskClient) -> None:
    response = search(client, q="أمن", page=9)
    assert response.status_code == 404
    assert page(response).xpath("//main//a/@href")[0].endswith("&page=3")


@pytest.mark.parametrize(
    ("parameters", "excuse"),
    [
        ({"page": "x"}, "رقم الصفحة"),
        ({"page": "0"}, "رقم الصفحة"),
        ({"from": "yesterday"}, "تاريخ البداية"),
        ({"to": "2024-13-01"}, "تاريخ النهاية"),
        ({"from": "", "to": "1e9"}, "تاريخ النهاية"),
        ({"year": "soon"}, "السنة"),
        ({"sort": "size"}, "الترتيب"),
        ({"section": ["الهجرة"] * 60}, "أحد عوامل التصفية"),
    ],
)
def test_a_faulty_parameter_is_ignored_with_a_note(
    client: FlaskClient, parameters: dict[str, object], excuse: str
) -> None:
    response = search(client, q="أمن", **parameters)
    assert response.status_code == 200
    assert excuse in text(page(response), "//*[@class='note']")
    assert text(page(response), "//*[@id='count']").startswith("23 نتيجة")


def test_a_range_that_ends_before_it_begins_is_cut_to_its_beginning(client: FlaskClient) -> None:
    results = page(search(client, q="أمن", from_="2012-01-01", to="2011-01-01"))
    assert "يسبق تاريخ البداية" in text(results, "//*[@class='note']")
    assert results.xpath("//input[@id='from']/@value") == ["2012-01-01"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["q", "section", "author", "year", "from", "to", "sort", "page", "strict"]),
        st.lists(st.text(max_size=30), min_size=1, max_size=3),
    )
)
def test_no_search_address_causes_an_internal_error(
    client: FlaskClient, parameters: dict[str, list[str]]
) -> None:
    address = "/search?" + urlencode(parameters, doseq=True, errors="replace")
    assert client.get(address).status_code in {200, 302, 404}


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("أمن الحدود والبطاطس", "لا نتائج تضم كل الكلمات"),
        ("من في", "الكلمات الشائعة"),
        ("(أمن", "لم تُفهم صيغة الاستعلام"),
        (" ".join(["أمن", "حدود"] * 40), "كلماته الأولى وحدها"),
    ],
)
def test_a_page_says_when_a_query_was_reinterpreted(
    client: FlaskClient, query: str, note: str
) -> None:
    assert note in text(page(search(client, q=query)), "//main")


def test_partial_matches_are_listed_apart_from_full_matches(client: FlaskClient) -> None:
    found = page(search(client, q="رقم الموقوفين"))
    (hits,) = found.xpath("//ol[@class='results']")
    (others,) = found.xpath("//ul[@class='results']")
    assert text(found, "//h2[@class='part']") == "نتائج أخرى تضم بعض الكلمات"
    assert (len(hits), len(others)) == (1, DEFAULT_RANKING.others - 1)
    assert text(found, "//*[@id='count']").startswith("نتيجة واحدة")


def test_a_query_without_a_word_gets_a_clear_answer(client: FlaskClient) -> None:
    response = search(client, q="؟!")
    assert response.status_code == 200
    assert text(page(response), "//h1") == "لا كلمة في «؟!» يمكن البحث عنها"


def test_no_results_offer_a_way_on(client: FlaskClient) -> None:
    empty = page(search(client, q="الحدود", year=1999))
    assert text(empty, "//h1") == "لا نتائج عن «الحدود»"
    assert text(empty, "//a[@class='plain']") == "مسح الكل (23 نتيجة)"
    assert empty.xpath("//a[@class='plain']/@href") == ["/search?" + urlencode({"q": "الحدود"})]
    assert len(empty.xpath("//*[@class='tips']/li")) == 3


def test_result_pages_are_not_indexed_by_search_engines(client: FlaskClient) -> None:
    for query in ("أمن", "بطاطس"):
        assert page(search(client, q=query)).xpath("//meta[@name='robots']/@content") == [
            "noindex,follow"
        ]


# Article


def test_an_article_shows_all_its_values(client: FlaskClient) -> None:
    article = page(read(client))
    assert text(article, "//h1") == FULL.title
    assert text(article, "//*[@role='note']") == FULL.notice
    assert text(article, "//*[@class='summary']") == FULL.summary
    assert text(article, "//*[@class='prose']/h2[@id='s1']") == "أرقام العام"
    assert text(article, "//nav//a[@href='#s1']") == "أرقام العام"
    assert len(article.xpath("//*[@class='prose']/p")) == 2
    links = article.xpath("//main//a/@href")
    assert {FULL.url, FULL.short_link} <= set(links)
    assert "/search?" + urlencode({"section": FULL.section}) in links
    for fact in (FULL.section, FULL.authors[0], FULL.place, "12 مارس 2024"):
        assert fact in text(article, "//dl")


def test_a_walk_through_the_marks_begins_at_the_passage_that_was_clicked(
    client: FlaskClient,
) -> None:
    hit = page(client.get("/search?q=الإرهاب")).xpath("//ol[@class='results']/li[1]")[0]
    title, passage = (
        hit.xpath(path)[0].get("href") for path in (".//h2/a", ".//*[@class='snippet']/a")
    )
    assert passage == f"{title}#here"
    shown = page(client.get(passage))
    (begin,) = shown.xpath("//*[@class='prose']//mark[@id='here']")
    assert begin.text_content() in hit.xpath(".//*[@class='snippet']")[0].text_content()
    assert not page(client.get(article_path(hl="الإرهاب", at="x"))).xpath("//*[@id='here']")


def test_the_page_of_a_passage_is_shown_and_opens_the_file_there(
    analyzer: ArabicAnalyzer,
) -> None:
    body = "تمهيد في <الأمن>.\nتتبع الأجهزة عودة المقاتلين."
    at, pdf = body.index("عودة"), "https://centre.example/a.pdf"
    named = Article(id="1", title="دراسة", body=body, url=pdf, page_starts=f"3 0\n12 {at}")
    attached = replace(named, id="2", url="", page_starts=f"12 {at} {pdf}")
    unnamed = replace(named, id="3", url="")
    served = ServedIndex(engine_of([named, attached, unnamed], analyzer))
    with create_app(served).test_client() as client:
        answer = client.get("/api/v1/search?q=المقاتلين").get_json()
        found = {hit["id"]: hit["snippets"][0] for hit in answer["hits"]}
        assert {name: (one["page"], one["file"]) for name, one in found.items()} == {
            "1": (12, f"{pdf}#page=12"),
            "2": (12, f"{pdf}#page=12"),
            "3": (12, None),
        }
        shown = page(client.get("/search?q=المقاتلين")).xpath("//*[@class='page']")
        assert {one.text for one in shown} == {"ص 12"}
        assert {one.get("href") for one in shown} == {f"{pdf}#page=12", None}
        article = page(client.get("/a/1?hl=المقاتلين"))
        prose = article.xpath("//*[@class='prose']")[0]
        assert [one.text for one in prose.xpath(".//a[@class='page']")] == ["ص 3", "ص 12"]
        assert prose.text_content().split() == (
            "ص 3 تمهيد في <الأمن>. تتبع الأجهزة ص 12 عودة المقاتلين.".split()
        )
        starts = client.get("/api/v1/articles/2").get_json()["page_starts"]
        assert starts == [{"start": at, "page": 12, "file": pdf}]


def test_an_article_omits_unknown_values(client: FlaskClient) -> None:
    article = page(client.get("/a/study-1"))
    assert not article.xpath(
        "//*[@role='note']|//*[@class='summary']|//main//details[not(contains(@class, 'cite'))]"
    )
    assert "المكان" not in text(article, "//dl")


def test_the_first_mark_can_be_jumped_to_and_marking_switched_off(client: FlaskClient) -> None:
    article = page(read(client, hl="الإرهاب"))
    assert article.xpath("//mark/@id") == ["m1", "m2"]
    assert text(article, "//*[@class='matches']/a[1]") == "إلى أول تطابق"
    assert article.xpath("//*[@class='matches']/a[1]/@href") == ["#m2"]
    assert text(article, "//*[@class='matches']/a[2]") == "إخفاء التمييز (2)"
    assert article.xpath("//*[@class='matches']/a[2]/@href") == [f"/a/{FULL.id}"]
    assert not page(read(client)).xpath("//mark")


def test_an_article_leads_back_to_the_results_and_keeps_the_query(client: FlaskClient) -> None:
    article = page(read(client, hl="أوروبا"))
    back = "/search?" + urlencode({"q": "أوروبا"}) + "#hit-reports%2F2024%2F1"
    assert article.xpath("//main//a/@href")[0] == back
    assert article.xpath("//input[@id='q']/@value") == ["أوروبا"]
    assert article.xpath("//link[@rel='canonical']/@href") == [FULL.url]


def test_a_link_that_is_not_of_the_web_is_not_shown(analyzer: ArabicAnalyzer) -> None:
    article = replace(FULL, url="javascript:alert(1)", short_link="data:text/html,x")
    client = create_app(ServedIndex(engine_of([article], analyzer))).test_client()
    assert not page(read(client)).xpath("//a[contains(@href, ':')]")


@pytest.mark.parametrize(
    "article_id", ["https://example.org/?p=1&q=%20#x", "//", "دراسة 1/«أ»", "a+b"]
)
def test_an_article_is_found_whatever_its_id(analyzer: ArabicAnalyzer, article_id: str) -> None:
    article = replace(FULL, id=article_id)
    client = create_app(ServedIndex(engine_of([article], analyzer))).test_client()
    link = page(search(client, q="أوروبا")).xpath("//h2/a/@href")[0]
    assert text(page(client.get(link)), "//h1") == FULL.title


def test_every_article_has_a_page(client: FlaskClient) -> None:
    assert all(client.get(f"/a/{article.id}").status_code == 200 for article in ARTICLES)


# Errors


def test_an_unknown_article_is_not_found(client: FlaskClient) -> None:
    response = client.get("/a/none?" + urlencode({"hl": "أوروبا"}))
    assert response.status_code == 404
    assert text(page(response), "//h1") == "الصفحة غير موجودة"
    assert page(response).xpath("//input[@id='q']/@value") == ["أوروبا"]


def test_too_long_a_query_is_refused_kindly(client: FlaskClient) -> None:
    response = search(client, q="ب" * 1001)
    assert response.status_code == 400
    assert text(page(response), "//h1") == "نص البحث أطول من الحد المسموح"
    assert page(response).xpath("//input[@id='q']/@value") == ["ب" * 200]


def test_without_an_index_readers_are_asked_to_come_back() -> None:
    client = create_app(ServedIndex(MemoryEngine())).test_client()
    response = search(client, q="أوروبا")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    error = page(response)
    assert error.xpath("//input[@id='q']/@value") == ["أوروبا"]
    assert error.xpath("//main//a/@href")[0] == "/search?" + urlencode({"q": "أوروبا"})


def test_an_internal_error_has_a_page_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_web.answer_cache.search", lambda *_: 1 // 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = search(app.test_client(), q="أوروبا")
    assert response.status_code == 500
    assert text(page(response), "//h1") == "تعذّر إتمام الطلب"
    assert "ZeroDivision" not in response.get_data(as_text=True)


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.post("/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


# The frame of every page

EVERY_PAGE = ("/", "/search?q=أمن", "/search?q=بطاطس", f"/a/{FULL.id}?hl=أوروبا", "/none")


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_has_one_heading_one_main_part_one_search_and_a_skip_link(
    client: FlaskClient, address: str
) -> None:
    shown = page(client.get(address))
    assert shown.xpath("/html/@lang | /html/@dir") == ["ar", "rtl"]
    for one in ("//h1", "//main[@id='main']", "//*[@role='search']", "//input[@id='q']"):
        assert len(shown.xpath(one)) == 1, one
    (skipped_to,) = shown.xpath("(//a)[1]/@href")
    assert shown.xpath("//main[@id=$id] | //main//*[@id=$id]", id=skipped_to.removeprefix("#"))


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_no_page_holds_an_inline_style_or_script(client: FlaskClient, address: str) -> None:
    shown = page(client.get(address))
    assert not shown.xpath(
        "//style | //@style | //@*[starts-with(name(), 'on')]"
        " | //script[not(@src) and not(@type='application/ld+json')]"
    )


@pytest.mark.parametrize(
    ("query", "direction"),
    [("أمن", "rtl"), ("2024", "rtl"), ("Europol أمن", "rtl"), ("Europol", "ltr")],
)
def test_the_search_box_has_the_direction_of_its_query(
    client: FlaskClient, query: str, direction: str
) -> None:
    assert page(search(client, q=query)).xpath("//input[@id='q']/@dir") == [direction]


# Static files


def test_a_static_file_is_immutable_under_its_current_hash(client: FlaskClient) -> None:
    stylesheet = page(client.get("/")).xpath("//link[@rel='stylesheet']/@href")[0]
    with client.get(stylesheet) as kept, client.get("/static/style.css?v=other") as other:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "immutable" not in other.headers["Cache-Control"]


def test_the_stylesheet_names_the_fonts_by_their_version() -> None:
    faces = re.findall(r"url\(\"(.+?)\?v=(\w+)\"\)", (STATIC / "style.css").read_text("utf-8"))
    assert len(faces) == 4
    for name, version in faces:
        assert version == static_files.version(name), name


def test_the_stylesheet_uses_logical_properties_and_keeps_arabic_letters_joined() -> None:
    css = (STATIC / "style.css").read_text("utf-8")
    for banned in (r"\b(left|right)\b", "letter-spacing", "italic", r"justify;", "!important"):
        assert not re.search(banned, css), banned


def test_stylesheet_scripts_and_fonts_are_small() -> None:
    fonts = {path.name: path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")}
    assert sum(fonts.values()) < 120_000
    own = ("style.css", "bahith-search.js")
    assert sum((STATIC / name).stat().st_size for name in own) < 41_000


def test_the_way_back_leads_to_the_results_that_the_reader_came_from(client: FlaskClient) -> None:
    here = "http://localhost/search?q=%D8%A3%D9%85%D9%86&section=x&page=2"
    for referrer, back in (
        (here, "/search?q=%D8%A3%D9%85%D9%86&section=x&page=2"),
        ("http://elsewhere/search?q=1", "/search?" + urlencode({"q": "أمن"})),
        ("", "/search?" + urlencode({"q": "أمن"})),
    ):
        shown = page(client.get(article_path(hl="أمن"), headers={"Referer": referrer}))
        place = f"#hit-{quote(FULL.id, safe='')}"
        assert shown.xpath("//nav[@class='walk']/a/@href") == [back + place]
    assert not page(client.get(article_path())).xpath("//nav[@class='walk']/a")


def article_path(**given: str) -> str:
    return f"/a/{FULL.id}" + (f"?{urlencode(given)}" if given else "")


def test_an_article_names_others_like_it_and_never_itself(analyzer: ArabicAnalyzer) -> None:
    topics = ("الهجرة واللاجئون على الحدود الأوروبية", "هجمات القراصنة على شبكات الطاقة الألمانية")
    articles = [
        Article(id=f"{topic}-{number}", title=text, body=f"{text} {number}.")
        for topic, text in enumerate(topics)
        for number in range(3)
    ]
    client = create_app(ServedIndex(engine_of(articles, analyzer))).test_client()
    links = page(client.get("/a/1-1")).xpath("//section[@aria-labelledby='alike-title']//a/@href")
    assert set(links) == {"/a/1-0", "/a/1-2"}


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json", "text-ar"])
def test_a_citation_is_a_file(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/cite/{name}/{FULL.id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=bahith.")
    assert FULL.title in answer.text


def test_a_citation_of_an_unknown_article_or_format_is_not_found(client: FlaskClient) -> None:
    assert client.get("/cite/bibtex/none").status_code == 404
    assert client.get(f"/cite/word/{FULL.id}").status_code == 404


def test_an_article_has_structured_data_for_search_engines(client: FlaskClient) -> None:
    (block,) = page(client.get(f"/a/{FULL.id}")).xpath("//script[@type='application/ld+json']")
    about = json.loads(block.text)
    assert (about["@type"], about["headline"]) == ("ScholarlyArticle", FULL.title)
    assert about["url"] == f"http://localhost/a/{FULL.id}"


def test_a_text_cannot_break_out_of_the_structured_data(analyzer: ArabicAnalyzer) -> None:
    evil = Article(id="1", title="</script><script>alert(1)</script>", body="نص.")
    client = create_app(ServedIndex(engine_of([evil], analyzer))).test_client()
    assert "<script>alert" not in client.get("/a/1").text


@pytest.mark.parametrize("path", ["/", "/search?q=الحدود", "/a/study-1", "/browse", "/nothing"])
def test_no_cache_that_readers_share_keeps_a_page(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Referer": "http://localhost/search?q=سر"})
    assert set(page.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", ["/", "/a/study-1", "/browse", "/help", "/robots.txt"])
def test_a_page_that_a_reader_has_already_is_not_sent_again(client: FlaskClient, path: str) -> None:
    known = {"If-None-Match": client.get(path).headers["ETag"], "Accept-Encoding": "br"}
    again = client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers=known | {"Cookie": "theme=dark"}).status_code in (200, 304)
    if path == "/a/study-1":
        referred = known | {"Referer": "http://localhost/search?q=a"}
        assert client.get(path, headers=referred).status_code == 200


def test_browsers_find_the_opensearch_description(client: FlaskClient) -> None:
    (link,) = page(client.get("/")).xpath("//link[@rel='search']/@href")
    description = client.get(link)
    assert description.content_type.startswith("application/opensearchdescription+xml")
    assert "http://localhost/search?q={searchTerms}" in description.text
    etree.fromstring(description.data)


def test_robots_txt_excludes_results(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /search" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_what_is_browsed_leads_to_searches_with_as_many_results(client: FlaskClient) -> None:
    browsed = page(client.get("/browse"))
    links = browsed.xpath("//section//a")
    assert {"section", "author", "kind", "place", "tags", "year"} == {
        link.get("href").partition("?")[2].partition("=")[0] for link in links
    }
    for link in links[:6]:
        count = int(link.xpath("span[@class='count']/text()")[0].replace(",", ""))
        assert client.get(link.get("href")).text.count("<h2><a") == min(count, 10)


def test_every_example_of_how_to_search_runs(client: FlaskClient) -> None:
    for link in page(client.get("/help")).xpath("//table//a/@href"):
        assert client.get(link).status_code == 200


def test_each_year_has_a_bar_and_as_many_results_as_it_says(client: FlaskClient) -> None:
    boxes = page(search(client, q="أمن")).xpath("//*[@id='facet-year']//label[svg]")
    assert boxes
    for box in boxes:
        (year,), (count,) = box.xpath("input/@value"), box.xpath("span[@class='count']/text()")
        assert box.xpath("span//bdi/text()") == [year]
        found = search(client, q="أمن", year=year)
        assert found.text.count("<h2><a") == min(int(count), 10)
