"""Relevance never falls below what was reached: nDCG@10 of each judged set against its floor.

The queries are asked as readers ask them, through `indexer evaluate`'s own functions.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

import pytest

from analyzers.arabic import ArabicAnalyzer
from indexer.article import Article
from indexer.document import make_document
from indexer.engines.whoosh import WhooshEngine
from indexer.evaluation import evaluate
from indexer.judgements import read_judgements
from indexer.open_index import OpenIndex, open_index
from tests.tables import rows

FLOORS = [
    (collection, judged, float(floor))
    for collection, judged, floor in rows(Path(__file__).with_name("floors.tsv"))
]
NO_TITLE = "-"
"""For a collection without titles: it has no word."""

Opened = Callable[[str], OpenIndex]


@pytest.fixture(scope="module")
def opened(
    shared: Path, analyzer: ArabicAnalyzer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Opens the index of a collection, built once."""
    stack = ExitStack()

    @cache
    def index(collection: str) -> OpenIndex:
        engine = WhooshEngine(tmp_path_factory.mktemp(collection))
        with engine.writer(analyzer.version, analyzer.lists.files) as writer:
            for article in articles(shared / "relevance" / f"{collection}.jsonl.gz"):
                writer.add(make_document(article, analyzer))
            writer.publish([collection], refused=0)
        return stack.enter_context(closing(open_index(engine, analyzer)))

    with stack:
        yield index


def articles(file: Path) -> Iterator[Article]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            paragraphs = [line.strip() for line in record["body"].split("\n")]
            if body := "\n".join(filter(None, paragraphs)):
                yield Article(id=record["id"], title=record["title"] or NO_TITLE, body=body)


@pytest.mark.parametrize(("collection", "judged", "floor"), FLOORS)
def test_a_judged_set_keeps_its_floor(
    opened: Opened, shared: Path, collection: str, judged: str, floor: float
) -> None:
    judgements = read_judgements(shared / "relevance" / judged)
    assert evaluate(judgements, opened(collection)).mean("nDCG@10") >= floor
