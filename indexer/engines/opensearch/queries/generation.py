"""A generation in the cluster, as searches use it."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.queries.counts import Counts
from indexer.engines.opensearch.queries.tree_query import Statistics


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that does not change.

    Attributes:
        cluster: The cluster.
        index: Name of its index.
        statistics: The statistics of its documents.
        lexicon: The forms of its texts.
        counts: The number of documents of what was asked for.
    """

    cluster: Cluster
    index: str
    statistics: Statistics
    lexicon: Lexicon
    counts: Counts
