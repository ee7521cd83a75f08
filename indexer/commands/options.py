"""Options and arguments shared by several commands, and the workspace that they name."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.os_failures import explain_os_error
from indexer.sources.registry import as_source
from indexer.workspace import Workspace

DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="index_data",
    envvar="BAHITH_DATA",
    show_default=True,
    show_envvar=True,
    help="Data folder, with word lists, settings and generations.",
)
ENGINE = click.option(
    "--engine",
    default="",
    envvar="BAHITH_ENGINE",
    show_envvar=True,
    metavar="NAME",
    help="Engine to use instead of the one in settings.toml.",
)
FORCE = click.option("--force", is_flag=True, help="Publish even if the gate objects.")
WAIT = click.option(
    "--wait",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Seconds to wait while another process is writing.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
SOURCES = click.argument("sources", nargs=-1, type=as_source)


def with_workspace(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --data and --engine to a command, passed as its argument `workspace`."""

    @DATA
    @ENGINE
    @wraps(command)
    def with_options(*args: Any, data: Path, engine: str, **named: Any) -> Any:
        try:
            return command(*args, workspace=Workspace(data, engine), **named)
        except OSError as error:
            if error.errno == errno.EPIPE:  # click exits quietly when the pipe is closed
                raise
            raise click.ClickException(explain_os_error(error, data)) from error

    return with_options
