"""Tests of query rewriting and synonyms with the tables of the shared folder.

The index contains the sample articles and short notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.lists.query_lists import QueryLists
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import MAX_PER_PAGE, SearchRequest
from indexer.sources.files import read_file
from indexer.sources.record import Found
from tests.conftest import PROJECT
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine
from tests.tables import rows

FLOORS = {
    "07_valid_word_rewritten.tsv": 20,
    "08_rewriting_ignores_staff_lists.tsv": 8,
    "09_rewriting_to_function_word.tsv": 6,
    "10_layout_single_letters.tsv": 9,
    "11_latin_names_in_english_list.tsv": 16,
    "12_split_words_not_joined.tsv": 5,
    "25_corrections_missing.tsv": 5,
}
"""Minimum number of passing rows of each table.

Two rows are known to fail: in table 12, ابو كمال contradicts a row of table 09; in table 25, طلبان
matches other words by stem.
"""

LEFT_AS_IT_IS = "norewrite"
"""Expected value of a query that is not rewritten."""

SYNONYMS = ("14_synonyms_not_applied", 8)
"""Name of the table of synonyms, and the minimum number of passing rows."""


def opened(files: Sequence[Path], analyzer: ArabicAnalyzer) -> OpenIndex:
    """Return an index of the articles in files, with the default word lists of the project."""
    engine = MemoryEngine()
    records = (record for file in files for record in read_file(file))
    articles = [record.article for record in records if isinstance(record, Found)]
    build(engine, articles, analyzer)
    lists = QueryLists.load(PROJECT / "index_data" / "words")
    return OpenIndex(engine.snapshot(), analyzer, Expander(lists, analyzer))


@pytest.fixture(scope="module")
def index(shared: Path, samples: Path, analyzer: ArabicAnalyzer) -> Iterator[OpenIndex]:
    files = [*sorted(samples.glob("*.jsonl")), shared / "cases" / "clean.jsonl"]
    with closing(opened(files, analyzer)) as index:
        yield index


@pytest.mark.shared
def test_synonyms_are_found_in_the_singular_with_signs_and_as_the_longest_entry(
    shared: Path, analyzer: ArabicAnalyzer
) -> None:
    name, floor = SYNONYMS
    failed = []
    cases = rows(shared / "cases" / f"{name}.tsv")
    with closing(opened([shared / "cases" / f"{name}.jsonl"], analyzer)) as index:
        for article_id, query, *_ in cases:
            found = answer(SearchRequest(q=query, per_page=MAX_PER_PAGE), index)
            rewritten = found.interpretation.rewritten
            whole = [hit.id for hit in found.hits[: found.interpretation.whole]]
            if rewritten or article_id not in whole:
                failed.append((article_id, query))
    assert len(cases) - len(failed) >= floor, failed


@pytest.mark.shared
@pytest.mark.parametrize(("table", "floor"), list(FLOORS.items()))
def test_queries_are_rewritten_as_they_are_meant_or_not_at_all(
    index: OpenIndex, shared: Path, table: str, floor: int
) -> None:
    failed = []
    cases = rows(shared / "cases" / table)
    for _, query, expected, *_ in cases:
        rewritten = answer(SearchRequest(q=query), index).interpretation.rewritten
        got = rewritten.text if rewritten else LEFT_AS_IT_IS
        if got != expected:
            failed.append((query, expected, got))
    assert len(cases) - len(failed) >= floor, failed
