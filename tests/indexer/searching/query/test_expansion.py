"""Synonyms and other spellings: what a search adds to a query, and how it says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.lists.query_lists import FOREIGN_NAMES, SYNONYMS
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import mark_article, search
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine

BODIES = {
    "daesh": "هجوم لداعش في المدينة.",
    "organisation": "عناصر تنظيم الدولة في العراق.",
    "apart": "الدولة تعيد تنظيم الجيش.",
    "isis": "تقرير عن ISIS بالإنجليزية.",
    "google": "شركة جوجل والبيانات.",
    "base": "قاعدة عسكرية في الصحراء.",
    "qaeda": "هجوم للقاعدة في اليمن.",
    "drone": "أسقطوا الطائرة المسيرة أمس.",
    "drones": "سرب من طائرات بدون طيار.",
    "covid": "COVID-19 في أوروبا.",
    "covid19": "covid19 في العراق.",
    "corona": "أثر كورونا.",
    "jet": "مقاتلات F-16 الجديدة.",
    "jets": "مقاتلات F16 القديمة.",
}


@pytest.fixture
def words(tmp_path: Path) -> Path:
    (tmp_path / SYNONYMS).write_text(
        "داعش، تنظيم الدولة، ISIS، تنظيم لا وجود له\nتنظيم القاعدة، القاعدة\n"
        "تنظيم الدولة الإسلامية في المدينة، عناصر\n"
        "طائرات مسيرة، طائرات بدون طيار، درونز\nكوفيد، كورونا، COVID\n"
    )
    (tmp_path / FOREIGN_NAMES).write_text("غوغل\n")
    return tmp_path


@pytest.fixture
def served(words: Path, analyzer: ArabicAnalyzer) -> Iterator[ServedIndex]:
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for id_, body in BODIES.items():
            writer.add(make_document(Article(id=id_, title="خبر", body=body), analyzer))
        writer.publish(["a test"], refused=0)
    with closing(ServedIndex(engine, words)) as served:
        yield served


def found(served: ServedIndex, query: str, **changes: object) -> ResultPage:
    with served.snapshot() as index:
        return search(SearchRequest(q=query, **changes), index)  # type: ignore[arg-type]


def ids(page: ResultPage) -> list[str]:
    return [result.article.id for result in page.results]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("داعش", {"daesh", "organisation", "isis"}),
        ("بداعش", {"daesh", "organisation", "isis"}),
        ("تنظيم الدولة", {"daesh", "organisation", "isis"}),
        ("لتنظيم الدولة", {"daesh", "organisation", "isis"}),
        ("isis", {"daesh", "organisation", "isis"}),
        ("داعش -isis", {"daesh", "organisation"}),
        ("title:داعش", set()),
        ('"تنظيم الدولة"', {"organisation"}),
        ("غوغل", {"google"}),
        ("قوقل", {"google"}),
        ("لغوغل", {"google"}),
        ("تنظيم الدولة الإسلامية في المدينة", {"organisation"}),  # the longest entry first
        ("الدولة", {"organisation"}),
        ("درونز", {"drone", "drones"}),
        ("طائرة بدون طيار", {"drone", "drones"}),
        ("بطائرة مسيرة", {"drone", "drones"}),
        ("والطائرات المسيرة", {"drone", "drones"}),
        ("كوفيد-19", {"covid", "covid19", "corona"}),
        ("COVID-19", {"covid", "covid19", "corona"}),
        ("F-16", {"jet", "jets"}),
        ("F16", {"jet", "jets"}),
        ('"F-16"', {"jet"}),
        ('"كوفيد 19"', set()),
    ],
)
def test_a_search_finds_synonyms_and_other_spellings(
    served: ServedIndex, query: str, expected: set[str]
) -> None:
    assert {*ids(found(served, query))} - {"apart"} == expected


def test_a_synonym_of_several_words_matches_only_as_a_phrase(served: ServedIndex) -> None:
    assert "apart" not in ids(found(served, "داعش"))


def test_a_definite_article_that_belongs_to_a_name_is_required(served: ServedIndex) -> None:
    page = found(served, "تنظيم القاعدة")
    assert "qaeda" in ids(page)
    assert "base" not in ids(page)
    assert found(served, "قاعدة عسكرية").interpretation.also == ()


def test_the_typed_word_ranks_before_its_synonyms(served: ServedIndex) -> None:
    for query, first in (("داعش", "daesh"), ("isis", "isis"), ("تنظيم الدولة", "organisation")):
        matching_whole = [id_ for id_ in ids(found(served, query)) if id_ != "apart"]
        assert matching_whole[0] == first


def test_the_answer_names_the_alternatives_that_some_article_contains(
    served: ServedIndex,
) -> None:
    (also,) = found(served, "داعش").interpretation.also
    assert (also.kind, also.typed, also.others) == ("synonym", "داعش", ("تنظيم الدولة", "ISIS"))
    (also,) = found(served, "غوغل").interpretation.also
    assert (also.kind, also.typed, also.others) == ("spelling", "غوغل", ("جوجل",))


def test_a_strict_search_has_no_synonyms(served: ServedIndex) -> None:
    page = found(served, "داعش", strict=True)
    assert ids(page) == ["daesh"]
    assert page.interpretation.also == ()


def test_synonyms_are_marked_whole(served: ServedIndex) -> None:
    page = found(served, "داعش")
    (passage,) = next(r for r in page.results if r.article.id == "organisation").passages
    marked = [passage.marked.text[start:end] for start, end in passage.marked.marks]
    assert marked == ["تنظيم الدولة"]
    with served.snapshot() as index:
        article = index.snapshot.article("organisation")
        assert article is not None
        assert mark_article(article, "داعش", index).count == 1


def test_a_changed_list_applies_without_a_rebuild(served: ServedIndex, words: Path) -> None:
    assert "qaeda" not in ids(found(served, "خلايا"))
    (words / SYNONYMS).write_text("خلايا، القاعدة\n# a longer note\n")
    assert "qaeda" in ids(found(served, "خلايا"))


def test_a_mistake_in_the_list_leaves_its_other_lines_in_use(
    served: ServedIndex, words: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert "isis" in ids(found(served, "داعش"))
    (words / SYNONYMS).write_text("داعش، ISIS\nالقاعدة\n")
    assert "isis" in ids(found(served, "داعش"))
    assert "line 2, column 1" in caplog.text


def test_the_page_names_the_synonyms_and_offers_a_strict_search(served: ServedIndex) -> None:
    with create_app(served).test_client() as client:
        text = client.get("/search", query_string={"q": "داعش"}).get_data(as_text=True)
        assert "شمل البحث مرادفات <bdi>داعش</bdi>" in text
        assert "البحث عمّا كتبته فقط" in text
        strict = client.get("/search", query_string={"q": "داعش", "strict": "true"})
        assert "مرادفات" not in strict.get_data(as_text=True)


def test_the_api_names_the_alternatives(served: ServedIndex) -> None:
    with create_app(served).test_client() as client:
        answer = client.get("/api/v1/search", query_string={"q": "غوغل"}).get_json()
    assert answer["interpretation"]["also"] == [
        {"kind": "spelling", "typed": "غوغل", "others": ["جوجل"]}
    ]
