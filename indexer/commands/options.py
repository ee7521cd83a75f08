"""Options and arguments shared by several commands, and the workspace that they name."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from analyzers.errors import UserError
from indexer.os_failures import explain_error
from indexer.sources.registry import as_source
from indexer.workspace import Workspace


class _DataFolder(click.Path):
    """The parameter type of an existing folder, which tells whose it is if it cannot be read."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """Return the path of the folder."""
        try:
            os.scandir(value).close()
        except PermissionError as error:
            self.fail(explain_error(error), param, ctx)
        except OSError:  # told by click itself
            pass
        return super().convert(value, param, ctx)


DATA = click.option(
    "--data",
    type=_DataFolder(),
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
        except (UserError, OSError) as error:
            if getattr(error, "errno", 0) == errno.EPIPE:  # click exits when the pipe is closed
                raise
            raise click.ClickException(explain_error(error, data)) from error

    return with_options
