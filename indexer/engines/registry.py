"""The table of engines. To add one, write its package in this folder and add a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from analyzers.errors import UserError
from analyzers.nearest import not_among
from indexer.engines.base import Engine
from indexer.engines.generations import KEPT_GENERATIONS
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.processes import Processes
from indexer.settings import Table


class UnknownEngineError(UserError):
    """No engine has this name; the message names those that there are, and the nearest."""


class NoSettings(Table):
    """The settings of an engine that has none of its own."""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What an engine is opened with.

    Attributes:
        folder: Where an engine on this machine's disk keeps its generations; it may not be there.
        settings: The engine's own, a value of the model in its row.
        kept: Number of generations that are kept, with the served one.
        processes: How much of the machine may be taken to write a generation.
    """

    folder: Path
    settings: Table = field(default_factory=NoSettings)
    kept: int = KEPT_GENERATIONS
    processes: Processes = field(default_factory=Processes)


@dataclass(frozen=True, slots=True)
class EngineRow:
    """A row of the table of engines.

    Attributes:
        open: Opens the engine. It asks nothing of a cluster yet, so that pages can start before
            that answers; it raises EngineUnavailableError for what only another start mends, such
            as a package that is not installed. Such a package is imported here and not above.
        settings: What the table `engines.NAME` of `settings.toml` may hold.
    """

    open: Callable[[EngineContext], Engine]
    settings: type[Table] = NoSettings


def _open_whoosh(context: EngineContext) -> WhooshEngine:
    return WhooshEngine(context.folder, context.processes, context.kept)


ENGINES: dict[str, EngineRow] = {
    "whoosh": EngineRow(_open_whoosh),
}
"""By the name that `engine` in `settings.toml` or `--engine` gives, how each engine is opened."""


def engine_row(name: str) -> EngineRow:
    """Return the row of the engine of this name.

    Raises:
        UnknownEngineError: No engine has this name.
    """
    if name not in ENGINES:
        raise UnknownEngineError(not_among("engine", name, ENGINES))
    return ENGINES[name]
