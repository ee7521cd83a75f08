"""The table of engines. To add one, write its package in this folder and add a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from analyzers.errors import UserError
from analyzers.nearest import not_among
from indexer.engines.base import Engine, EngineUnavailableError
from indexer.engines.generations import KEPT_GENERATIONS
from indexer.engines.opensearch.settings import OpenSearchSettings
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.processes import Processes
from indexer.settings import Table


class UnknownEngineError(UserError):
    """No engine has this name; the message lists the engines and suggests the most similar name."""


class NoSettings(Table):
    """The settings of an engine without settings."""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """The arguments for opening an engine.

    Attributes:
        folder: Folder of the generations of an engine that stores them on disk; it may not exist.
        settings: Settings of the engine, an instance of the model in its row.
        kept: Number of generations to keep, the served one included.
        processes: Worker processes for writing a generation.
    """

    folder: Path
    settings: Table = field(default_factory=NoSettings)
    kept: int = KEPT_GENERATIONS
    processes: Processes = field(default_factory=Processes)


@dataclass(frozen=True, slots=True)
class EngineRow:
    """A row of the table of engines.

    Attributes:
        open: Opens the engine. It must not connect to a cluster, so that pages can start before
            the cluster answers. It imports optional packages itself, and raises
            EngineUnavailableError for errors that need a restart, such as a missing package.
        settings: Model of the table `engines.NAME` in `settings.toml`.
    """

    open: Callable[[EngineContext], Engine]
    settings: type[Table] = NoSettings


def _open_whoosh(context: EngineContext) -> WhooshEngine:
    return WhooshEngine(context.folder, context.processes, context.kept)


def _open_opensearch(context: EngineContext) -> Engine:
    try:
        from indexer.engines.opensearch.engine import OpenSearchEngine  # noqa: PLC0415 # optional
    except ModuleNotFoundError as error:
        if error.name != "opensearchpy":
            raise
        raise EngineUnavailableError(
            "opensearch-py is not installed: pip install 'bahith[opensearch]'"
        ) from error
    assert isinstance(context.settings, OpenSearchSettings)  # noqa: S101 # the model of its row
    return OpenSearchEngine(context.settings, context.folder.parent, context.kept)


ENGINES: dict[str, EngineRow] = {
    "whoosh": EngineRow(_open_whoosh),
    "opensearch": EngineRow(_open_opensearch, OpenSearchSettings),
}
"""The engines by name, as in `settings.toml` (`engine`) and in the option `--engine`."""


def engine_row(name: str, where: str = "") -> EngineRow:
    """Return the row of an engine by name.

    Args:
        name: Name of the engine.
        where: File and key that name it, as the beginning of the error message.

    Raises:
        UnknownEngineError: No engine has this name.
    """
    if name not in ENGINES:
        raise UnknownEngineError(where + not_among("engine", name, ENGINES))
    return ENGINES[name]
