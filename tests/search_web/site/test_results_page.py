"""The page of results: filters by type and month, reasons of a hit, near-duplicates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from flask.testing import FlaskClient
from lxml import html

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.searching.result import Marked, Result
from indexer.searching.rewriting import OFTEN
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from search_web.site.hit_rows import grouped
from tests.search_web.conftest import engine_of, narrowed, page_of

LONG = " ".join(f"كلمة{number}" for number in range(60))
STUDY = Article(
    id="study",
    title="المقاتلون الأجانب",
    body=f"دراسة عن المقاتلين في سوريا. {LONG}",
    date=dt.date(2019, 6, 14),
    kind="دراسة",
    section="أمن",
)
AGAIN = replace(STUDY, id="again", title="المقاتلون الأجانب ثانيةً", kind="تقرير")
OTHER = Article(
    id="other", title="خبر", body="عن الأجانب في المدن.", date=dt.date(2019, 8, 1), kind="خبر"
)
OFTEN_WRITTEN = [
    Article(id=str(n), title="خبر", body="انتخابات.", date=dt.date(2020, 1, 1))
    for n in range(OFTEN)
]


@pytest.fixture
def client(analyzer: ArabicAnalyzer) -> FlaskClient:
    served = ServedIndex(engine_of([STUDY, AGAIN, OTHER, *OFTEN_WRITTEN], analyzer))
    return create_app(served).test_client()


def read(client: FlaskClient, **parameters: object) -> html.HtmlElement:
    response = client.get("/search?" + urlencode(parameters, doseq=True))
    assert response.status_code == 200
    return html.document_fromstring(response.get_data(as_text=True))


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


def test_a_type_of_content_is_a_filter_and_stands_with_the_result(client: FlaskClient) -> None:
    page = read(client, q="سوريا")
    assert texts(page, "//p[@class='kind']") == ["أمن · دراسة"]
    address = narrowed(page, kind="تقرير")
    assert address == "/search?" + urlencode({"q": "سوريا", "kind": "تقرير"})
    found = page_of(client.get(address))
    assert texts(found, "//ol[@class='results']//h2") == ["المقاتلون الأجانب ثانيةً"]
    assert any("تقرير" in chip for chip in texts(found, "//ul[@class='chips']/li"))


def test_the_months_of_a_year_are_offered_once_it_is_chosen(client: FlaskClient) -> None:
    assert not read(client, q="الأجانب").xpath("//*[@id='facet-month']")
    page = read(client, q="الأجانب", year=2019)
    assert texts(page, "//*[@id='facet-month']//label/span[1]") == ["أغسطس 2019", "يونيو 2019"]
    address = narrowed(page, month="2019-08")
    wanted = urlencode({"q": "الأجانب", "year": 2019, "month": "2019-08"})
    assert address == f"/search?{wanted}"
    assert texts(page_of(client.get(address)), "//ol[@class='results']//h2") == ["خبر"]


def test_removing_a_year_removes_its_months(client: FlaskClient) -> None:
    page = read(client, q="الأجانب", year=2019, month="2019-08")
    (without,) = page.xpath("//ul[@class='chips']//a[contains(., 'السنة')]/@href")
    assert without == "/search?" + urlencode({"q": "الأجانب"})


@pytest.mark.parametrize("month", ["2019-13", "2019-6", "يونيو", "2019-06-01"])
def test_an_invalid_month_is_reported_and_ignored(client: FlaskClient, month: str) -> None:
    assert "لم يُفهم الشهر" in " ".join(texts(read(client, q="سوريا", month=month), "//p"))


def test_near_duplicates_are_folded_behind_the_first(client: FlaskClient) -> None:
    page = read(client, q="سوريا")
    assert len(page.xpath("//ol[@class='results']/li")) == 1
    assert texts(page, "//details[@class='nearly']/summary") == ["نص آخر يكاد يطابقه"]
    assert page.xpath("//details[@class='nearly']//a/@href") == [
        "/a/again?" + urlencode({"hl": "سوريا", "at": 0})
    ]
    assert texts(page, "//*[@id='count']")[0].startswith("نتيجتان")


def test_a_hit_says_why_it_matched_if_that_is_not_obvious(client: FlaskClient) -> None:
    page = read(client, q="مقاتلون سوريا أجنبي")
    assert texts(page, "//ol[@class='results'][1]/li[1]//p[@class='why']") == [
        "«الأجانب» صيغة أخرى من «أجنبي»"
    ]
    (missing,) = texts(page, "//ul[@class='results']/li//p[@class='why']")
    assert missing.endswith("ولا يرد فيه: مقاتلون سوريا")
    assert not read(client, q="سوريا").xpath("//p[@class='why']")


def test_of_many_missing_words_three_are_named(analyzer: ArabicAnalyzer) -> None:
    words = "زراعة صناعة تجارة سياحة تعليم".split()
    articles = [replace(OTHER, id=word, title="خبر", body=word) for word in words]
    client = create_app(ServedIndex(engine_of(articles, analyzer))).test_client()
    first, *_ = texts(read(client, q=" ".join(words)), "//p[@class='why']")
    assert first.count("زراعة") + first.count("صناعة") + first.count("تجارة") >= 2
    assert first.endswith("(+1)")


def test_a_page_says_how_many_hits_have_all_the_words(analyzer: ArabicAnalyzer) -> None:
    bodies = ["أمن تقنية", "تقنية", *["أمن"] * 18]
    articles = [replace(OTHER, id=str(n), title="خبر", body=body) for n, body in enumerate(bodies)]
    client = create_app(ServedIndex(engine_of(articles, analyzer))).test_client()
    page = read(client, q="أمن تقنية")
    (note,) = page.xpath("//p[@class='note']")
    assert "نتيجة واحدة تضم كل الكلمات، وفي سائرها معظم ما يدور عليه البحث." in note.text_content()
    strict = html.document_fromstring(client.get(note.xpath("a/@href")[0]).get_data(as_text=True))
    assert len(texts(page, "//ol[@class='results']/li")) == 2
    assert len(texts(strict, "//ol[@class='results']/li")) == 1


def test_a_frequent_word_is_offered_where_little_was_found(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": "انتخبات"}).get_data(as_text=True)
    assert "انتخابات" in page


def test_groups_keep_the_order_and_lose_nothing() -> None:
    results = [
        Result(replace(STUDY, id=id_), 1.0, Marked(""), (), nearly=nearly)
        for id_, nearly in (("1", ""), ("2", ""), ("3", "1"), ("4", "not on this list"), ("5", "2"))
    ]
    found = [[result.article.id for result in group] for group in grouped(results)]
    assert found == [["1", "3"], ["2", "5"], ["4"]]


def test_a_partial_page_does_not_claim_that_there_are_no_results(analyzer: ArabicAnalyzer) -> None:
    served = ServedIndex(engine_of([STUDY, OTHER], analyzer))
    hasty = create_app(served, Configuration(time_limit=0)).test_client()
    page = hasty.get("/search", query_string={"q": "سوريا"}).get_data(as_text=True)
    assert "لم يكتمل البحث" in page
    assert "لم نجد إصداراً" not in page


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/search?q=a&month=0000-05", {}),
        ("/search?" + urlencode({"q": "كانون الأول 9999"}), {}),
        ("/a/study", {"Referer": "http://["}),
    ],
)
def test_odd_addresses_are_answered(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    assert client.get(path, headers=headers).status_code == 200


def test_a_body_that_nobody_sends_is_not_read(client: FlaskClient) -> None:
    assert client.post("/preferences", data=b"x" * 100_000).status_code == 413
    assert client.post("/preferences", headers={"Origin": "http://["}).status_code in (400, 403)


def test_empty_fields_of_a_form_leave_the_address(client: FlaskClient) -> None:
    response = client.get("/search", query_string={"q": "سوريا", "from": "2019-01-01", "to": ""})
    assert response.status_code == 302
    assert response.location == "/search?" + urlencode({"q": "سوريا", "from": "2019-01-01"})


def test_a_filter_finds_as_many_as_its_count(analyzer: ArabicAnalyzer) -> None:
    both = [
        replace(OTHER, id=f"both{n}", body="رئيس الحكومة.", section="أمن" if n < 2 else "سياسة")
        for n in range(8)
    ]
    one = [replace(OTHER, id=f"one{n}", body="رئيس النادي.", section="أمن") for n in range(5)]
    client = create_app(ServedIndex(engine_of([*both, *one], analyzer))).test_client()
    page = read(client, q="رئيس الحكومة")
    counts = texts(page, "//*[@id='facet-section']//span[@class='count']")
    sections = page.xpath("//*[@id='facet-section']//input/@value")
    assert len(sections) == 2
    for section, count in zip(sections, counts, strict=True):
        found = read(client, q="رئيس الحكومة", section=section)
        assert len(texts(found, "//ol[@class='results']/li")) == int(count.strip("()"))


def test_a_rewritten_search_is_named_by_what_was_searched(client: FlaskClient) -> None:
    page = read(client, q="hghkjohfhj")
    assert texts(page, "//h1") == ["نتائج البحث عن «الانتخابات»"]


def test_results_stand_before_filters_and_are_skipped_to(client: FlaskClient) -> None:
    page = read(client, q="الأجانب")
    first = page.xpath("//ol[@class='results']/li")[0]
    assert page.xpath("//a[@class='skip']/@href") == [f"#{first.get('id')}"]
    assert page.xpath("//ol[@class='results']/following::details[contains(@class, 'filters')]")


def test_an_article_leads_back_to_its_place_in_the_results(client: FlaskClient) -> None:
    page = read(client, q="الأجانب")
    hit = page.xpath("//ol[@class='results']/li")[-1]
    referrer = {"Referer": "http://localhost/search?q=الأجانب&page=1"}
    response = client.get(hit.xpath(".//h2/a/@href")[0], headers=referrer)
    article: Any = html.document_fromstring(response.text)
    (back,) = article.xpath("//nav[@class='walk']/a/@href")
    assert back.endswith(f"#{hit.get('id')}")


def test_similar_publications_keep_the_query(analyzer: ArabicAnalyzer) -> None:
    bodies = ("تراقب المصارف حوالات الأفراد.", "يطارد المحققون شركات وهمية.", "تشدد القوانين.")
    alike = [
        Article(id=str(number), title="تمويل الإرهاب وغسل الأموال عبر المصارف", body=body)
        for number, body in enumerate(bodies)
    ]
    served = ServedIndex(engine_of([*alike, STUDY, OTHER, *OFTEN_WRITTEN[3:]], analyzer))
    response = create_app(served).test_client().get("/a/0?hl=غسل")
    article: Any = html.document_fromstring(response.text)
    links = article.xpath("//section[contains(@class, 'alike')]//a/@href")
    assert {unquote(link) for link in links} == {"/a/1?hl=غسل", "/a/2?hl=غسل"}


def hits(page: html.HtmlElement) -> list[str]:
    return list(map(str, elements(page, "//ol[@class='results']/li/@id")))


def elements(page: html.HtmlElement, path: str) -> Any:
    """Return what a path finds, which lxml gives no one type."""
    return page.xpath(path)


def test_a_reader_chooses_how_many_results_a_page_has(analyzer: ArabicAnalyzer) -> None:
    articles = [Article(id=str(n), title="خبر", body=f"مدينة {n} حدث{n}") for n in range(25)]
    client = create_app(ServedIndex(engine_of(articles, analyzer))).test_client()
    page = read(client, q="مدينة")
    sizes = elements(page, "//nav[@aria-label='عدد النتائج في الصفحة']/a")
    assert [link.get("href") for link in sizes] == [
        "/search?" + urlencode({"q": "مدينة", **size})
        for size in ({}, {"per_page": 20}, {"per_page": 50})
    ]
    assert [link.get("aria-current") for link in sizes] == ["true", None, None]
    twenty = read(client, q="مدينة", per_page=20)
    assert (
        len(elements(twenty, "//ol[@class='results']//h2 | //details[@class='nearly']//li")) == 20
    )
    assert elements(twenty, "//a[@rel='next']/@href")[0] == "/search?" + urlencode(
        {"q": "مدينة", "per_page": 20, "page": 2}
    )
    (feed,) = elements(twenty, "//p[contains(@class, 'beyond')]/a/@href")
    assert "per_page" not in feed


def test_the_last_year_and_the_last_five_are_one_click_away(analyzer: ArabicAnalyzer) -> None:
    today = dt.datetime.now(dt.UTC).date()
    ages = {"new": 30, "older": 3 * 365, "old": 9 * 365}
    articles = [
        replace(OTHER, id=name, body=f"مدينة {name}", date=today - dt.timedelta(days=days))
        for name, days in ages.items()
    ]
    client = create_app(ServedIndex(engine_of(articles, analyzer))).test_client()
    links = elements(read(client, q="مدينة", year=today.year - 9), "//ul[@class='ranges']//a")
    assert [link.text for link in links] == ["السنة الأخيرة", "آخر 5 سنوات"]
    found = []
    for link in links:
        page = html.document_fromstring(client.get(link.get("href")).text)
        found.append(len(elements(page, "//ol[@class='results']//h2")))
        (active,) = elements(page, "//ul[@class='ranges']//a[@aria-current]")
        assert active.get("href") == "/search?" + urlencode({"q": "مدينة"})
    assert found == [1, 2]


def test_an_active_filter_without_hits_stays_in_its_facet(client: FlaskClient) -> None:
    page = read(client, q="سوريا", section=["أمن", "بلا نتائج"], year=[2019, 1999])
    for field, value in (("section", "بلا نتائج"), ("year", "1999")):
        checked = page.xpath(f"//*[@id='facet-{field}']//input[@checked]/@value")
        assert value in checked


@pytest.mark.parametrize(
    ("asked", "within", "searched"),
    [
        ({"q": "الأجانب"}, "المدن", {"q": "الأجانب المدن"}),
        ({"q": "الأجانب", "kind": "خبر"}, "المدن", {"q": "الأجانب المدن", "kind": "خبر"}),
        ({"q": "سوريا أو المدن"}, "الأجانب", {"q": "(سوريا أو المدن) الأجانب"}),
        ({"kind": "خبر"}, "المدن", {"q": "المدن", "kind": "خبر"}),
    ],
)
def test_more_words_are_searched_within_the_results(
    client: FlaskClient, asked: dict[str, str], within: str, searched: dict[str, str]
) -> None:
    kept = elements(
        read(client, **asked), "//form[.//input[@name='within']]//input[@type='hidden']"
    )
    form = {one.get("name"): one.get("value") for one in kept}
    response = client.get("/search", query_string={**form, "within": within})
    assert response.location == "/search?" + urlencode(searched)
    assert "hit-other" in hits(read(client, **searched))


def test_a_phrase_that_finds_nothing_is_offered_without_quotation_marks(
    client: FlaskClient,
) -> None:
    page = read(client, q="«المدن الأجانب»")
    assert texts(page, "//h1") == ["لا نتائج عن «المدن الأجانب»"]
    (link,) = elements(page, "//a[@class='button first']")
    assert link.text == "ابحث بلا علامتَي التنصيص (نتيجة واحدة)"
    assert hits(html.document_fromstring(client.get(link.get("href")).text)) == ["hit-other"]


def test_a_typed_date_that_rescues_a_search_is_applied_and_said(client: FlaskClient) -> None:
    page = read(client, q="سوريا حزيران 2019")
    assert hits(page) == ["hit-study"]
    (note,) = elements(page, "//p[@class='note']")
    assert "هذا ما نُشر في يونيو 2019" in " ".join(note.text_content().split())
    assert len(elements(page, "//ul[@class='chips']/li")) == 3
    assert elements(page, "//input[@id='q']/@value") == ["سوريا"]
    (back,) = elements(note, "a/@href")
    assert back == "/search?" + urlencode({"q": "سوريا حزيران 2019", "strict": "true"})
