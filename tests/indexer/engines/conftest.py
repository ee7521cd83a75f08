from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.engines.base import Engine, Snapshot
from indexer.engines.whoosh.engine import WhooshEngine
from tests.reference_engine import MemoryEngine

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "memory": lambda _: MemoryEngine(),
    "whoosh": WhooshEngine,
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each engine in turn, empty."""
    return ENGINES[request.param](tmp_path / "generations")


@pytest.fixture
def opened(engine: Engine) -> Iterator[Callable[[], Snapshot]]:
    """Opens what the engine serves; closed after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(engine.snapshot()))
