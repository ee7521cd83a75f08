"""The generations in the cluster: an index each, of which the alias names the served one.

Their manifests lie in the meta index. An index without a manifest was left by a writer that died.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from opensearchpy import helpers
from opensearchpy.exceptions import NotFoundError, RequestError, TransportError

from indexer.engines.base import (
    EngineError,
    GenerationGoneError,
    GenerationInfo,
    NoGenerationError,
)
from indexer.engines.generations import format_manifest, parse_manifest, rollback_target
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.mapping import meta_body
from indexer.engines.opensearch.queries.tree_query import Statistics
from indexer.engines.opensearch.stored import key_of

GRACE = dt.timedelta(minutes=15)
"""How long a generation stays after it was served, for readers in the middle of it."""

FRESH_SECONDS = 1.0
"""How long the id of the served generation is not asked for again."""

MOST_GENERATIONS = 10_000
MOST_CLAUSES = 65_536
"""Clauses of a query: each word is several of them in each field."""

_log = logging.getLogger(__name__)
_IS_ID = re.compile(r"\d{8}T\d{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is kept of a generation beside its documents and files.

    Attributes:
        info: Its description.
        statistics: The statistics of its documents.
        next_number: Number of the next document that is added.
        parts: The generations whose indexes hold its documents, oldest first, itself the last.
        added: Number of documents added to all of these but the first.
        deleted: Numbers of the documents in them that it does not have.
    """

    info: GenerationInfo
    statistics: Statistics
    next_number: int
    parts: tuple[str, ...]
    added: int = 0
    deleted: tuple[int, ...] = ()


class Catalogue:
    """The manifests of all generations, and which one is served."""

    def __init__(self, cluster: Cluster, kept: int, grace: dt.timedelta = GRACE) -> None:
        """Manage the generations of a cluster.

        Args:
            cluster: The cluster.
            kept: Number of generations to keep, the served one included.
            grace: How long a generation stays after it was served.
        """
        self._cluster = cluster
        self._kept = kept
        self._grace = grace
        self.alias = cluster.settings.prefix
        self.meta = f"{self.alias}-meta"
        self._served = ("", 0.0)

    def index(self, generation: str) -> str:
        """Return the name of the index of a generation; names have no capital letters."""
        return f"{self.alias}-{generation.lower()}"

    def documents(self, manifest: Manifest) -> Documents:
        """Return the documents of a generation."""
        return self.documents_of(manifest.parts, manifest.deleted)

    def documents_of(self, parts: Iterable[str], deleted: Collection[int]) -> Documents:
        """Return the documents in the indexes of some generations but for deleted ones."""
        return Documents(self._cluster, [*map(self.index, parts)], deleted)

    def prepare(self) -> None:
        """Create the meta index, if it is not there."""
        try:
            self._cluster.write(
                lambda client: client.indices.create(index=self.meta, body=meta_body())
            )
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def allow_long_queries(self) -> None:
        """Allow queries of many words; a cluster that does not let us keeps its own limit."""
        settings = {"persistent": {"indices.query.bool.max_clause_count": MOST_CLAUSES}}
        try:
            self._cluster.write(lambda client: client.cluster.put_settings(body=settings))
        except (EngineError, TransportError) as error:
            _log.warning(
                "long queries may be refused, see indices.query.bool.max_clause_count in "
                "docs/opensearch.md: %s",
                error,
            )

    def served(self, *, at_once: bool = False) -> str:
        """Return the id of the served generation.

        Args:
            at_once: Ask even if it was asked for a moment ago.

        Raises:
            NoGenerationError: Nothing has been built yet.
        """
        known, until = self._served
        if at_once or time.monotonic() > until:
            known = max(self._aliased(), default="")
            if not known:
                raise NoGenerationError(
                    f"nothing has been built in {self.alias} of the cluster: run `indexer build`"
                )
            self._served = (known, time.monotonic() + FRESH_SECONDS)
        return known

    def manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation.

        Raises:
            GenerationGoneError: The generation is not kept.
        """
        try:
            if not _IS_ID.fullmatch(generation):
                raise NotFoundError(404, "no id", {})
            found = self._cluster.read(
                lambda client: client.get(index=self.meta, id=_key(generation))
            )
        except (NotFoundError, GenerationGoneError) as error:
            raise GenerationGoneError(f"generation {generation} is not kept") from error
        return _parse(found["_source"]["manifest"])

    def manifests(self) -> list[Manifest]:
        """Return the manifests of all generations, newest first."""
        return [_parse(one["manifest"]) for one in self._sources()]

    def add(self, manifest: Manifest) -> None:
        """Store the manifest of a complete generation."""
        self._put(manifest.info.id, _format(manifest))

    def serve(self, generation: str) -> None:
        """Serve a generation in one step, and remove old ones."""
        former = [one for one in self._aliased() if one != generation]
        actions: list[Json] = [
            {"remove": {"index": self.index(one), "alias": self.alias, "must_exist": True}}
            for one in former
        ]
        actions.append({"add": {"index": self.index(generation), "alias": self.alias}})
        self._cluster.write(lambda client: client.indices.update_aliases(body={"actions": actions}))
        self._served = ("", 0.0)
        self._retire(former)
        self.remove_old(generation)

    def rollback(self, generation: str | None) -> GenerationInfo:
        """Serve another generation; see `Engine.rollback`. The caller must hold the lock."""
        current = self.served(at_once=True)
        infos = [manifest.info for manifest in self.manifests()]
        info = rollback_target(infos, current, generation, self.alias)
        self.serve(info.id)
        return info

    def remove_old(self, current: str) -> None:
        """Remove all but the newest generations, except those that may still be read."""
        sources = self._sources()
        others = [one for one in sources if one["generation"] != current]
        now = dt.datetime.now(dt.UTC)
        for one in others[self._kept - 1 :]:
            until = one["manifest"].get("served_until") or one["manifest"]["info"]["built_at"]
            if now - dt.datetime.fromisoformat(until) >= self._grace:
                self.remove(one["generation"])

    def remove_leftovers(self) -> None:
        """Remove what writers that died have left. The caller must hold the lock."""
        sources = self._sources()
        kept = {*self._aliased(), *_parts(sources), *(one["generation"] for one in sources)}
        names = self._cluster.read(lambda client: client.indices.get_alias(index=f"{self.alias}-*"))
        for name in names:
            generation = name.removeprefix(f"{self.alias}-").upper()
            if _IS_ID.fullmatch(generation) and generation not in kept:
                self.remove(generation)

    def remove(self, generation: str) -> None:
        """Remove a generation: its manifest first, so that what is left is no generation.

        Indexes that other generations have documents in stay, with their layers of the lexicon.
        """
        sources = self._sources()
        own = [one for one in sources if one["generation"] == generation]
        others = [one for one in sources if one["generation"] != generation]
        unused = sorted({generation, *_parts(own)} - _parts(others))
        own_files = {
            "filter": [{"term": {"generation": generation}}],
            "must_not": [{"term": {"kind": "lexicon"}}],
        }
        layers = [{"term": {"kind": "lexicon"}}, {"terms": {"generation": unused}}]
        wanted = [{"bool": own_files}, {"bool": {"filter": layers}}]
        body: Json = {
            "query": {"bool": {"should": wanted}},
            "size": MOST_GENERATIONS,
            "sort": [{"kind": "desc"}],
            "_source": False,
        }
        hits = self._cluster.search(self.meta, body)["hits"]["hits"]
        actions = [{"_op_type": "delete", "_index": self.meta, "_id": one["_id"]} for one in hits]
        if _key(generation) in {one["_id"] for one in hits}:
            self._cluster.write(lambda client: client.delete(index=self.meta, id=_key(generation)))
            actions = [one for one in actions if one["_id"] != _key(generation)]
        self._cluster.write(lambda client: helpers.bulk(client, actions, refresh=True))
        if unused:
            names = ",".join(map(self.index, unused))
            self._cluster.write(
                lambda client: client.indices.delete(
                    index=names, params={"ignore_unavailable": "true"}
                )
            )

    def _aliased(self) -> list[str]:
        """Return the generations that the alias names: one, or none before the first build."""
        try:
            found = self._cluster.read(lambda client: client.indices.get_alias(name=self.alias))
        except NotFoundError:
            return []
        return [name.removeprefix(f"{self.alias}-").upper() for name in found]

    def _retire(self, generations: Iterable[str]) -> None:
        """Note in manifests that their generations are served no more."""
        now = dt.datetime.now(dt.UTC).isoformat()
        for one in self._sources():
            if one["generation"] in generations:
                self._put(one["generation"], {**one["manifest"], "served_until": now})

    def _put(self, generation: str, manifest: Json) -> None:
        body = {"kind": "manifest", "generation": generation, "manifest": manifest}
        self._cluster.write(
            lambda client: client.index(
                index=self.meta, id=_key(generation), body=body, params={"refresh": "true"}
            )
        )

    def _sources(self) -> list[Json]:
        """Return the stored manifests, newest first; none before the first build."""
        body: Json = {
            "query": {"term": {"kind": "manifest"}},
            "size": MOST_GENERATIONS,
            "sort": [{"generation": "desc"}],
        }
        try:
            hits = self._cluster.search(self.meta, body)["hits"]["hits"]
        except GenerationGoneError:
            return []
        return [hit["_source"] for hit in hits]


def new_id() -> str:
    """Return the id of a new generation."""
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")


def _key(generation: str) -> str:
    return key_of(f"manifest {generation}")


def _format(manifest: Manifest) -> Json:
    return {
        "info": json.loads(format_manifest(manifest.info)),
        "statistics": asdict(manifest.statistics),
        "next_number": manifest.next_number,
        "parts": [*manifest.parts],
        "added": manifest.added,
        "deleted": [*manifest.deleted],
    }


def _parse(stored: Json) -> Manifest:
    info = parse_manifest(json.dumps(stored["info"]))
    return Manifest(
        info,
        Statistics(**stored["statistics"]),
        stored["next_number"],
        tuple(stored["parts"]),
        stored["added"],
        tuple(stored["deleted"]),
    )


def _parts(sources: Iterable[Json]) -> set[str]:
    """Return the generations whose indexes hold documents of some stored manifests."""
    return {part for one in sources for part in one["manifest"]["parts"]}
