"""Verification of a generation in the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines.base import EngineError
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.model.document import content_digest


def verified(cluster: Cluster, snapshot: OpenSearchSnapshot) -> list[str]:
    """Read a whole generation, and return what makes it slower or less safe.

    Args:
        cluster: The cluster.
        snapshot: The generation.

    Raises:
        EngineError: The generation is damaged.
    """
    names = ",".join(snapshot.indexes)
    health = cluster.read(lambda client: client.cluster.health(index=names))
    if health["status"] == "red":
        raise cluster.unavailable(
            f"has lost shards of {names}: start the missing nodes, or restore the index"
        )
    stats = cluster.read(
        lambda client: client.indices.stats(index=names, metric="docs", params={"level": "shards"})
    )
    differing = [
        found for name, one in stats["indices"].items() for found in _differing(name, one["shards"])
    ]
    damaged = [*differing, *_wrong(snapshot)]
    if damaged:
        raise EngineError(
            f"generation {snapshot.info.id} is damaged ({'; '.join(damaged[:5])}): run "
            "`indexer build --fresh`"
        )
    missing = health["unassigned_shards"] + health["initializing_shards"]
    return [f"{missing} copies of shards are not there"] if missing else []


def _differing(index: str, shards: Json) -> Iterator[str]:
    """Yield the shards whose copies have different numbers of documents."""
    for number, copies in shards.items():
        counts = {copy["docs"]["count"] for copy in copies}
        if len(counts) > 1:
            yield f"the copies of shard {number} of {index} have {sorted(counts)} documents"


def _wrong(snapshot: OpenSearchSnapshot) -> Iterator[str]:
    """Yield what is wrong with the documents: missing ones, and articles that were changed."""
    digests, version = snapshot.digests(), snapshot.info.analyzer_version
    if len(digests) != snapshot.info.articles:
        yield f"{len(digests)} articles of {snapshot.info.articles}"
    for article in snapshot.articles():
        if content_digest(article, version) != digests.get(article.id):
            yield f"the article {article.id} is not what was added"
