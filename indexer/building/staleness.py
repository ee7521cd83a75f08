"""Staleness: changes of lists, schema or analyser since the served generation was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

from indexer.engines.base import Engine
from indexer.model.fields import SCHEMA_VERSION


def due(engine: Engine, analyzer_version: str, lists: Mapping[str, bytes]) -> Iterator[str]:
    """Why a rebuild is due, a line each. `lists`: what a build would be made with, by name. Raises
    EngineError if nothing is served that can be opened."""
    if engine.info().schema_version != SCHEMA_VERSION:  # which cannot be opened
        yield "the schema changed"
        return
    with closing(engine.snapshot()) as snapshot:
        info, made_with = snapshot.info, snapshot.resources()
    changed = [name for name, content in lists.items() if made_with.get(name) != content]
    yield from (f"{name} changed" for name in changed)
    if info.analyzer_version != analyzer_version and not changed:
        yield "the analyser changed"
