"""A word finds other words of its family: after its own, said so, and not in a strict search.

It also knows its forms with other proclitics in the texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.query import Word
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.understanding import understand
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result
from indexer.searching.result_page import search
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine

BODIES = {
    "adjective": "أقرت برلين خطة مع الجيش الألماني للتسلح.",
    "country": "تعلن ألمانيا خطة للتسلح في البحر والجو.",
    "other": "تعلن فرنسا خطة للتسلح.",
}


@pytest.fixture(params=["memory", "whoosh"])
def index(
    request: pytest.FixtureRequest, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Iterator[OpenIndex]:
    engine = MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path)
    by_lemma = make_analyzer(analyzer.lists, "lemma")
    found = (Article(id=id_, title="خبر", body=body) for id_, body in BODIES.items())
    build(engine, found, by_lemma)
    with closing(OpenIndex(engine.snapshot(), by_lemma)) as index:
        yield index


def found(index: OpenIndex, query: str, *, strict: bool = False) -> dict[str, Result]:
    page = search(SearchRequest(q=query, strict=strict), index)
    return {one.article.id: one for one in page.results}


def test_an_article_with_another_word_of_the_family_comes_after_those_with_the_word(
    index: OpenIndex,
) -> None:
    assert [*found(index, "ألمانيا")] == ["country", "adjective"]
    assert [*found(index, "الألمانية")] == ["adjective", "country"]


def test_it_says_that_the_word_is_of_the_family_and_marks_it(index: OpenIndex) -> None:
    result = found(index, "ألمانيا")["adjective"]
    (reason,) = result.reasons
    assert (reason.kind, reason.found, reason.obvious) == ("family", "الألماني", False)
    (marked,) = {
        passage.marked.text[start:end]
        for passage in result.passages
        for start, end in passage.marked.marks
    }
    assert marked == "الألماني"


def test_a_strict_search_is_for_the_word_itself(index: OpenIndex) -> None:
    assert [*found(index, "ألمانيا", strict=True)] == ["country"]


def test_a_minus_leaves_out_the_word_itself_alone(index: OpenIndex) -> None:
    assert {*found(index, "خطة -ألمانيا")} == {"adjective", "other"}


def test_a_word_knows_its_forms_with_other_proclitics(index: OpenIndex) -> None:
    (known,) = understand("والجيش", index).parsed.wanted
    assert isinstance(known, Word)
    assert known.joined == ("الجيش",)
    (strict,) = understand("والجيش", index, strict=True).parsed.wanted
    assert isinstance(strict, Word)
    assert strict.joined == ()
