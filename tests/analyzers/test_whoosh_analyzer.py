"""The analyser in a schema of plain Whoosh."""

from __future__ import annotations

import pickle

import pytest
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import QueryParser

from analyzers.stemmers import STEMMERS
from analyzers.stemmers.base import StemmerRow
from analyzers.whoosh_analyzer import WhooshAnalyzer
from tests.conftest import PROJECT

WORDS = PROJECT / "index_data" / "words"


def test_plain_whoosh_indexes_parses_and_highlights_with_it() -> None:
    schema = Schema(id=ID(stored=True), body=TEXT(analyzer=WhooshAnalyzer(WORDS), stored=True))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    writer.add_document(id="1", body="جهود مكافحة الإرهاب والتطرّف في أوروبا")
    writer.add_document(id="2", body="ملف الهجرة")
    writer.commit()
    with index.searcher() as searcher:
        found = searcher.search(QueryParser("body", schema).parse("للتطرف والإرهاب"))
        assert [hit["id"] for hit in found] == ["1"]
        assert "الإرهاب</b>" in found[0].highlights("body")


def test_its_pickle_holds_only_the_folder_and_the_stemmer() -> None:
    analyzer = WhooshAnalyzer(WORDS)
    again = pickle.loads(pickle.dumps(analyzer))
    assert again == analyzer
    assert [token.text for token in again("مكافحة الإرهاب")] == ["مكافحة", "إرهاب"]
    assert len(pickle.dumps(analyzer)) < 1000


def test_stop_words_may_be_kept() -> None:
    tokens = list(WhooshAnalyzer(WORDS)("في أوروبا", removestops=False))
    assert [(token.text, token.stopped) for token in tokens] == [("في/s", True), ("أوروبا", False)]


def test_it_uses_the_named_stemmer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEMMERS, "none", StemmerRow(lambda _: Unstemmed(), "1"))
    analyzer = WhooshAnalyzer(WORDS, "none")
    again = pickle.loads(pickle.dumps(analyzer))
    assert again == analyzer != WhooshAnalyzer(WORDS)
    assert [token.text for token in again("مكافحة الإرهاب")] == ["مكافحه", "الارهاب"]


class Unstemmed:
    def stem(self, form: str) -> str:
        return form
