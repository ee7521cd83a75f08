"""Which engine serves: one row for each."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.base import Engine
from indexer.engines.generations import KEPT_GENERATIONS as KEPT
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.processes import Processes


def open_engine(data: Path, processes: Processes | None = None, kept: int = KEPT) -> Engine:
    """The engine that keeps its generations under this folder of data; what it may take to write
    them, and how many of them it keeps."""
    return WhooshEngine(data / "generations", processes, kept)
