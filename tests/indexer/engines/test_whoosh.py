"""The Whoosh engine writes an index that Whoosh alone can search, with the same hits."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh.query import Or as WhooshOr
from whoosh.query import Phrase as WhooshPhrase
from whoosh.query import Term
from whoosh.scoring import BM25F

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Filters, Window
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.query import Or, Word
from indexer.sources.files import read_file
from indexer.sources.record import Found
from tests.indexer.engines.collection import ARTICLES, build


def test_whoosh_alone_opens_and_searches_the_index(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(WhooshEngine(tmp_path), ARTICLES, analyzer)
    index = whoosh_index.open_dir(str(tmp_path / info.id))
    with index.searcher() as searcher:
        (form,) = analyzer.forms("مكافحة")
        found = searcher.search(Term("title_forms", form), limit=None)
        assert [hit["id"] for hit in found] == ["a"]
        assert found[0]["title"] == ARTICLES[0].title
        assert found[0]["body"] == ARTICLES[0].body
        phrase = WhooshPhrase("body_forms", analyzer.forms("تنظيم الدولة"))
        assert [hit["id"] for hit in searcher.search(phrase, limit=None)] == ["d"]
        apart = WhooshPhrase("body_forms", analyzer.forms("الدولة تنظيم"))
        assert not searcher.search(apart, limit=None)
    index.close()


def test_the_index_refers_to_no_class_of_this_project(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    info = build(WhooshEngine(tmp_path), ARTICLES, analyzer)
    for path in (tmp_path / info.id).iterdir():
        if path.is_file() and path.suffix != ".json":
            content = path.read_bytes()
            assert not any(ours in content for ours in (b"analyzers.", b"indexer.", b"search_web."))


@pytest.mark.shared
@pytest.mark.slow
def test_no_hit_is_lost_among_the_news_articles(
    shared: Path, tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    records = read_file(shared / "corpora" / "news-10k.jsonl.gz")
    articles = [record.article for record in records if isinstance(record, Found)][:3000]
    engine = WhooshEngine(tmp_path)
    info = build(engine, articles, analyzer)
    titles = [article.title for article in articles[::15]]
    index = whoosh_index.open_dir(str(tmp_path / info.id))
    with (
        contextlib.closing(engine.snapshot()) as snapshot,
        index.searcher(weighting=BM25F()) as searcher,
    ):
        for title in titles:
            forms = [form for form in analyzer.forms(title) if not analyzer.is_stop(form)][:4]
            if not forms:
                continue
            ours = Or(tuple(Word(form, None, ("body",)) for form in forms))
            theirs = WhooshOr([Term("body_forms", form) for form in forms])
            # Whoosh's search is complete without a limit; with one it sometimes loses hits.
            everything = {hit["id"] for hit in searcher.search(theirs, limit=None)}
            found = snapshot.search(ours, Filters(), Window(limit=len(articles)))
            assert {hit.id for hit in found.hits} == everything
            top = snapshot.search(ours, Filters(), Window(limit=10))
            assert top.hits == found.hits[:10]
    index.close()
