"""Which engine serves: one row for each."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.base import Engine
from indexer.engines.whoosh import WhooshEngine


def open_engine(data: Path) -> Engine:
    """The engine that keeps its generations under this folder of data."""
    return WhooshEngine(data / "generations")
