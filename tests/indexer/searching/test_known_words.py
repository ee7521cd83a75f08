"""Tests of the known words, which are not corrected even if no article contains them."""

from __future__ import annotations

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import is_arabic, normalize
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.answer import answer
from indexer.searching.known_words import KnownWords, written_forms
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import SearchRequest
from tests.conftest import PROJECT
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine

NEAR = "تدريب نسبة نفسه دروس سرايا تعيد السنوات الأشد الخطاب بنيت عاد كما هناك تكون درجة مواد بابا"
"""Text of the only article: words at a small edit distance from the known words below."""


@pytest.fixture(scope="module")
def index(analyzer: ArabicAnalyzer) -> OpenIndex:
    engine = MemoryEngine()
    build(engine, [Article(id="1", title="خبر", body=NEAR)], analyzer)
    lists = QueryLists.load(PROJECT / "index_data" / "words")
    return OpenIndex(engine.snapshot(), analyzer, Expander(lists, analyzer))


@pytest.mark.parametrize(
    "word",
    [
        *"تغريب نكبة نكسة دروز سبايا تعهيد".split(),  # technical terms
        *"السنوار الأسد الخطيب بينيت عادل كمال تبون درنة".split(),  # names
        *"موساد ترمب".split(),  # words from staff's lists
        *"دابا علاش شنوة ازاي وايد".split(),  # dialect words
    ],
)
def test_a_word_that_is_right_is_not_replaced(index: OpenIndex, word: str) -> None:
    found = answer(SearchRequest(q=word), index)
    assert found.interpretation.rewritten is None
    assert found.total == 0


@pytest.mark.parametrize("word", ["وتغريب", "بالدروز", "للسبايا", "والسنوار"])
def test_a_word_is_known_behind_what_is_joined_to_it(index: OpenIndex, word: str) -> None:
    (form,) = normalize(word)
    assert form in index.known_words


@pytest.mark.parametrize("word", ["الارهلب", "صواريح", "زلنسكي", "برلمن", "الاستخباارت"])
def test_a_misspelling_is_not_known(index: OpenIndex, word: str) -> None:
    (form,) = normalize(word)
    assert form not in index.known_words


def test_a_source_of_words_may_join() -> None:
    assert "زقطرخظ" not in KnownWords()
    assert "بالزقطرخظ" in KnownWords({"زقطرخظ"})
    assert not KnownWords().is_sure("تغريب")  # words from corpora may be misspelled


def test_the_list_holds_forms_of_arabic_words() -> None:
    forms = written_forms()
    assert len(forms) > 60_000
    assert all(is_arabic(form) and normalize(form) == (form,) for form in forms)


def test_what_is_near_a_word_that_is_right_is_offered(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    build(engine, [Article(id="1", title="خبر", body="دروس في التاريخ.")], analyzer)
    opened = OpenIndex(engine.snapshot(), analyzer)
    taken = answer(SearchRequest(q="دروز"), opened).interpretation
    assert taken.rewritten is None
    assert taken.suggested is not None
    assert taken.suggested.text == "دروس"
    assert answer(SearchRequest(q="دروز", strict=True), opened).interpretation.suggested is None
