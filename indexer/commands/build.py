"""indexer build: the index made anew of its sources."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from dataclasses import replace

import click
from rich.console import Console

from indexer.building.pipeline import build, other_sources
from indexer.building.progress import progress_on
from indexer.commands.options import FORCE, JSON, WAIT, with_workspace
from indexer.commands.outcome import tell, tell_faults
from indexer.commands.patience import patiently
from indexer.processes import MEMORY, Processes, usual_processes
from indexer.sources.registry import as_source
from indexer.sources.source import Source
from indexer.workspace import Workspace


@click.command("build")
@click.argument("sources", nargs=-1, required=True, type=as_source)
@with_workspace
@click.option("--fresh", is_flag=True, help="Index every article again, also those unchanged.")
@FORCE
@WAIT
@JSON
@click.option("--keep-other", is_flag=True, help="Leave an index that was built of other sources.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=usual_processes,
    show_default="one for each processor",
    help="Processes that analyse and write at once.",
)
@click.option(
    "--memory",
    type=click.IntRange(256),
    default=MEMORY >> 20,
    show_default=True,
    help="Megabytes that all of them may take together, about.",
)
def build_command(
    sources: tuple[Source, ...],
    workspace: Workspace,
    *,
    fresh: bool,
    force: bool,
    wait: int,
    as_json: bool,
    keep_other: bool,
    processes: int,
    memory: int,
) -> None:
    """Make the index hold just what SOURCES hold: saved pages, JSON Lines, WordPress exports,
    folders of them, or WordPress sites by their address. Readers see the former index until the
    new one is whole."""
    allowed = Processes(processes, memory << 20)
    try:
        engine = workspace.engine(allowed)
        if keep_other and (others := other_sources(engine, sources)):
            click.echo(f"the index of {', '.join(others)} is left as it is")
            return
        plan = replace(workspace.plan(sources, engine, force=force), processes=allowed)
        tell_faults(workspace)
        with progress_on(Console(stderr=True)) as progress:
            report = patiently(wait)(build, plan, progress, fresh=fresh)
    except BrokenExecutor as error:
        raise click.ClickException(
            "a process of the build was killed, for want of memory perhaps: nothing was changed; "
            "try a smaller --memory or fewer --processes"
        ) from error
    tell(report, as_json)
