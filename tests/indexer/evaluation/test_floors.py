"""Each judged set stays above its floors, of nDCG@10 and, for long articles, recall@100.

The articles are read, analysed and written as `indexer build` does, dates and sections included;
the queries are asked as readers ask them, through `indexer evaluate`'s own functions. Of the long
articles a sample is built: those that are relevant to every eighth question, and others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

import pytest

from indexer.evaluation.judgements import Judgements
from indexer.evaluation.measures import evaluate
from indexer.searching.open_index import OpenIndex
from tests.benchmarks.relevance.collections import (
    COLLECTIONS,
    build_collection,
    judgements_of,
    write_sample,
)
from tests.tables import rows

pytestmark = [pytest.mark.shared, pytest.mark.slow]

FLOORS = [
    (collection, judged, measure, float(floor))
    for collection, judged, measure, floor in rows(Path(__file__).with_name("floors.tsv"))
]
FILES = {collection.name: collection.file for collection in COLLECTIONS}

SAMPLED = "wikipedia"
STEP, OTHERS = 8, 1000
"""Of `SAMPLED`, every so many-th question is asked, of its articles and so many others."""

Opened = Callable[[str], OpenIndex]


@pytest.fixture(scope="module")
def opened(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Return a function that opens the index of a collection, built once."""
    stack = ExitStack()

    @cache
    def index(collection: str) -> OpenIndex:
        folder = tmp_path_factory.mktemp(collection)
        file = FILES[collection]
        if collection == SAMPLED:
            sample = folder / file.name
            relevant = {id_ for grades in asked(SAMPLED).relevance.values() for id_ in grades}
            write_sample(file, sample, relevant, OTHERS)
            file = sample
        workspace = build_collection(file, folder / "data")
        return stack.enter_context(closing(workspace.open_index()))

    with stack:
        yield index


def asked(judged_set: str) -> Judgements:
    return judgements_of(judged_set, STEP if judged_set == SAMPLED else 1)


@pytest.mark.parametrize(("collection", "judged", "measure", "floor"), FLOORS)
def test_a_judged_set_keeps_its_floor(
    opened: Opened, collection: str, judged: str, measure: str, floor: float
) -> None:
    assert evaluate(asked(judged), opened(collection)).mean(measure) >= floor


def test_every_judged_set_has_a_floor(shared: Path) -> None:
    wanted = {(one.name, judged) for one in COLLECTIONS for judged in one.sets}
    assert wanted == {(collection, judged) for collection, judged, _, _ in FLOORS}
