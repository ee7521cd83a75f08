"""The embedded engine: Whoosh keeps the postings, the columns and the articles; arrays score them.

Whoosh's own search is not used: with a limit it prunes true hits away now and then, and its BM25F
scores each field by itself. Here the postings of each term of a query are read once per generation
into arrays (document numbers and length-normed frequencies), and a query is array arithmetic.

What is written needs nothing of ours to read: terms are given to Whoosh ready made, as lists, into
fields of Whoosh's own types. Only what whoosh3 shares with the classic Whoosh 2.7.4 is used.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from whoosh import index as whoosh_index

from indexer.article import Article
from indexer.document import Document, article_from_json, article_to_json
from indexer.engines.arrays import NO_DATE, Collection, Evaluator, facet_counts, ordered
from indexer.engines.base import (
    EngineError,
    Filters,
    GenerationInfo,
    Hit,
    Hits,
    NoGenerationError,
    Window,
)
from indexer.engines.generations import Generations, Lease, generation_id
from indexer.engines.whoosh_postings import WhooshPostings
from indexer.engines.whoosh_schema import forms_field, length_field, stems_field, whoosh_schema
from indexer.query import Query
from indexer.schema import SCHEMA_VERSION, TEXT_FIELDS

ENGINE = "whoosh"
_log = logging.getLogger(__name__)

MEMORY_MB = 256
"""What Whoosh's writer may hold before it writes a run of sorted postings."""


MOST_DELETED = 0.2
"""Share of deleted documents from which a generation is written anew without them."""


class WhooshEngine:
    """Generations of Whoosh indexes in one folder."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)

    def writer(
        self, analyzer_version: str, resources: Mapping[str, bytes], *, fresh: bool = False
    ) -> WhooshWriter:
        return WhooshWriter(self._generations, analyzer_version, resources, fresh)

    def snapshot(self) -> WhooshSnapshot:
        lease = self._generations.lease()
        try:
            return WhooshSnapshot(self._generations, lease)
        except Exception as error:
            lease.release()
            raise EngineError(f"generation {lease.info.id} cannot be read: {error}") from error

    def generation(self) -> str:
        return self._generations.current()

    def info(self) -> GenerationInfo:
        lease = self._generations.lease()
        lease.release()
        return lease.info

    def verify(self) -> None:
        lease = self._generations.lease()
        try:
            self._generations.verify(lease.folder)
        finally:
            lease.release()

    def generations(self) -> Iterator[GenerationInfo]:
        return iter(self._generations)


class WhooshWriter:
    """Writes the next generation. Segments never change once written, so a generation that goes on
    from another one begins with hard links to its files."""

    def __init__(
        self,
        generations: Generations,
        analyzer_version: str,
        resources: Mapping[str, bytes],
        fresh: bool,
    ) -> None:
        self._generations = generations
        self._analyzer_version = analyzer_version
        self._resources = resources
        self._fresh = fresh
        self._kept: dict[str, str] = {}
        self._deleted = self._all = 0

    def __enter__(self) -> Self:
        self._lock = self._generations.lock()
        try:
            index = self._begun()
            self._all = index.doc_count_all()
            self._deleted = self._all - index.doc_count()
            self._writer = index.writer(limitmb=MEMORY_MB)
            self._searcher = self._writer.searcher()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._writer.is_closed:
            self._searcher.close()
            self._writer.cancel()
        shutil.rmtree(self._folder, ignore_errors=True)  # gone already if it was published
        self._lock.close()

    def _begun(self) -> Any:
        """The index to write to: that of the served generation or, failing that, a new one."""
        self._folder = self._generations.begin()
        base = None if self._fresh else self._base()
        if base is not None:
            try:
                self._generations.verify(base)
                _link(base, self._folder)
                index = whoosh_index.open_dir(str(self._folder))
                self._kept = _digests(index)
            except Exception:  # whatever is wrong with the former one, a new one mends it
                _log.exception("%s cannot be gone on from: all is indexed again", base.name)
                self._folder = self._generations.begin()
            else:
                return index
        return whoosh_index.create_in(str(self._folder), whoosh_schema())

    def _base(self) -> Path | None:
        """The served generation, if this one may go on from it."""
        try:
            lease = self._generations.lease()
        except (NoGenerationError, EngineError):
            return None
        lease.release()  # only a writer removes generations, and we are it
        fits = (lease.info.engine, lease.info.schema_version, lease.info.analyzer_version) == (
            ENGINE,
            SCHEMA_VERSION,
            self._analyzer_version,
        )
        return lease.folder if fits else None

    def kept(self) -> Mapping[str, str]:
        return self._kept

    def add(self, document: Document) -> None:
        if document.id in self._kept:
            self.delete(document.id)
        article = document.article
        values: dict[str, Any] = {
            "id": document.id,
            "article": article_to_json(article),
            "id_value": document.id.encode(),
            "digest_value": document.digest.encode(),
            "ordinal": article.date.toordinal() if article.date else NO_DATE,
            "section_value": article.section.encode(),
            "author_value": article.author.encode(),
        }
        for name, terms in document.terms.items():
            values[forms_field(name)] = terms.forms
            values[stems_field(name)] = terms.stems
            values[length_field(name)] = len(terms.forms)
        self._writer.add_document(**values)
        self._all += 1

    def delete(self, article_id: str) -> None:
        self._deleted += self._writer.delete_by_term("id", article_id, self._searcher)

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        self._searcher.close()
        self._writer.commit(optimize=self._deleted > self._all * MOST_DELETED)
        index = whoosh_index.open_dir(str(self._folder))
        with index.reader() as reader:
            collection = _collection(reader)
        index.close()
        first, last = _span(collection)
        info = GenerationInfo(
            id=generation_id(self._folder),
            built_at=dt.datetime.now(dt.UTC),
            sources=tuple(sources),
            articles=collection.count,
            refused=refused,
            first=first,
            last=last,
            engine=ENGINE,
            schema_version=SCHEMA_VERSION,
            analyzer_version=self._analyzer_version,
            size=0,
        )
        return self._generations.publish(self._folder, info, self._resources)


class WhooshSnapshot:
    """One generation, open. Columns are read into arrays at once, postings when first asked for."""

    def __init__(self, generations: Generations, lease: Lease) -> None:
        self._generations = generations
        self._lease = lease
        self._index = whoosh_index.open_dir(str(lease.folder))
        self._reader = self._index.reader()
        self._lock = threading.Lock()  # Whoosh's readers share one position in each file
        self._collection = _collection(self._reader)
        self._evaluator = Evaluator(self._collection, WhooshPostings(self._reader, self._lock))

    @property
    def info(self) -> GenerationInfo:
        return self._lease.info

    def search(
        self, query: Query, filters: Filters, window: Window, facets: Sequence[str] = ()
    ) -> Hits:
        try:
            return self._search(query, filters, window, facets)
        except Exception as error:  # whatever a damaged file makes Whoosh raise
            raise EngineError(f"generation {self.info.id} cannot be read: {error!r}") from error

    def _search(
        self, query: Query, filters: Filters, window: Window, facets: Sequence[str]
    ) -> Hits:
        collection = self._collection
        match = self._evaluator.evaluate(query)
        narrowed = collection.narrowed(filters)
        documents = np.flatnonzero(match.mask & narrowed.all)
        shown = ordered(collection, documents, match.scores, window)
        return Hits(
            total=len(documents),
            hits=tuple(Hit(self._article(doc), float(match.scores[doc])) for doc in shown),
            facets={
                facet: facet_counts(collection, facet, match.mask & narrowed.without(facet))
                for facet in facets
            },
        )

    def article(self, article_id: str) -> Article | None:
        with self._lock:
            doc = self._reader_document(article_id)
        return None if doc is None else self._article(doc)

    def resources(self) -> Mapping[str, bytes]:
        return self._generations.resources(self._lease.folder)

    def close(self) -> None:
        self._reader.close()
        self._index.close()
        self._lease.release()

    def _article(self, doc: int) -> Article:
        with self._lock:
            stored = self._reader.stored_fields(int(doc))
        return article_from_json(stored["article"])

    def _reader_document(self, article_id: str) -> int | None:
        if ("id", article_id) not in self._reader:
            return None
        matcher = self._reader.postings("id", article_id)
        return int(matcher.id()) if matcher.is_active() else None


def _link(base: Path, folder: Path) -> None:
    """Hard links to another generation's index files (not to its manifest, words and locks)."""
    for path in base.iterdir():
        if path.is_file() and path.suffix != ".json" and not path.name.endswith("LOCK"):
            os.link(path, folder / path.name)


def _span(collection: Collection) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of publication."""
    ordinals = collection.ordinals[collection.live & (collection.ordinals != NO_DATE)]
    if not len(ordinals):
        return None, None
    return dt.date.fromordinal(int(ordinals.min())), dt.date.fromordinal(int(ordinals.max()))


def _segments(reader: Any) -> list[Any]:
    """The readers of the segments; an empty index has one of none, without columns."""
    return [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]


def _digests(index: Any) -> dict[str, str]:
    digests = {}
    with index.reader() as reader:
        for leaf in _segments(reader):
            ids, values = leaf.column_reader("id_value"), leaf.column_reader("digest_value")
            for doc in range(leaf.doc_count_all()):
                if not leaf.is_deleted(doc):
                    digests[ids[doc].decode()] = values[doc].decode()
    return digests


def _collection(reader: Any) -> Collection:
    """The columns of all segments, one after the other."""
    names = (
        "ordinal",
        "section_value",
        "author_value",
        *(length_field(f.name) for f in TEXT_FIELDS),
    )
    columns: dict[str, list[Any]] = {name: [] for name in names}
    live: list[bool] = []
    for leaf in _segments(reader):
        count = leaf.doc_count_all()
        live.extend(not leaf.is_deleted(doc) for doc in range(count))
        for name in names:
            column = leaf.column_reader(name)
            columns[name].extend(column[doc] for doc in range(count))
    return Collection(
        live=np.array(live, dtype=bool),
        ordinals=np.array(columns["ordinal"], dtype=np.int32),
        keywords={
            "section": [value.decode() for value in columns["section_value"]],
            "author": [value.decode() for value in columns["author_value"]],
        },
        lengths={
            field.name: np.array(columns[length_field(field.name)], dtype=np.float64)
            for field in TEXT_FIELDS
        },
    )
