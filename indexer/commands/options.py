"""The options and arguments that several commands have, and the workspace that they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.sources.registry import as_source
from indexer.workspace import Workspace

DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="index_data",
    envvar="BAHITH_DATA",
    show_default=True,
    show_envvar=True,
    help="The folder of word lists and generations.",
)
ENGINE = click.option(
    "--engine",
    default="",
    envvar="BAHITH_ENGINE",
    show_envvar=True,
    metavar="NAME",
    help="The engine, in place of that which settings.toml names.",
)
FORCE = click.option(
    "--force", is_flag=True, help="Switch also to what lost or refused many articles."
)
WAIT = click.option(
    "--wait",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Seconds to wait for another process that is writing.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
SOURCES = click.argument("sources", nargs=-1, type=as_source)


def with_workspace(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --data and --engine, as its argument `workspace`."""

    @DATA
    @ENGINE
    @wraps(command)
    def with_options(*args: Any, data: Path, engine: str, **named: Any) -> Any:
        return command(*args, workspace=Workspace(data, engine), **named)

    return with_options
