"""indexer init: a data folder to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from indexer.starter_data import lay_out
from indexer.workspace import Workspace


@click.command("init")
@click.argument(
    "folder",
    default="index_data",
    envvar="BAHITH_DATA",
    type=click.Path(file_okay=False, path_type=Path),
)
def init_command(folder: Path) -> None:
    """Lay out FOLDER, a data folder with word lists, settings and sample articles, and say what to
    run next. Nothing that is there is overwritten."""
    workspace = Workspace(folder)
    for path in lay_out(workspace):
        click.echo(f"made {path}")
    data, samples = shlex.quote(str(folder)), shlex.quote(str(workspace.samples))
    click.echo(
        "Next, with the sample articles or your own:\n"
        f"  indexer build --data {data} {samples}\n"
        f"  search-web serve --data {data}"
    )
