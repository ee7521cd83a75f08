"""SQLite's FTS5 by the standard library's sqlite3.

The two facets are a query each, joined with a table of the documents: SQL has no other way.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.collection import Collection
from tests.benchmarks.documents import read_documents
from tests.benchmarks.engines.base import FACETS, LIMIT, index_of, words_of
from tests.benchmarks.queries import BenchQuery

SCHEMA = """
CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT, section TEXT, author TEXT, year TEXT);
CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'unicode61 remove_diacritics 0');
"""
BEST = """
SELECT document.id, best.score, best.snippet FROM
  (SELECT rowid, rank AS score, {0} AS snippet FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?)
  AS best JOIN document ON document.number = best.rowid
"""
SNIPPET = "snippet(words, 0, '[', ']', '…', 40)"
COUNTS = (
    "SELECT document.{0}, count(*) FROM words JOIN document ON document.number = words.rowid "
    "WHERE words MATCH ? GROUP BY document.{0}"
)


class Fts5:
    def build(self, collection: Collection, folder: Path) -> float:
        seconds = self._build(collection.stems, folder / "stems")
        self._build(collection.forms, folder / "forms")
        return seconds

    def open(self, folder: Path, queries: Sequence[BenchQuery]) -> OpenedFts5:
        return OpenedFts5(index_of(folder, queries) / "index.sqlite")

    @staticmethod
    def _build(documents: Path, folder: Path) -> float:
        folder.mkdir(parents=True)
        begun = time.perf_counter()
        connection = sqlite3.connect(folder / "index.sqlite")
        connection.executescript(SCHEMA)
        for number, one in enumerate(read_documents(documents)):
            row = (number, one.id, one.section, one.author, one.year)
            connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, one.text))
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
        connection.close()
        return time.perf_counter() - begun


class OpenedFts5:
    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("SELECT count(*) FROM words_config").fetchone()

    def search(self, query: BenchQuery) -> int:
        match = _match(query)
        best = BEST.format(SNIPPET if query.kind.extra == "snippets" else "NULL")
        found = self._connection.execute(best, (match, LIMIT)).fetchall()
        if query.kind.extra == "facets":
            for field in FACETS:
                self._connection.execute(COUNTS.format(field), (match,)).fetchall()
        return len(found)

    def close(self) -> None:
        self._connection.close()


def _match(query: BenchQuery) -> str:
    words = words_of(query)
    if query.kind.operator == "phrase":
        return f'"{" ".join(words)}"'
    return f" {query.kind.operator.upper()} ".join(f'"{word}"' for word in words)
