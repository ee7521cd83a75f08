"""The judged collections beside the project, indexed as the product indexes articles."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.document import make_document

NO_TITLE = "-"
"""For a collection without titles: it has no word."""


def build_collection(file: Path, folder: Path, analyzer: ArabicAnalyzer) -> WhooshEngine:
    """Build an engine in a folder with the articles of a collection's file."""
    engine = WhooshEngine(folder)
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in _articles(file):
            writer.add(make_document(article, analyzer))
        writer.publish([file.name], refused=0)
    return engine


def _articles(file: Path) -> Iterator[Article]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            paragraphs = [line.strip() for line in record["body"].split("\n")]
            if body := "\n".join(filter(None, paragraphs)):
                yield Article(id=record["id"], title=record["title"] or NO_TITLE, body=body)
