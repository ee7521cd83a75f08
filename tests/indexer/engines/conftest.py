from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from indexer.engines.base import Engine, Snapshot
from indexer.engines.registry import ENGINES, EngineContext, EngineRow
from tests.reference_engine import MemoryEngine


def _open(row: EngineRow, folder: Path) -> Engine:
    """Open an engine of the table in a folder."""
    return row.open(EngineContext(folder))


OPENED: dict[str, Callable[[Path], Engine]] = {
    "reference": lambda _: MemoryEngine(),
    **{name: partial(_open, row) for name, row in ENGINES.items()},
}
"""The reference engine and every engine of the table, which all obey the contract."""


@pytest.fixture(params=OPENED)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Return each engine in turn, without generations."""
    return OPENED[request.param](tmp_path / "generations")


@pytest.fixture
def opened(engine: Engine) -> Iterator[Callable[[], Snapshot]]:
    """Return a function that opens the served generation; it is closed after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(engine.snapshot()))
