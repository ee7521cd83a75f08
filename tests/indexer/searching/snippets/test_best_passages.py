"""The best passages, as people chose them by reading: the table in cases/passages.tsv."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.budget import UNLIMITED
from indexer.engines.base import Filters, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.query import Ids
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex, open_index
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result
from indexer.searching.result_page import show
from indexer.searching.snippets.cuts import divides
from tests.conftest import SHARED
from tests.indexer.engines.collection import build
from tests.tables import rows

OTHERS = 300
"""Number of articles indexed beside the judged ones, so that words weigh as in a collection."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with the passages that answer a query.

    Attributes:
        query: The query.
        article: Id of the article.
        words: First and last word of each passage of the body, from 0.
        in_summary: Whether the summary answers it too.
    """

    query: str
    article: str
    words: tuple[tuple[int, int], ...]
    in_summary: bool


def judged(corpus: str) -> list[Judged]:
    table = rows(Path(__file__).parents[1] / "cases" / "passages.tsv")
    return [
        Judged(
            query,
            article,
            tuple(
                (int(first), int(last)) for first, last in re.findall(r"([0-9]+)-([0-9]+)", places)
            ),
            "summary" in places,
        )
        for query, name, article, places in table
        if name == corpus
    ]


def records(corpus: str, samples: Path, shared: Path) -> Iterator[dict[str, str]]:
    if corpus == "samples":
        for file in sorted(samples.glob("*.jsonl")):
            yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())
    else:
        file = shared / "corpora" / f"{corpus}.jsonl.gz"
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def article_of(record: dict[str, str]) -> Article:
    lines = (line.strip() for line in record["body"].split("\n"))
    return Article(
        id=record["id"],
        title=record["title"],
        body="\n".join(filter(None, lines)),
        summary=record.get("summary") or "",
    )


def shown(case: Judged, index: OpenIndex) -> Result:
    """The result that the article is in a page of the query."""
    (hit,) = index.snapshot.search(Ids((case.article,)), Filters(), Window()).hits
    answered = answer(SearchRequest(q=case.query), index)
    found = replace(answered.found, hits=(hit,), others=())
    (result,) = show(replace(answered, found=found), index, UNLIMITED).results
    return result


def is_best(result: Result, case: Judged) -> bool:
    """Return whether a passage lies in or covers one that people chose."""
    body = result.article.body
    words = [match.span() for match in re.finditer(r"\S+", body)]
    for passage in result.passages:
        text = passage.marked.text
        if case.in_summary and text in result.article.summary:
            return True
        begin = body.find(text)
        end = begin + len(text)
        for first, last in case.words if begin >= 0 else ():
            start, stop = words[first][0], words[last][1]
            needed = len(body[:stop].rstrip('.،؛؟!:)»"”’'))
            if (begin <= start and end >= needed) or (start <= begin and end <= stop):
                return True
    return False


@pytest.mark.parametrize(
    ("corpus", "floor"),
    [
        ("samples", 32),
        pytest.param("news-10k", 36, marks=[pytest.mark.shared, pytest.mark.slow]),
        pytest.param("wikipedia-9k", 35, marks=[pytest.mark.shared, pytest.mark.slow]),
    ],
)
def test_readers_are_shown_the_passages_that_people_chose(
    corpus: str, floor: int, samples: Path, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    cases = judged(corpus)
    wanted = {case.article for case in cases}
    others = iter(range(OTHERS))
    chosen = (
        article_of(record)
        for record in records(corpus, samples, SHARED)
        if record["id"] in wanted or next(others, None) is not None
    )
    engine = WhooshEngine(tmp_path)
    build(engine, chosen, analyzer)
    with closing(open_index(engine, analyzer)) as index:
        results = [shown(case, index) for case in cases]
    missed = [
        (case.query, case.article)
        for case, result in zip(cases, results, strict=True)
        if not is_best(result, case)
    ]
    assert len(cases) - len(missed) >= floor, missed
    assert broken(results) <= 0.05


def broken(results: list[Result]) -> float:
    """Return the share of the ends of passages that divide words that belong together."""
    ends = divided = 0
    for result in results:
        for passage in result.passages:
            text = passage.marked.text
            article = result.article
            whole = article.body if text in article.body else article.summary
            begin = whole.index(text)
            after = re.compile(r"\s+").match(whole, begin + len(text))
            ends += 2
            divided += passage.cut_before and not divides(whole, begin, begins=True)
            if after and passage.cut_after:
                divided += not divides(whole, after.end(), begins=False)
    return divided / ends
