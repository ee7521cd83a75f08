"""Other spellings of one word: what a query finds by them, and what it must not find."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.tokenizer import words
from analyzers.word_lists import WordLists
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from tests.conftest import PROJECT
from tests.indexer.searching.test_arabic_cases import index_of
from tests.tables import rows

CASES = rows(Path(__file__).parent / "cases" / "spellings.tsv")


@pytest.fixture(scope="module", params=["guarded", "lemma"])
def analyzer(request: pytest.FixtureRequest) -> ArabicAnalyzer:
    return make_analyzer(WordLists.load(PROJECT / "index_data" / "words"), request.param)


@pytest.mark.parametrize(
    ("query", "text", "expected", "kind"), CASES, ids=[f"{row[3]}: {row[0]}" for row in CASES]
)
def test_a_query_finds_other_spellings_of_its_words_and_no_other_words(
    query: str, text: str, expected: str, kind: str, analyzer: ArabicAnalyzer
) -> None:
    page = search(SearchRequest(q=query, strict=True), index_of(text, analyzer))
    assert page.total == (expected == "found")
    for result in page.results:
        marked = result.passages[0].marked
        assert marked.marks
        starts, ends = zip(*((start, end) for _, start, end in words(marked.text)), strict=True)
        assert all(start in starts and end in ends for start, end in marked.marks)
