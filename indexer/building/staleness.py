"""Staleness: changes of lists, schema or analyser since the served generation was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

from indexer.engines.base import Engine
from indexer.model.fields import SCHEMA_VERSION


def stale_reasons(
    engine: Engine, analyzer_version: str, lists: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield the reasons why the served generation is stale, one line each.

    Args:
        engine: The engine.
        analyzer_version: Version of the current analyser.
        lists: Content of the current lists, by file name.

    Raises:
        EngineError: The served generation cannot be opened.
    """
    if engine.info().schema_version != SCHEMA_VERSION:  # it cannot be opened
        yield "the schema changed"
        return
    with closing(engine.snapshot()) as snapshot:
        info, made_with = snapshot.info, snapshot.resources()
    changed = [name for name, content in lists.items() if made_with.get(name) != content]
    yield from (f"{name} changed" for name in changed)
    if info.analyzer_version != analyzer_version and not changed:
        yield "the analyser changed"
