"""The command `indexer build`: build the index from its sources."""

from __future__ import annotations

from dataclasses import replace

import click
from rich.console import Console

from indexer.building.pipeline import build, other_sources
from indexer.building.progress import progress_on
from indexer.commands.embed import embed_published
from indexer.commands.options import FORCE, JSON, WAIT, with_workspace
from indexer.commands.outcome import print_faults, print_unknown_pins, report_and_exit
from indexer.commands.retry import retry_while_locked
from indexer.processes import Processes, available_processors, default_memory
from indexer.sources.registry import as_source
from indexer.sources.source import Source, without_credentials
from indexer.workspace import Workspace


@click.command("build")
@click.argument("sources", nargs=-1, required=True, type=as_source)
@with_workspace
@click.option("--fresh", is_flag=True, help="Index all articles again, unchanged ones too.")
@FORCE
@WAIT
@JSON
@click.option(
    "--keep-other", is_flag=True, help="Do nothing if the index was built from other sources."
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=available_processors,
    show_default="number of processors",
    help="Number of processes that analyse, and that write, at once.",
)
@click.option(
    "--memory",
    type=click.IntRange(256),
    default=lambda: default_memory() >> 20,
    show_default="a quarter of the machine's memory, at least 2048",
    help="Approximate memory limit of all processes together, in megabytes.",
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
    """Build the index from SOURCES, and remove articles that are not in them.

    SOURCES are WordPress exports, JSON, tables, pages, PDF, documents, folders of them,
    addresses of WordPress sites, of other sites (pages+https://…) or of repositories
    (oai+https://…). The former index is served until the new one is complete.
    """
    allowed = Processes(processes, memory << 20)
    engine = workspace.engine(allowed)
    if keep_other and (others := other_sources(engine, sources)):
        shown = without_credentials(", ".join(others))
        click.echo(f"the index of {shown} is left as it is")
        return
    plan = replace(workspace.plan(sources, engine, force=force), processes=allowed)
    print_faults(workspace)
    with progress_on(Console(stderr=True)) as progress:
        report = retry_while_locked(wait)(build, plan, progress, fresh=fresh)
    print_unknown_pins(workspace, engine, err=True)
    embed_published(workspace)
    report_and_exit(report, as_json)
