"""The nDCG@10 of each judged set stays above its floor.

The queries are asked as readers ask them, with staff's lists, through `indexer evaluate`'s own
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.evaluation.judgements import read_judgements
from indexer.evaluation.measures import evaluate
from indexer.lists.query_lists import QueryLists
from indexer.searching.open_index import OpenIndex, open_index
from tests.benchmarks.relevance.collections import build_collection
from tests.tables import rows
from tests.workspaces import SHIPPED

pytestmark = [pytest.mark.shared, pytest.mark.slow]

FLOORS = [
    (collection, judged, float(floor))
    for collection, judged, floor in rows(Path(__file__).with_name("floors.tsv"))
]
WORDS = SHIPPED.words

Opened = Callable[[str], OpenIndex]


@pytest.fixture(scope="module")
def opened(
    shared: Path, analyzer: ArabicAnalyzer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Return a function that opens the index of a collection, built once."""
    stack = ExitStack()
    lists = QueryLists.load(WORDS)

    @cache
    def index(collection: str) -> OpenIndex:
        file = shared / "relevance" / f"{collection}.jsonl.gz"
        engine = build_collection(file, tmp_path_factory.mktemp(collection), analyzer)
        return stack.enter_context(closing(open_index(engine, analyzer, lists)))

    with stack:
        yield index


@pytest.mark.parametrize(("collection", "judged", "floor"), FLOORS)
def test_a_judged_set_keeps_its_floor(
    opened: Opened, shared: Path, collection: str, judged: str, floor: float
) -> None:
    judgements = read_judgements(shared / "relevance" / judged)
    assert evaluate(judgements, opened(collection)).mean("nDCG@10") >= floor
