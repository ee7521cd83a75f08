"""The command `indexer export`: write the stored articles to a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from indexer.building.export import export_file, export_lines
from indexer.commands.options import with_workspace
from indexer.workspace import Workspace


@click.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@with_workspace
def export_command(file: Path | None, workspace: Workspace) -> None:
    """Write the stored articles to FILE or standard output, as JSON Lines.

    `build` makes the same index from them.
    """
    with closing(workspace.engine().snapshot()) as snapshot:
        if file is None:
            for line in export_lines(snapshot):
                click.echo(line, nl=False)
        else:
            click.echo(f"{export_file(snapshot, file):,} articles are in {file}")
