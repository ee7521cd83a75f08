"""CommandGroup: a command line that prints errors of users in one line."""

from __future__ import annotations

import errno
from typing import Any

import click

from analyzers.errors import UserError
from indexer.os_failures import explain_os_error


class CommandGroup(click.Group):
    """Commands that print UserError and OSError in one line; others show their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named on the command line."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # click ends quietly when its reader has gone
                raise
            raise click.ClickException(explain_os_error(error)) from error
