"""The command `search-web wordpress-plugin`: write the plugin for WordPress."""

from __future__ import annotations

import io
import sys

import click

from search_web.wordpress_plugin.archive import write_archive


@click.command("wordpress-plugin")
def wordpress_plugin_command() -> None:
    """Write the plugin for WordPress to standard output, as the archive that WordPress installs."""
    if sys.stdout.isatty():
        raise click.UsageError("write it to a file: search-web wordpress-plugin > bahith.zip")
    archive = io.BytesIO()  # a pipe cannot be sought in, as writing an archive wants
    write_archive(archive)
    sys.stdout.buffer.write(archive.getvalue())
