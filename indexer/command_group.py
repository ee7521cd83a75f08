"""A group of commands that prints user errors on one line, without a traceback."""

from __future__ import annotations

import errno
from typing import Any

import click

from analyzers.errors import UserError
from indexer.os_failures import explain_os_error


class CommandGroup(click.Group):
    """A group of commands that prints UserError and OSError on one line.

    Other exceptions are bugs and keep their traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named on the command line."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # click exits quietly when the pipe is closed
                raise
            raise click.ClickException(explain_os_error(error)) from error
