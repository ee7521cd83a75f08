"""The command `indexer status`: show the served generation, and faults in lists and settings."""

from __future__ import annotations

from contextlib import closing

import click

from indexer.building.report_text import megabytes
from indexer.commands.options import with_workspace
from indexer.commands.outcome import print_unknown_pins
from indexer.engines.base import Engine, GenerationInfo
from indexer.semantic.embedder import EmbedderError
from indexer.sources.source import without_credentials
from indexer.workspace import Workspace


@click.command("status")
@with_workspace
def status_command(workspace: Workspace) -> None:
    """Show the served generation, kept generations, and faults in lists and settings."""
    engine = workspace.engine()
    info = engine.info()
    slowing = engine.verify()
    click.echo(_info_text(info))
    for kept in engine.generations():
        built = f"{kept.built_at.astimezone():%Y-%m-%d %H:%M:%S}"
        mark = "served" if kept.id == info.id else "kept"
        click.echo(f"{mark:10} {kept.id}  {built}  {kept.articles:,} articles")
    for reason in slowing:
        click.echo(f"slower: {reason}; run `indexer build` again")
    for reason in workspace.rebuild_reasons(engine):
        click.echo(f"rebuild due: {reason} since it was built; run `indexer update --if-needed`")
    _print_vectors(workspace, engine)
    for fault in workspace.not_used():
        click.echo(f"not used: {fault}")
    print_unknown_pins(workspace, engine)


def _print_vectors(workspace: Workspace, engine: Engine) -> None:
    """Print how many articles have vectors, and damage to them, if the settings ask for any."""
    try:
        embeddings = workspace.embeddings()
    except EmbedderError as error:
        click.echo(f"searched by words alone: {error}")
        return
    if embeddings:
        with closing(engine.snapshot()) as snapshot:
            meaning = embeddings.open(snapshot)
            click.echo(f"vectors    of {meaning.articles:,} of {snapshot.info.articles:,} articles")
        if meaning.fault:
            click.echo(f"searched by words alone: {meaning.fault}")


def _info_text(info: GenerationInfo) -> str:
    """Return the description of a generation for the terminal."""
    span = f"{info.first} to {info.last}" if info.first else "none"
    return "\n".join(
        (
            f"generation {info.id}",
            f"articles   {info.articles:,} ({info.refused:,} records refused)",
            f"dates      {span}",
            f"size       {megabytes(info.size)}",
            f"engine     {info.engine}, schema {info.schema_version}",
            f"analyser   {info.analyzer_version}",
            f"built      {info.built_at.astimezone():%Y-%m-%d %H:%M:%S %z}",
            f"from       {without_credentials(', '.join(info.sources))}",
        )
    )
