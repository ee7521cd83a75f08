"""The cases beside the project of what readers tried in vain, by kind.

Each row names a query and what is expected of it: `hit`, the article of that id is found with all
words; `no`, it is not; `norewrite`, the query is searched as it is typed; else what it is rewritten
to. `cases/floors.tsv` says how many rows of each table hold at least, by the stemmer that is the
default and by that of the dictionary. It only ever rises.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import SearchRequest
from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.json_lines import read_json_lines
from indexer.sources.record import Found
from tests.conftest import PROJECT, SHARED
from tests.search_web.conftest import engine_of
from tests.tables import rows

CASES = SHARED / "cases"
FLOORS = rows(Path(__file__).parent / "cases" / "floors.tsv")
SAMPLES = PROJECT / "index_data" / "samples"

pytestmark = pytest.mark.shared


def articles(file: Path) -> Iterator[Article]:
    with file.open("rb") as stream:
        for record in read_json_lines(file, stream, ReadingContext()):
            if isinstance(record, Found):
                yield record.article


@lru_cache(maxsize=2)
def index_of(name: str, analyzer: ArabicAnalyzer) -> OpenIndex:
    """An index of the texts that a table is asked of, with the query lists that ship."""
    files = [CASES / part for part in name.split(" + ") if not part.startswith("index_data")]
    if name.startswith("index_data"):
        files += sorted(SAMPLES.glob("*.jsonl"))
    found = [article for file in files for article in articles(file)]
    lists = QueryLists.load(PROJECT / "index_data" / "words")
    return OpenIndex(engine_of(found, analyzer).snapshot(), analyzer, Expander(lists, analyzer))


@pytest.fixture(scope="module", params=["guarded", "lemma"])
def analyzer(request: pytest.FixtureRequest) -> ArabicAnalyzer:
    return make_analyzer(WordLists.load(PROJECT / "index_data" / "words"), request.param)


def holds(case: str, query: str, expected: str, texts: str, index: OpenIndex) -> bool:
    found = answer(SearchRequest(q=query), index)
    rewritten = found.interpretation.rewritten
    match expected:
        case "hit" | "no":
            whole = found.interpretation.whole
            with_all_words = {_case(texts, hit.id) for hit in found.hits[:whole]}
            return (case in with_all_words) == (expected == "hit") and not rewritten
        case "norewrite":
            return rewritten is None
        case _:
            return rewritten is not None and rewritten.text == expected


def _case(texts: str, article: str) -> str:
    """The case of an article: the titles have ids of their own."""
    return f"22-{article}" if texts == "titles.jsonl" else article


@pytest.mark.parametrize(("table", "guarded", "lemma"), FLOORS)
def test_as_many_cases_of_a_kind_hold_as_ever(
    shared: Path, analyzer: ArabicAnalyzer, table: str, guarded: str, lemma: str
) -> None:
    least = {"guarded": guarded, "lemma": lemma}[analyzer.stemmer_name]
    cases = rows(shared / "cases" / f"{table}.tsv")
    held = [
        case
        for case, query, expected, texts in cases
        if holds(case, query, expected, texts, index_of(texts, analyzer))
    ]
    lost = [case for case, *_ in cases if case not in held]
    assert len(held) >= int(least), f"these do not hold: {', '.join(lost)}"


def test_every_table_of_cases_has_its_floor(shared: Path) -> None:
    tables = sorted(file.stem for file in (shared / "cases").glob("*.tsv"))
    assert tables == [table for table, *_ in FLOORS]
