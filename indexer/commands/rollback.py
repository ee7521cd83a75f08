"""The command `indexer rollback`: serve a former generation."""

from __future__ import annotations

from contextlib import suppress

import click

from indexer.commands.options import with_workspace
from indexer.engines.base import EngineError
from indexer.searching.open_index import open_index
from indexer.workspace import Workspace


@click.command("rollback")
@click.argument("generation", required=False)
@with_workspace
def rollback_command(generation: str | None, workspace: Workspace) -> None:
    """Serve a kept generation again: GENERATION, or the one before the served one."""
    engine = workspace.engine()
    former = engine.generation()
    info = engine.rollback(generation)
    try:
        open_index(engine).close()
    except EngineError:
        with suppress(EngineError):  # the former one was damaged too
            engine.rollback(former)
        raise
    click.echo(f"generation {info.id} is served, of {info.articles:,} articles")
