"""indexer update: the index brought to the state of its sources."""

from __future__ import annotations

import click
from rich.console import Console

from indexer.building.pipeline import Progress, build, refresh
from indexer.building.progress import progress_on
from indexer.building.report import Report
from indexer.commands.options import FORCE, JSON, SOURCES, WAIT, with_workspace
from indexer.commands.outcome import tell, tell_faults
from indexer.commands.patience import patiently
from indexer.sources.registry import as_source
from indexer.sources.source import Source
from indexer.workspace import Workspace


@click.command("update")
@SOURCES
@with_workspace
@FORCE
@WAIT
@JSON
@click.option("--if-needed", is_flag=True, help="Only if the lists or the analyser changed.")
def update_command(
    sources: tuple[Source, ...],
    workspace: Workspace,
    *,
    force: bool,
    wait: int,
    as_json: bool,
    if_needed: bool,
) -> None:
    """Bring the index to the state of SOURCES or, if none are named, of those that it was built of.
    What a site says was modified is searchable first; all of the rest is looked at then."""
    if if_needed and not (reasons := workspace.rebuild_reasons(workspace.engine())):
        click.echo("no rebuild is due: nothing was changed", err=as_json)
        return
    if if_needed:
        click.echo(f"a rebuild is due: {'; '.join(reasons)}", err=True)
    with progress_on(Console(stderr=True)) as progress:
        report = bring_up(sources, workspace, progress, force=force, wait=wait)
    tell(report, as_json)


def bring_up(
    sources: tuple[Source, ...],
    workspace: Workspace,
    progress: Progress,
    *,
    force: bool = False,
    wait: int = 0,
) -> Report:
    """Bring the index to the state of the sources, or of those that it was built of."""
    engine = workspace.engine()
    named = sources or tuple(map(as_source, engine.info().sources))
    plan = workspace.plan(named, engine, force=force)
    tell_faults(workspace)
    again = patiently(wait)
    recent = again(refresh, plan, progress)
    if recent is not None and recent.published:
        found = recent.counts.indexed
        text = f"searchable {found:,} modified articles, {recent.seconds:.1f} seconds"
        click.echo(text, err=True)
    return again(build, plan, progress)
