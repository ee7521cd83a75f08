"""What meaning adds to an answer, and what it never does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Hit, Sort
from indexer.lists.query_lists import NO_LISTS
from indexer.model.article import Article
from indexer.searching import fusion
from indexer.searching.answer import Answer, answer
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from indexer.semantic.embeddings import Embeddings
from indexer.semantic.vector_file import VectorFolder
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine
from tests.topic_embedder import TopicEmbedder

QUERY = "سفينة"
PLAIN = Article(id="plain", title="خبر السفينة في الميناء", body="مطر ذهب فضة")
AFLOAT = Article(id="afloat", title="خبر السفينة في الميناء", body="زورق مركب زورق", section="بحر")
ALONE = Article(id="alone", title="نقل البضائع", body="مركب زورق", section="بحر")
RAIN = Article(id="rain", title="طقس اليوم", body="غيث مطر", section="جو")
OTHERS = [
    Article(id=f"other-{number}", title=f"ورقة {number}", body="مطر غيث سحاب")
    for number in range(60)
]


@pytest.fixture
def embedder() -> TopicEmbedder:
    return TopicEmbedder()


@pytest.fixture
def index(analyzer: ArabicAnalyzer, tmp_path: Path, embedder: TopicEmbedder) -> OpenIndex:
    return index_of([PLAIN, AFLOAT, ALONE, RAIN, *OTHERS], analyzer, tmp_path, embedder)


def index_of(
    articles: Iterable[Article], analyzer: ArabicAnalyzer, folder: Path, embedder: TopicEmbedder
) -> OpenIndex:
    engine = MemoryEngine()
    build(engine, articles, analyzer)
    embeddings = Embeddings(VectorFolder(folder, embedder.model), embedder, 1, 5.0)
    embeddings.embed(engine.snapshot())
    return open_index(engine, analyzer, NO_LISTS, embeddings=embeddings)


def ids(answered: Answer) -> list[str]:
    return [hit.id for hit in answered.hits]


def near(answered: Answer) -> list[str]:
    return [hit.id for hit in answered.near]


def test_of_equal_hits_the_one_nearer_in_meaning_is_first(index: OpenIndex) -> None:
    by_words = answer(SearchRequest(q=QUERY), replace(index, meaning=None))
    by_both = answer(SearchRequest(q=QUERY), index)
    assert ids(by_words) == ["plain", "afloat"]
    assert ids(by_both) == ["afloat", "plain"]
    assert by_words.total == by_both.total == 2


@pytest.mark.parametrize(
    ("prominence", "weight", "order"),
    [
        ([0, 0, 0], 1.0, "abc"),
        ([0, 3, 0], 1.0, "bac"),
        ([0, 3, 0], 0.1, "abc"),
        ([0, 3, 0], 0.0, "abc"),
        ([np.nan, 3, 0], 1.0, "bac"),  # without a vector as the mean of the others
        ([1, np.nan, 5], 1.0, "cba"),
        ([np.nan, np.nan, np.nan], 1.0, "abc"),
    ],
)
def test_words_and_meaning_are_added(prominence: list[float], weight: float, order: str) -> None:
    hits = [Hit(id_, score, 0, 0) for id_, score in (("a", 3.0), ("b", 2.0), ("c", 1.0))]
    found = fusion.fused(hits, np.array(prominence, np.float64), weight)
    assert "".join(hit.id for hit in found) == order


def test_what_is_near_in_meaning_alone_follows_uncounted(index: OpenIndex) -> None:
    answered = answer(SearchRequest(q=QUERY), index)
    assert near(answered)[0] == "alone"
    assert not {"plain", "afloat"} & {*near(answered)}
    assert answered.total == 2
    page = search(SearchRequest(q=QUERY), index)
    assert page.near[0].article.id == "alone"
    assert page.near[0].reasons == ()
    assert page.near[0].title.marks == ()


def test_a_query_of_words_that_nothing_holds_finds_what_is_near(index: OpenIndex) -> None:
    answered = answer(SearchRequest(q="ship"), index)
    assert answered.total == 0
    assert {*near(answered)[:2]} == {"afloat", "alone"}


@pytest.mark.parametrize(("section", "found"), [("بحر", ["alone"]), ("جو", [])])
def test_what_is_near_passes_the_filters(index: OpenIndex, section: str, found: list[str]) -> None:
    answered = answer(SearchRequest(q=QUERY).narrowed("section", [section]), index)
    assert near(answered) == found


def test_what_is_near_holds_no_excluded_word(index: OpenIndex) -> None:
    assert "alone" not in near(answer(SearchRequest(q=f"{QUERY} -البضائع"), index))


@pytest.mark.parametrize(
    "request_", [SearchRequest(q=QUERY, strict=True), SearchRequest(q=""), SearchRequest(q="؟")]
)
def test_where_words_are_exact_or_missing_meaning_adds_nothing(
    index: OpenIndex, request_: SearchRequest
) -> None:
    with_meaning = answer(request_, index)
    assert with_meaning == answer(request_, replace(index, meaning=None))


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_an_order_by_date_stays_as_it_is(index: OpenIndex, sort: Sort) -> None:
    wanted = SearchRequest(q=QUERY, sort=sort)
    assert answer(wanted, index) == answer(wanted, replace(index, meaning=None))


def test_an_embedder_that_fails_leaves_the_answer_of_the_words(
    index: OpenIndex, embedder: TopicEmbedder
) -> None:
    embedder.is_broken = True
    wanted = SearchRequest(q=QUERY)
    assert answer(wanted, index) == answer(wanted, replace(index, meaning=None))


@pytest.mark.parametrize("per_page", [1, 3, 7, 50])
def test_pages_of_any_size_show_every_hit_once_in_one_order(
    analyzer: ArabicAnalyzer,
    tmp_path: Path,
    embedder: TopicEmbedder,
    per_page: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fusion, "DEPTH", 10)
    articles = [
        replace(PLAIN, id=str(number), body=" ".join(["زورق مطر ذهب".split()[number % 3]] * number))
        for number in range(25)
    ]
    index = index_of(articles, analyzer, tmp_path, embedder)
    whole = ids(answer(SearchRequest(q=QUERY, per_page=100), index))
    paged = [
        id_
        for page in range(1, 26 // per_page + 2)
        for id_ in ids(answer(SearchRequest(q=QUERY, page=page, per_page=per_page), index))
    ]
    assert paged == whole
    by_words = answer(SearchRequest(q=QUERY, per_page=100), replace(index, meaning=None))
    assert whole[10:] == ids(by_words)[10:]
    assert whole[:10] != ids(by_words)[:10]
