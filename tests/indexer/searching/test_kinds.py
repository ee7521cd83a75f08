"""Words of the kinds that readers met trouble with, in texts of other fields."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.query_lists import QueryLists
from indexer.model.article import Article
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.expansion import Expander
from indexer.searching.request import MAX_PER_PAGE, SearchRequest
from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.json_lines import read_json_lines
from indexer.sources.record import Found
from tests.conftest import PROJECT
from tests.indexer.engines.collection import build
from tests.tables import rows

CASES = rows(Path(__file__).parent / "cases" / "kinds.tsv")
SAMPLES = PROJECT / "index_data" / "samples"
NO_TEXT = "-"


def samples() -> list[Article]:
    """Return the articles of the samples."""
    found = []
    for file in sorted(SAMPLES.glob("*.jsonl")):
        with file.open("rb") as stream:
            records = read_json_lines(file, stream, ReadingContext())
            found += [record.article for record in records if isinstance(record, Found)]
    return found


@pytest.fixture(scope="module")
def index(
    analyzer: ArabicAnalyzer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenIndex]:
    """Yield an index of the samples and of the texts of the cases."""
    notes = [
        Article(id=f"note {number}", title="ورقة", body=text)
        for number, (_, text, _, _) in enumerate(CASES)
        if text != NO_TEXT
    ]
    engine = WhooshEngine(tmp_path_factory.mktemp("kinds") / "generations")
    build(engine, [*samples(), *notes], analyzer)
    expander = Expander(QueryLists.load(PROJECT / "index_data" / "words"), analyzer)
    with closing(OpenIndex(engine.snapshot(), analyzer, expander)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("number", "query", "expected"),
    [(number, *case[2:]) for number, case in enumerate(CASES)],
    ids=[f"{kind}: {query}" for kind, _, query, _ in CASES],
)
def test_a_query_is_understood(number: int, query: str, expected: str, index: OpenIndex) -> None:
    found = answer(SearchRequest(q=query, per_page=MAX_PER_PAGE), index)
    rewritten = found.interpretation.rewritten
    whole = [hit.id for hit in found.hits[: found.interpretation.whole]]
    match expected:
        case "hit":
            assert rewritten is None
            assert f"note {number}" in whole
        case "found":
            assert f"note {number}" in whole
        case "no":
            assert rewritten is not None or f"note {number}" not in whole
        case "kept":
            assert rewritten is None
        case _:
            assert rewritten is not None
            assert rewritten.text == expected
