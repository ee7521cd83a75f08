"""A generation in the cluster, as searches use it."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.queries.counts import Counts
from indexer.engines.opensearch.queries.tree_query import Statistics


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that does not change.

    Attributes:
        documents: Its documents.
        statistics: Their statistics.
        lexicon: The forms of its texts.
        counts: The number of documents of what was asked for.
    """

    documents: Documents
    statistics: Statistics
    lexicon: Lexicon
    counts: Counts
