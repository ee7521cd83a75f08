"""A group of commands that prints user errors on one line, without a traceback."""

from __future__ import annotations

import errno
from typing import Any

import click

from analyzers.errors import UserError
from indexer.os_failures import explain_error


class CommandGroup(click.Group):
    """A group of commands that prints UserError and OSError on one line.

    Other exceptions are bugs and keep their traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named on the command line."""
        try:
            return super().invoke(ctx)
        except (UserError, OSError) as error:
            if getattr(error, "errno", 0) == errno.EPIPE:  # click exits when the pipe is closed
                raise
            raise click.ClickException(explain_error(error)) from error
