"""The command `indexer embed`: make the vectors that search by meaning needs."""

from __future__ import annotations

from contextlib import closing

import click
from rich.console import Console
from rich.progress import Progress

from indexer.commands.options import with_workspace
from indexer.engines.base import EngineError
from indexer.os_failures import explain_error, explain_os_error
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
        said = explain_error(error, workspace.folder)
        click.echo(f"articles without vectors are searched by words alone: {said}", err=True)


def _embed(workspace: Workspace, embeddings: Embeddings) -> str:
    """Make the vectors; return what was done.

    Raises:
        EmbedderError: The embedder or the disk failed; the vectors made so far are kept.
        EngineError: The generation cannot be read.
    """
    bar = Progress(console=Console(stderr=True))
    with closing(workspace.engine().snapshot()) as snapshot, bar:
        task = bar.add_task("embedding", total=None)
        articles = snapshot.info.articles
        try:
            made = embeddings.embed(
                snapshot, lambda done, of: bar.update(task, completed=done, total=of)
            )
        except OSError as error:
            lacking = articles - embeddings.open(snapshot).articles
            raise EmbedderError(
                f"{lacking:,} of {articles:,} articles have no vectors yet: "
                f"{explain_os_error(error)}. Then run `indexer embed`, which goes on where it was"
            ) from error
        return f"{made:,} of {articles:,} articles got new vectors"
