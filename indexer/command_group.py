"""CommandGroup: a command line that prints errors of users in one line."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import click

from analyzers.errors import UserError
from indexer.os_failures import explain_os_error


class _Command(click.Command):
    """A command that explains what the system refused."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with the options of its line."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # click ends quietly when its reader has gone
                raise
            data = ctx.params.get("data")
            folder = data if isinstance(data, Path) else None
            raise click.ClickException(explain_os_error(error, folder)) from error


class CommandGroup(click.Group):
    """Commands that print UserError and OSError in one line; others show their traceback."""

    command_class = _Command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named on the command line."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise click.ClickException(str(error)) from error
