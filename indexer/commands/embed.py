"""The command `indexer embed`: make the vectors that search by meaning needs."""

from __future__ import annotations

from contextlib import closing

import click
from rich.console import Console
from rich.progress import Progress

from indexer.commands.options import with_workspace
from indexer.engines.base import EngineError
from indexer.semantic.embedder import EmbedderError
from indexer.semantic.embeddings import Embeddings
from indexer.workspace import Workspace


@click.command("embed")
@with_workspace
def embed_command(workspace: Workspace) -> None:
    """Make the vectors that articles of the served generation lack, for search by meaning.

    Builds and updates do it too, once the new generation is served. Readers use the vectors made so
    far. Interrupted, it goes on where it was.
    """
    embeddings = workspace.embeddings()
    if embeddings is None:
        where = f"{workspace.settings_file}: search by meaning is off"
        click.echo(f"{where}: name a model in [semantic]", err=True)
    else:
        click.echo(_embed(workspace, embeddings))


def embed_published(workspace: Workspace) -> None:
    """Make the vectors that articles lack, if the settings ask for it; tell it on standard error.

    The generation is served by words whatever happens here.
    """
    try:
        if embeddings := workspace.embeddings():
            click.echo(_embed(workspace, embeddings), err=True)
    except (EmbedderError, EngineError) as error:
        click.echo(f"no vectors were made: {error}", err=True)


def _embed(workspace: Workspace, embeddings: Embeddings) -> str:
    """Make the vectors; return what was done."""
    bar = Progress(console=Console(stderr=True))
    with closing(workspace.engine().snapshot()) as snapshot, bar:
        task = bar.add_task("embedding", total=None)
        made = embeddings.embed(
            snapshot, lambda done, of: bar.update(task, completed=done, total=of)
        )
        return f"{made:,} of {snapshot.info.articles:,} articles got new vectors"
