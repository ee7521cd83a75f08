"""Tests of each step of query rewriting, from the table `cases/rewriting.tsv`."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from tests.indexer.engines.collection import build
from tests.reference_engine import MemoryEngine
from tests.tables import rows

BODY = (
    "زار أولاف شولتس باريس. حزب الله في لبنان، وطالبان في أفغانستان، وحماس في غزة. معمر القذافي. "
    "قُتل أسامة بن لادن. اقترحت أورسولا فون دير لاين ذلك على فيسبوك وتويتر. حذر غوتيريش من الإرهاب. "
    "مكافحة الإرهاب في وزارة الدفاع. داعش في العراق. برلمان برلين. هجوم بصواريخ، وتهريب المخدرات."
)
CASES = rows(Path(__file__).parents[1] / "cases" / "rewriting.tsv")


@pytest.fixture(scope="module")
def index(analyzer: ArabicAnalyzer) -> OpenIndex:
    engine = MemoryEngine()
    build(engine, [Article(id="1", title="خبر", body=BODY)], analyzer)
    return OpenIndex(engine.snapshot(), analyzer)


@pytest.mark.parametrize(("kind", "typed", "meant"), CASES)
def test_a_word_is_read_as_it_is_meant_or_left_alone(
    index: OpenIndex, kind: str, typed: str, meant: str
) -> None:
    taken = answer(SearchRequest(q=typed), index).interpretation.rewritten
    read = (taken.kind, taken.text) if taken else ("", "")
    assert read == (kind, meant)
    assert answer(SearchRequest(q=typed, strict=True), index).interpretation.rewritten is None
