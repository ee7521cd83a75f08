"""The command `indexer init`: create a data folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from indexer.starter_data import copy_starter_data
from indexer.workspace import Workspace


@click.command("init")
@click.argument(
    "folder",
    default="index_data",
    envvar="BAHITH_DATA",
    type=click.Path(file_okay=False, path_type=Path),
)
def init_command(folder: Path) -> None:
    """Create the data folder FOLDER with word lists, settings and sample articles.

    Print the commands to run next. Existing files are never overwritten.
    """
    workspace = Workspace(folder)
    for path in copy_starter_data(workspace):
        click.echo(f"made {path}")
    data, samples = shlex.quote(str(folder)), shlex.quote(str(workspace.samples))
    click.echo(
        "Next, with the sample articles or your own:\n"
        f"  indexer build --data {data} {samples}\n"
        f"  search-web serve --data {data}"
    )
