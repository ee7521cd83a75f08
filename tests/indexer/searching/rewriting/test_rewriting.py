"""Tests of query rewriting, as shown on the page and returned by the API."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.arabizi import in_arabic
from analyzers.variants.keyboard import on_arabic_layout, on_english_layout
from indexer.model.article import Article
from indexer.searching.query.typed_dates import TypedDate, typed_date
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import search
from indexer.searching.rewriting import OFTEN, prepare, unknown_words
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.search_web.conftest import engine_of

BODIES = (
    "تنظيم داعش في العراق وسوريا، ويقال أهلا وسهلا.",
    "مكافحة الإرهاب في أوروبا، ومكافحة الإرهاب في العالم.",
    "A report on Syria, the Iraq war.",
    "حرب ضد حزب وحرب على داعش. الأمير محمد بن سلمان. حذر في.",
    "الاستخبارات الألمانية في ألمانيا والبرلمان، والإرهاب.",
)
ARTICLES = [
    Article(id=str(number), title="تقرير", body=body, date=dt.date(2019, 6, 14))
    for number, body in enumerate(BODIES)
]


@pytest.fixture
def served(analyzer: ArabicAnalyzer) -> Iterator[ServedIndex]:
    with closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served:
        with served.snapshot() as index:
            prepare(index)  # as on server start: the first search has a time limit
        yield served


def found(served: ServedIndex, query: str, **changes: object) -> ResultPage:
    with served.snapshot() as index:
        return search(SearchRequest(q=query, **changes), index)  # type: ignore[arg-type]


def rewritten(served: ServedIndex, query: str) -> tuple[str, str] | None:
    taken = found(served, query).interpretation.rewritten
    return (taken.kind, taken.text) if taken else None


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("hguvhr", "layout", "العراق"),
        ("]hua", "layout", "داعش"),
        ("s,vdh", "layout", "سوريا"),
        ("سغقهش", "layout", "syria"),
        ("da3esh", "arabizi", "داعش"),
        ("7arb", "arabizi", "حرب"),
        ("3ira9", "arabizi", "العراق"),
        ("germany", "name", "ألمانيا"),
        ("Allemagne", "name", "ألمانيا"),
        ("iraq", "", None),
        ("terrorism", "english", "الإرهاب"),
        ("Parliaments", "english", "البرلمان"),
        ("counter-terrorism", "english", "مكافحة الإرهاب"),
        ("war on terror", "english", "مكافحة الإرهاب"),
        ("intelligence in Germany", "english", "الاستخبارات ألمانيا"),
        ("the war", "", None),
        ("Iraq ", "", None),
        ("parliament of", "english", "البرلمان"),
        ("the intelligence of the parliament", "english", "الاستخبارات البرلمان"),
        ("war of the princes", "", None),
        ("da3esh 7arb", "arabizi", "داعش حرب"),
        ("محمدبن سلمان", "split", "محمد بن سلمان"),
        ("مكافحة الارهلب", "spelling", "مكافحة الإرهاب"),
        ("الاستخباارت", "spelling", "الاستخبارات"),
        ('"مكافحة الارهلب"', "spelling", '"مكافحة الإرهاب"'),
        ("حرب", "", None),
        ("حزب", "", None),
        ("high", "", None),
        ("اهلا", "", None),
        ("حذز", "", None),
        ("زقطرخظ", "", None),
        ("العراق سلمان", "", None),
    ],
)
def test_what_is_meant_is_searched_and_said(
    served: ServedIndex, typed: str, kind: str, meant: str | None
) -> None:
    assert rewritten(served, typed) == ((kind, meant) if meant else None)
    if meant:
        assert found(served, typed).total == found(served, meant).total > 0
        assert found(served, typed, strict=True).total == 0


@pytest.mark.parametrize("typed", ["حرب ", " حرب", "حرب  داعش"])
def test_spaces_alone_are_no_other_query(served: ServedIndex, typed: str) -> None:
    interpretation = found(served, typed).interpretation
    assert interpretation.suggested is None
    assert interpretation.rewritten is None


def test_a_word_that_somebody_wrote_is_never_taken_for_another(
    served: ServedIndex, analyzer: ArabicAnalyzer
) -> None:
    rare = [*ARTICLES, Article(id="rare", title="تقرير", body="الارهلب كما كُتب.")]
    with closing(ServedIndex(engine_of(rare, analyzer))) as written:
        assert rewritten(written, "الارهلب") is None
    assert rewritten(served, "الارهلب") == ("spelling", "الإرهاب")


def test_a_long_run_of_vowels_is_read_without_trying_every_way() -> None:
    asked: list[str] = []

    def may_begin(letters: str) -> bool:
        asked.append(letters)
        return len(letters) < 4

    ways = list(in_arabic("a" * 20, may_begin))
    assert len(ways) == len({way for _, way in ways})
    assert len(asked) < 100_000


def test_where_little_is_found_a_word_that_is_frequent_is_offered(analyzer: ArabicAnalyzer) -> None:
    often = [Article(id=str(n), title="خبر", body="مفاوضات طويلة.") for n in range(OFTEN)]
    other = Article(id="other", title="خبر", body="كلام المفوضين. المفوض الطويل.")
    with closing(ServedIndex(engine_of([*often, other], analyzer))) as served:
        page = found(served, "مفوضات طويلة")
        assert page.interpretation.rewritten is None
        suggested = page.interpretation.suggested
        assert suggested
        assert suggested.text == "مفاوضات طويلة"
        assert found(served, "مفوضات", strict=True).interpretation.suggested is None
        for written in ("المفوضين", "المفوض", "مفوض", "خبر"):
            assert found(served, written).interpretation.suggested is None, written


def test_the_page_says_it_and_leads_back(served: ServedIndex) -> None:
    client = create_app(served).test_client()
    page = client.get("/search", query_string={"q": "hguvhr"}).text
    assert "لوحة المفاتيح كانت على لغة أخرى" in page
    assert re.search(r'<a href="/search\?q=hguvhr&amp;strict=true"[^>]*>البحث عمّا كتبته</a>', page)
    assert "<mark>العراق</mark>" in page
    assert "hl=%D8%A7%D9%84%D8%B9%D8%B1%D8%A7%D9%82" in page
    answer = client.get("/api/v1/search", query_string={"q": "hguvhr"}).get_json()
    assert answer["interpretation"]["rewritten"] == {"kind": "layout", "text": "العراق"}


@pytest.mark.parametrize(
    ("typed", "words", "whole", "total", "stop_words"),
    [
        ('"تنظيم داعش"', 1, 1, 1, False),
        ("«مكافحة الإرهاب»", 1, 1, 1, False),
        ("“داعش تنظيم”", 1, 0, 0, False),
        ("الإرهاب و ألمانيا", 2, 1, 1, False),  # a single letter is a stop word
        ("عن", 1, 0, 0, True),
        ("على", 1, 1, 1, True),
        ("في على", 2, 1, 1, True),
        ("<b>", 1, 0, 0, False),
    ],
)
def test_quotes_particles_and_single_letters_are_taken_as_they_are_meant(
    served: ServedIndex, typed: str, words: int, whole: int, total: int, stop_words: bool
) -> None:
    page = found(served, typed, strict=True)
    taken = page.interpretation
    assert (taken.words, taken.whole, taken.stop_words) == (words, whole, stop_words)
    assert found(served, typed).total == total


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ("على", 200, "الكلمات الشائعة"),
        ("*", 200, "يمكن البحث عنها"),
        ("؟ !", 200, "يمكن البحث عنها"),
        ("OR " * 300, 200, "الاستعلام طويل، فجرى البحث عن كلماته الأولى"),
        ("(" * 900, 200, "يمكن البحث عنها"),
        ("-" * 5000, 400, "نص البحث أطول"),
        ("<img src=x onerror=alert(2)>", 200, "&lt;img src=x onerror=alert(2)&gt;"),
    ],
    ids=["stop word", "star", "marks", "operators", "parentheses", "too long", "HTML"],
)
def test_whatever_is_typed_the_page_says_how_it_was_taken(
    served: ServedIndex, typed: str, status: int, says: str
) -> None:
    answer = create_app(served).test_client().get("/search", query_string={"q": typed})
    assert answer.status_code == status
    assert says in answer.text
    assert "<img src=x" not in answer.text


def year(first: int, last: int, rest: str) -> TypedDate:
    return TypedDate(dt.date(first, 1, 1), dt.date(last, 12, 31), rest)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الهجرة 2019", TypedDate(dt.date(2019, 1, 1), dt.date(2019, 12, 31), "الهجرة")),
        ("حزيران 2019", TypedDate(dt.date(2019, 6, 1), dt.date(2019, 6, 30), "")),
        ("٢٠ جانفي ٢٠٢٠", TypedDate(dt.date(2020, 1, 20), dt.date(2020, 1, 20), "")),
        ("3 آذار 2021", TypedDate(dt.date(2021, 3, 3), dt.date(2021, 3, 3), "")),
        ("تشرين الثاني 2016", TypedDate(dt.date(2016, 11, 1), dt.date(2016, 11, 30), "")),
        ("٢٠١٩", TypedDate(dt.date(2019, 1, 1), dt.date(2019, 12, 31), "")),
        ("شباط 2020 الهجرة", TypedDate(dt.date(2020, 2, 1), dt.date(2020, 2, 29), "الهجرة")),
        ("يونيو 14, 2019", TypedDate(dt.date(2019, 6, 14), dt.date(2019, 6, 14), "")),
        ("قرار 2254", None),
        ("31 شباط 2019", TypedDate(dt.date(2019, 2, 1), dt.date(2019, 2, 28), "31")),
        ("الهجرة", None),
        ("", None),
        ("الإرهاب سنة 2016", year(2016, 2016, "الإرهاب")),
        ("عام 2017", year(2017, 2017, "")),
        ("الإرهاب من 2015 الى 2016", year(2015, 2016, "الإرهاب")),
        ("بين 2018 و2020", year(2018, 2020, "")),
        ("بين 2018 و 2020 ليبيا", year(2018, 2020, "ليبيا")),
        ("منذ 2016", None),
        ("ما بعد 2015", None),
        ("من 2018 إلى 2016", None),
    ],
)
def test_a_date_among_the_words_is_seen(typed: str, meant: TypedDate | None) -> None:
    assert typed_date(typed) == meant


def test_a_typed_date_is_offered_as_a_filter(served: ServedIndex) -> None:
    client = create_app(served).test_client()
    page = client.get("/search", query_string={"q": "الإرهاب حزيران 2019"}).text
    assert "في <bdi>يونيو 2019</bdi>" in page
    assert "from=2019-06-01&amp;to=2019-06-30" in page
    filtered = client.get("/search", query_string={"q": "الإرهاب 2019", "year": 2019}).text
    assert "هل تقصد ما نُشر" not in filtered
    answer = client.get("/api/v1/search", query_string={"q": "الإرهاب 2019"}).get_json()
    date = {"from": "2019-01-01", "to": "2019-12-31", "q": "الإرهاب"}
    assert answer["interpretation"]["date"] == date


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("مكافحة الارهلللب", [("الارهلللب", ("الإرهاب",))]),
        ("خرب da3esh", [("خرب", ("حرب",)), ("da3esh", ("داعش",))]),
        ("حرب syria 2031", []),
        ("زقطرخظ", [("زقطرخظ", ())]),
    ],
)
def test_staff_are_shown_the_nearest_words_of_those_that_no_article_holds(
    served: ServedIndex, typed: str, unknown: list[tuple[str, tuple[str, ...]]]
) -> None:
    with served.snapshot() as index:
        found = [(one.word, one.near) for one in unknown_words(typed, index)]
    assert found == unknown


@given(st.text(max_size=40))
def test_no_text_is_too_much_for_a_layout_or_a_date(text: str) -> None:
    on_english_layout(on_arabic_layout(text))
    typed_date(text)


@given(st.text(alphabet="abdeghikmnoqrstwyz3567'", max_size=8))
def test_what_is_read_from_latin_letters_begins_as_it_may(word: str) -> None:
    words = ("داعش", "حزب", "غزه")
    for _, read in in_arabic(word, lambda start: any(one.startswith(start) for one in words)):
        assert any(one.startswith(read) for one in words)
