"""Indexes of a single test in a cluster that all tests share."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from indexer.engines.opensearch.settings import OpenSearchSettings

_numbers = itertools.count()


def new_prefix() -> str:
    """Return a beginning of names that no other test has."""
    return f"test-{os.getpid()}-{next(_numbers)}"


@contextmanager
def emptied(address: str, prefix: str, shards: int = 2) -> Iterator[OpenSearchSettings]:
    """Yield settings for indexes with a prefix, which are removed at the end.

    Args:
        address: Address of the cluster.
        prefix: Beginning of the names of the indexes.
        shards: Number of shards of each generation.
    """
    yield OpenSearchSettings(addresses=[address], prefix=prefix, shards=shards)
    requests.delete(f"{address}/{prefix}-*", timeout=60).raise_for_status()
