"""The shared tables of Arabic cases: what a query finds, and what it marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from tests.conftest import SHARED
from tests.reference_engine import MemoryEngine
from tests.tables import rows

DECIDED_OTHERWISE = "peh is kept distinct by default"
"""The row of the tables that no longer holds: پ is searched as ب."""


def table(name: str) -> list[list[str]]:
    """Return the rows of a table without its heading; none if there is no such file."""
    path = SHARED / "arabic" / name
    found = rows(path)[1:] if path.is_file() else []
    return [row for row in found if row[-1] != DECIDED_OTHERWISE]


def index_of(text: str, analyzer: ArabicAnalyzer) -> OpenIndex:
    """Build an index of one article with this text."""
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.add(make_document(Article(id="1", title="-", body=text), analyzer))
        writer.publish(["a test"], refused=0)
    return OpenIndex(engine.snapshot(), analyzer)


@pytest.mark.shared
@pytest.mark.parametrize(("expect", "query", "text", "why"), table("matching.tsv"))
def test_a_query_finds_a_text_or_does_not(
    shared: Path, analyzer: ArabicAnalyzer, expect: str, query: str, text: str, why: str
) -> None:
    interpretation = answer(SearchRequest(q=query), index_of(text, analyzer)).interpretation
    found = interpretation.whole and not interpretation.rewritten
    assert bool(found) == (expect == "match"), why


@pytest.mark.shared
@pytest.mark.parametrize(("query", "body", "marked"), [row[:3] for row in table("marking.tsv")])
def test_a_query_marks_a_word(
    shared: Path, analyzer: ArabicAnalyzer, query: str, body: str, marked: str
) -> None:
    (result,) = search(SearchRequest(q=query), index_of(body, analyzer)).results
    text, marks = result.passages[0].marked.text, result.passages[0].marked.marks
    assert [text[start:end] for start, end in marks] == [marked]
