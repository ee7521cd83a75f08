"""Command line `search-web`; each command is a file in `commands/`."""

from __future__ import annotations

import click

from indexer.command_group import CommandGroup
from search_web.commands.clicks import clicks_command
from search_web.commands.digests import digests_command
from search_web.commands.serve import serve_command
from search_web.commands.staff_password import staff_password_command
from search_web.commands.wordpress_plugin import wordpress_plugin_command

COMMANDS = (
    serve_command,
    staff_password_command,
    clicks_command,
    digests_command,
    wordpress_plugin_command,
)
"""All commands."""


@click.group(cls=CommandGroup)
@click.version_option(package_name="bahith", message="%(prog)s (Bahith) %(version)s")
def main() -> None:
    """باحث: serve the search pages and the API."""


for command in COMMANDS:
    main.add_command(command)
