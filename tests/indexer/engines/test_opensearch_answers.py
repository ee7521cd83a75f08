"""The answers over the sample articles are the same from a cluster and from the embedded engine."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from opensearchpy import Transport

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build
from indexer.building.progress import LineProgress
from indexer.engines.base import Engine, Filters, Hit, Window
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.queries import search
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.query import Coordinated
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.sources.registry import as_source
from tests.cluster.prefixes import emptied, new_prefix
from tests.indexer.engines.collection import build as build_articles
from tests.indexer.engines.test_order import FEW_BOOSTED, RELATED, related
from tests.workspaces import SHIPPED

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

QUERIES = 500


@pytest.fixture(scope="module")
def ours(cluster: str) -> Iterator[OpenIndex]:
    with emptied(cluster, new_prefix(), shards=3) as settings:
        yield from built(OpenSearchEngine(settings, Path()))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIndex]:
    yield from built(WhooshEngine(tmp_path_factory.mktemp("generations")))


def built(engine: Engine) -> Iterator[OpenIndex]:
    """Build an index of the samples and yield it, open."""
    build(
        SHIPPED.plan([as_source(str(SHIPPED.samples))], engine, force=True),
        LineProgress(),
    )
    with closing(open_index(engine, lists=SHIPPED.query_lists())) as index:
        yield index


def requests_of(articles: Sequence[Article]) -> Iterator[SearchRequest]:
    """Yield requests of all kinds, of words that stand in the texts."""
    chance = random.Random(19)
    texts = [article.title for article in articles]
    texts += [line for article in articles for line in article.body.splitlines()]
    words = [word for text in texts for word in text.split()]
    sections = sorted({article.section for article in articles if article.section})
    for number in range(QUERIES):
        one, other, third = chance.sample(words, 3)
        text = chance.choice(texts).split()
        begin = chance.randrange(len(text))
        query = chance.choice(
            (
                one,
                f"{one} {other}",
                f"{one} {other} {third}",
                " ".join(text[begin : begin + 4]),
                f'"{" ".join(text[begin : begin + 2])}"',
                f"{one} OR {other}",
                f"{one} -{other}",
                f"{one[:4]}*",
                f"عنوان:{one}",
                f"{one}؟ {other} {third} {one}",
            )
        )
        yield SearchRequest.model_validate(
            {
                "q": query,
                "sort": chance.choice(("relevance", "relevance", "-date", "date")),
                "page": chance.choice((1, 1, 1, 2)),
                "section": [chance.choice(sections)] if number % 4 == 0 else [],
            }
        )


def test_five_hundred_queries_have_the_same_answers(ours: OpenIndex, theirs: OpenIndex) -> None:
    articles = [*theirs.snapshot.articles()]
    assert [*ours.snapshot.articles()] == articles
    for request in requests_of(articles):
        mine, wanted = answer(request, ours), answer(request, theirs)
        assert ids(mine.hits) == ids(wanted.hits), request
        assert ids(mine.others) == ids(wanted.others), request
        assert mine.total == wanted.total, request
        assert mine.facets == wanted.facets, request
        assert mine.interpretation == wanted.interpretation, request


def test_a_usual_search_is_one_request_and_its_page_another(
    ours: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SearchRequest(q="الأمن الأوروبي")
    answer(request, ours)  # the counts of its words are kept from now on
    asked: list[str] = []
    perform = Transport.perform_request

    def counting(self: Transport, method: str, url: str, **options: Any) -> object:
        asked.append(url)
        return perform(self, method, url, **options)

    monkeypatch.setattr(Transport, "perform_request", counting)
    found = answer(request, ours)
    assert len(asked) == 1
    ours.snapshot.read_all(found.hits)
    ours.snapshot.matches(found.hits, ())
    assert len(asked) == 2


def test_the_longest_query_is_answered_alike(ours: OpenIndex, theirs: OpenIndex) -> None:
    words = " ".join(article.body for article in theirs.snapshot.articles()).split()
    text = " ".join(dict.fromkeys(words))[:MAX_QUERY_LENGTH]
    request = SearchRequest(q=text)
    mine, wanted = answer(request, ours), answer(request, theirs)
    assert (ids(mine.hits), mine.total) == (ids(wanted.hits), wanted.total)


def test_hits_by_families_stay_after_the_others_on_deep_pages(
    cluster: str, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "DEEPEST", 3)
    window = Window(ranking=FEW_BOOSTED)
    query = Coordinated((related(analyzer),))
    with emptied(cluster, new_prefix()) as settings:
        engine = OpenSearchEngine(settings, Path())
        build_articles(engine, RELATED, analyzer)
        with closing(engine.snapshot()) as snapshot:
            pages = [
                snapshot.search(query, Filters(), window.moved(offset, 2)).hits
                for offset in (0, 2, 4)
            ]
    found = [hit for page in pages for hit in page]
    assert ids(found) == ["own 0", "own 1", "own 2", "own 3", "related", "both"]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_no_hit_by_families_is_on_two_pages(
    cluster: str, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    more = [
        replace(
            RELATED[0],
            id=f"more {number}",
            title=chance.choice(("الحدود", "خبر")),
            body=" ".join(chance.choice(("الحدود", "كلام", "طقس")) for _ in range(60)),
        )
        for number in range(8)
    ]
    window = Window(limit=1, ranking=replace(FEW_BOOSTED, boosted=4))
    query = Coordinated((related(analyzer),))
    with emptied(cluster, new_prefix()) as settings:
        engine = OpenSearchEngine(settings, Path())
        build_articles(engine, [*RELATED, *more], analyzer)
        with closing(engine.snapshot()) as snapshot:
            total = snapshot.search(query, Filters(), window).total
            for deepest in range(total + 1):
                monkeypatch.setattr(search, "DEEPEST", deepest)
                found = [
                    hit.id
                    for offset in range(total)
                    for hit in snapshot.search(query, Filters(), window.moved(offset, 1)).hits
                ]
                assert len(set(found)) == total, (deepest, found)


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.id for hit in hits]
