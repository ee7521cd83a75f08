"""The command `indexer update`: update the index from its sources."""

from __future__ import annotations

import click
from rich.console import Console

from analyzers.errors import UserError
from indexer.building.pipeline import Progress, build, refresh
from indexer.building.progress import progress_on
from indexer.building.report import Report, joined
from indexer.commands.embed import embed_published
from indexer.commands.options import FORCE, JSON, SOURCES, WAIT, with_workspace
from indexer.commands.outcome import print_faults, print_unknown_pins, report_and_exit
from indexer.commands.retry import retry_while_locked
from indexer.sources.registry import as_source
from indexer.sources.source import Source
from indexer.workspace import Workspace


@click.command("update")
@SOURCES
@with_workspace
@FORCE
@WAIT
@JSON
@click.option(
    "--if-needed", is_flag=True, help="Do nothing unless the lists or the analyser changed."
)
def update_command(
    sources: tuple[Source, ...],
    workspace: Workspace,
    *,
    force: bool,
    wait: int,
    as_json: bool,
    if_needed: bool,
) -> None:
    """Update the index from SOURCES, or from the sources that it was built from.

    Articles that a site reports as modified are indexed and published first; then all other changes
    are found.
    """
    if if_needed and not (reasons := workspace.rebuild_reasons(workspace.engine())):
        click.echo("no rebuild is due: nothing was changed", err=as_json)
        return
    if if_needed:
        click.echo(f"a rebuild is due: {'; '.join(reasons)}", err=True)
    with progress_on(Console(stderr=True)) as progress:
        report = update_index(sources, workspace, progress, force=force, wait=wait)
    print_unknown_pins(workspace, workspace.engine(), err=True)
    embed_published(workspace)
    report_and_exit(report, as_json)


def update_index(
    sources: tuple[Source, ...],
    workspace: Workspace,
    progress: Progress,
    *,
    force: bool = False,
    wait: int = 0,
) -> Report:
    """Update the index from its sources.

    Args:
        sources: The sources; none means those that the index was built from.
        workspace: The data folder.
        progress: Receives the progress.
        force: Publish even if the gate objects.
        wait: Seconds to wait while another process is writing.

    Raises:
        UserError: A list, a setting or a source cannot be used, or the engine fails.
    """
    engine = workspace.engine()
    named = sources or tuple(map(as_source, engine.info().sources))
    plan = workspace.plan(named, engine, force=force)
    print_faults(workspace)
    retrying = retry_while_locked(wait)
    recent = retrying(refresh, plan, progress)
    if recent is None or not recent.published:
        return retrying(build, plan, progress)
    try:
        return joined(recent, retrying(build, plan, progress))
    except (UserError, OSError):
        text = f"{recent.counts.indexed:,} modified articles are searchable; the rest failed"
        click.echo(text, err=True)
        raise
