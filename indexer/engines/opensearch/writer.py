"""The writer of a generation in the cluster.

The next generation has an index of its own for what is new, beside the frozen indexes of the served
one, of which it lists the documents that are no more. Now and then it takes over the documents of
these indexes; the first of them is cloned then, since the cluster shares the files of clones.
When its index is complete it is frozen and gets its copies.
"""

from __future__ import annotations

import datetime as dt
import logging
import operator
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Any, Self

from opensearchpy import helpers
from opensearchpy.helpers.errors import BulkIndexError

from indexer.engines.base import (
    EngineError,
    GenerationGoneError,
    GenerationInfo,
    NoGenerationError,
)
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.catalogue import Catalogue, Manifest, new_id
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.files import LEXICON, Files
from indexer.engines.opensearch.folding import MOST_PARTS, sources_again
from indexer.engines.opensearch.kept import Kept, Row
from indexer.engines.opensearch.lexicon import GrowingLexicon
from indexer.engines.opensearch.lexicons import Lexicons
from indexer.engines.opensearch.lock import WriterLock
from indexer.engines.opensearch.mapping import TEXT_NAMES, index_body
from indexer.engines.opensearch.queries.tree_query import Statistics
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.opensearch.stored import key_of, source_of
from indexer.model.document import Document
from indexer.model.fields import SCHEMA_VERSION

ENGINE = "opensearch"
BULK = 500
"""Most changes sent by one request."""

BULK_SIZE = 4 << 20
"""Letters of texts sent by one request."""

NUMBERS_PAGE = 10_000
"""Numbers of documents read by one request."""

TRIES = 6
"""How often a change is sent again that the cluster has no room for, after 1, 2, 4, … seconds."""

_log = logging.getLogger(__name__)


class OpenSearchWriter:
    """A writer of the next generation; see `indexer.engines.base.Writer`."""

    def __init__(
        self,
        cluster: Cluster,
        catalogue: Catalogue,
        lexicons: Lexicons,
        analyzer_version: str,
        resources: Mapping[str, bytes],
        fresh: bool,
    ) -> None:
        """Prepare a writer; entering it takes the lock.

        Args:
            cluster: The cluster.
            catalogue: Its generations.
            lexicons: Their lexicons.
            analyzer_version: Version of the analyser of the documents to add.
            resources: Word lists to store with the generation, by file name.
            fresh: Start from an empty index.
        """
        self._cluster = cluster
        self._catalogue = catalogue
        self._lexicons = lexicons
        self._files = Files(cluster, catalogue.meta)
        self._analyzer_version = analyzer_version
        self._resources = dict(resources)
        self._fresh = fresh
        self._lock = WriterLock(cluster, catalogue.meta)
        self._id = new_id()
        self._index = catalogue.index(self._id)
        self._base: Manifest | None = None
        self._lexicon = GrowingLexicon(())
        self._next_number = 0
        self._parts: tuple[str, ...] = ()
        self._folded: tuple[str, ...] = ()
        self._formerly: Collection[int] = ()
        self._deleted: list[int] = []
        self._kept = Kept(None)
        self._kept_files: Mapping[str, bytes] | None = None
        self._unseen: list[str] = []
        self._left_out: set[str] = set()
        self._here: set[str] = set()
        self._removed: set[str] = set()
        self._added = 0
        self._changes: list[Json] = []
        self._size = 0
        self._is_created = self._is_published = False
        self._prepared: Manifest | None = None
        self._pool = ThreadPoolExecutor(1, "bulk")
        self._sending: Future[None] | None = None

    def __enter__(self) -> Self:
        self._catalogue.prepare()
        self._catalogue.allow_long_queries()
        self._lock.take()
        try:
            self._catalogue.remove_leftovers()
            self._begin()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        try:
            if not self._is_published and (self._is_created or self._prepared):
                self._catalogue.remove(self._id)
        except EngineError as failure:
            _log.warning("what was written stays until the next build: %s", failure)
        finally:
            self._lock.release()

    def kept(self) -> Mapping[str, str]:
        return self._kept

    def kept_file(self, name: str) -> bytes | None:
        if self._base is None:
            return None
        if self._kept_files is None:
            self._kept_files = self._files.read(self._base.info.id, "resource")
        return self._kept_files.get(name)

    def keep_file(self, name: str, content: bytes) -> None:
        self._resources[name] = content

    def add(self, document: Document) -> None:
        self._leave_out(document.id)
        source = source_of(document, self._next_number, self._lexicon)
        self._next_number += 1
        self._added += 1
        self._here.add(document.id)
        self._change("index", key_of(document.id), len(document.article.body), source)

    def delete(self, article_id: str) -> None:
        self._leave_out(article_id)
        if article_id in self._here or self._is_taken_over(article_id):
            self._here.discard(article_id)
            self._removed.add(article_id)
            self._change("delete", key_of(article_id), 0, None)

    def candidate(self, sources: Sequence[str], refused: int) -> OpenSearchSnapshot:
        self._prepared = self._complete(sources, refused)
        return self._snapshot(self._prepared)

    def publish(self, sources: Sequence[str], refused: int) -> GenerationInfo:
        manifest = self._prepared or self._complete(sources, refused)
        self._lock.renew()
        self._catalogue.add(manifest)
        self._catalogue.serve(manifest.info.id)
        self._is_published = True
        return manifest.info

    def fold(self) -> GenerationInfo:
        """Publish a generation of the same documents as the served one, in an index of its own."""
        if self._base is None:
            raise EngineError("nothing fits this version: run `indexer build`")
        info = self._base.info
        self._split(self._base, 0)
        self._prepared = self._complete(info.sources, info.refused, info.content)
        return self.publish(info.sources, info.refused)

    def _begin(self) -> None:
        """Start from the served generation, if that fits."""
        if self._fresh:
            return
        try:
            manifest = self._catalogue.manifest(self._catalogue.served(at_once=True))
        except (NoGenerationError, GenerationGoneError):
            return
        info = manifest.info
        fits = (info.engine, info.schema_version, info.analyzer_version) == (
            ENGINE,
            SCHEMA_VERSION,
            self._analyzer_version,
        )
        if fits:
            self._base, self._next_number = manifest, manifest.next_number
            self._formerly = manifest.deleted
            self._kept = Kept(self._catalogue.documents(manifest))
            first = 1 if len(manifest.parts) >= MOST_PARTS else len(manifest.parts)
            self._split(manifest, first)

    def _split(self, base: Manifest, staying: int) -> None:
        """Let some of the base's indexes stay, and fold the others into the new one."""
        parts = base.parts
        self._parts, self._folded = parts[:staying], parts[staying:]
        layers = self._lexicons.layers(parts)
        self._lexicon = GrowingLexicon(layers[:staying], layers[staying:])

    def _snapshot(self, manifest: Manifest) -> OpenSearchSnapshot:
        documents = self._catalogue.documents(manifest)
        return OpenSearchSnapshot(documents, manifest, self._files, self._lexicons)

    def _leave_out(self, article_id: str) -> None:
        """Note that an article's document in a frozen index, if there is one, is no more."""
        if article_id not in self._left_out:
            self._left_out.add(article_id)
            self._unseen.append(article_id)

    def _is_taken_over(self, article_id: str) -> bool:
        """Return whether an article's document comes from an index that is folded."""
        if not self._folded or article_id in self._removed:
            return False
        return any(row.index in self._folded_indexes for row in self._rows((article_id,)))

    def _look_up(self) -> None:
        """Find the documents in frozen indexes that are no more, with one request for all."""
        unseen, self._unseen = self._unseen, []
        self._deleted += [
            row.number for row in self._rows(unseen) if row.index not in self._folded_indexes
        ]

    def _rows(self, ids: Iterable[str]) -> Iterable[Row]:
        return self._kept.rows(ids).values()

    @property
    def _folded_indexes(self) -> set[str]:
        return {*map(self._catalogue.index, self._folded)}

    def _change(self, kind: str, key: str, size: int, source: Json | None) -> None:
        change: Json = {"_op_type": kind, "_index": self._index, "_id": key}
        if source is not None:
            change["_source"] = source
        self._changes.append(change)
        self._size += size
        if len(self._changes) >= BULK or self._size >= BULK_SIZE:
            self._send()

    def _send(self) -> None:
        """Send the gathered changes, while the next ones are made."""
        if not self._is_created:
            self._is_created = True
            self._create()
        self._wait()
        self._look_up()
        self._lock.check()
        changes, self._changes, self._size = self._changes, [], 0
        self._sending = self._pool.submit(self._sent, changes)

    def _wait(self) -> None:
        """Wait until the changes that were sent are written."""
        if self._sending is not None:
            self._sending.result()
            self._sending = None

    def _sent(self, changes: Sequence[Json]) -> None:
        seconds = self._cluster.settings.writing_seconds
        try:
            self._cluster.read(  # repeating the same changes does no harm
                lambda client: helpers.bulk(
                    client,
                    changes,
                    chunk_size=BULK,
                    max_retries=TRIES,
                    initial_backoff=1,
                    request_timeout=seconds,
                )
            )
        except BulkIndexError as error:
            ((_, result),) = error.errors[0].items()
            reason = f"does not take a document: {result.get('error', result)}"
            raise self._cluster.unavailable(reason) from error

    def _create(self) -> None:
        """Create the index, with the documents of the indexes that are folded into it."""
        if self._parts or not self._folded:
            shards = 1 if self._parts else self._cluster.settings.shards
            self._slow("indices.create", index=self._index, body=index_body(shards))
            self._take_over(self._folded)
        else:
            self._clone(self._folded[0])
            self._take_over(self._folded[1:])
        if self._folded:
            staying = self._catalogue.documents_of(self._parts, ())
            found = _with_numbers(staying, self._formerly) if self._parts else ()
            self._formerly = [number for _, number in found]

    def _clone(self, part: str) -> None:
        """Create the index as a clone of another, without the deleted documents in that."""
        settings = {
            "index.number_of_replicas": 0,
            "index.auto_expand_replicas": "false",
            "index.blocks.write": None,
        }
        source = self._catalogue.index(part)
        self._slow("indices.clone", index=source, target=self._index, body={"settings": settings})
        among = self._catalogue.documents_of((part,), ())
        self._send_all(
            {"_op_type": "delete", "_index": self._index, "_id": key}
            for key, _ in _with_numbers(among, self._formerly)
        )

    def _take_over(self, parts: tuple[str, ...]) -> None:
        """Send the documents in the indexes of some parts to the own index."""
        if parts:
            documents = self._catalogue.documents_of(parts, self._formerly)
            self._send_all(
                {"_op_type": "index", "_index": self._index, "_id": key, "_source": source}
                for key, source in sources_again(documents, self._lexicon)
            )

    def _send_all(self, changes: Iterator[Json]) -> None:
        while batch := [*islice(changes, BULK)]:
            self._lock.check()
            self._sent(batch)

    def _complete(self, sources: Sequence[str], refused: int, content: str = "") -> Manifest:
        """Write what is left, freeze the index and wait for its copies."""
        self._send()
        self._wait()
        self._slow("indices.refresh", index=self._index)
        self._slow("indices.flush", index=self._index)
        replicas = self._cluster.settings.replicas
        frozen = {"index.blocks.write": True, "index.auto_expand_replicas": f"0-{replicas}"}
        self._slow("indices.put_settings", index=self._index, body=frozen)
        self._wait_for_copies()
        self._files.write(self._id, "resource", self._resources)
        self._files.write(self._id, "lexicon", {LEXICON: self._lexicon.own.format()})
        return self._described(sources, refused, content)

    def _wait_for_copies(self) -> None:
        seconds = self._cluster.settings.writing_seconds
        health = self._slow(
            "cluster.health",
            index=self._index,
            params={
                "wait_for_status": "green",
                "wait_for_no_initializing_shards": "true",
                "timeout": f"{int(seconds)}s",
                "request_timeout": seconds + 10,
            },
        )
        if health["timed_out"]:
            raise self._cluster.unavailable(
                f"has not made the copies of {self._index} in {seconds:.0f} seconds "
                f"({health['status']}): see _cluster/allocation/explain"
            )

    def _described(self, sources: Sequence[str], refused: int, content: str) -> Manifest:
        """Return the manifest of what was written."""
        parts, deleted = (*self._parts, self._id), (*self._formerly, *self._deleted)
        documents = self._catalogue.documents_of(parts, deleted)
        aggregations: Json = {name: {"sum": {"field": f"length.{name}"}} for name in TEXT_NAMES}
        days = {"first day": {"min": {"field": "day"}}, "last day": {"max": {"field": "day"}}}
        body = {
            "query": {"match_all": {}},
            "size": 0,
            "track_total_hits": True,
            "aggs": {**aggregations, **days},
        }
        found = documents.search(body)
        count, values = found["hits"]["total"]["value"], found["aggregations"]
        first, last = (values[name]["value"] for name in days)
        names = ",".join(documents.indexes)
        stats = self._slow("indices.stats", index=names, metric="store")
        info = GenerationInfo(
            id=self._id,
            built_at=dt.datetime.now(dt.UTC),
            sources=tuple(sources),
            articles=count,
            refused=refused,
            first=dt.date.fromordinal(int(first)) if first is not None else None,
            last=dt.date.fromordinal(int(last)) if last is not None else None,
            engine=ENGINE,
            schema_version=SCHEMA_VERSION,
            analyzer_version=self._analyzer_version,
            size=stats["_all"]["primaries"]["store"]["size_in_bytes"],
            content=content or self._id,
        )
        lengths = {name: values[name]["value"] / max(count, 1) for name in TEXT_NAMES}
        newest = int(last) if last is not None else None
        statistics = Statistics(count, lengths, newest)
        before = self._base.added if self._base and self._parts else 0
        added = before + self._added if self._parts else 0
        return Manifest(info, statistics, self._next_number, parts, added, deleted)

    def _slow(self, method: str, **arguments: Any) -> Json:
        """Call a method of the client with the time limit of a build."""
        limit = {"request_timeout": self._cluster.settings.writing_seconds}
        arguments["params"] = {**limit, **arguments.get("params", {})}
        answer: Json = self._cluster.write(
            lambda client: operator.attrgetter(method)(client)(**arguments)
        )
        return answer


def _with_numbers(documents: Documents, numbers: Collection[int]) -> Iterator[tuple[str, int]]:
    """Yield the key and the number of those of the documents that have one of these numbers."""
    body = {
        "query": {"terms": {"number": [*numbers]}},
        "size": NUMBERS_PAGE,
        "sort": ["number"],
        "_source": False,
    }
    for hits in documents.pages(body) if numbers else ():
        yield from ((hit["_id"], hit["sort"][0]) for hit in hits)
