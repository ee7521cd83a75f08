from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from indexer.engines.base import Engine, Snapshot
from indexer.engines.registry import ENGINES, EngineContext, EngineRow
from tests.cluster.prefixes import emptied, new_prefix
from tests.reference_engine import MemoryEngine

OPENSEARCH = "opensearch"


def _open(row: EngineRow, folder: Path) -> Engine:
    """Open an engine of the table in a folder."""
    return row.open(EngineContext(folder))


ON_DISK: dict[str, Callable[[Path], Engine]] = {
    "reference": lambda _: MemoryEngine(),
    **{name: partial(_open, row) for name, row in ENGINES.items() if name != OPENSEARCH},
}
"""The reference engine, and every engine of the table that needs nothing but a folder."""

OPENED = [*ON_DISK, pytest.param(OPENSEARCH, marks=pytest.mark.cluster)]
"""The reference engine and every engine of the table, which all obey the contract."""


@pytest.fixture(params=OPENED)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn, without generations."""
    if request.param == OPENSEARCH:
        with emptied(request.getfixturevalue("cluster"), new_prefix()) as settings:
            yield ENGINES[OPENSEARCH].open(EngineContext(tmp_path / "generations", settings))
    else:
        yield ON_DISK[request.param](tmp_path / "generations")


@pytest.fixture
def opened(engine: Engine) -> Iterator[Callable[[], Snapshot]]:
    """Return a function that opens the served generation; it is closed after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(engine.snapshot()))
