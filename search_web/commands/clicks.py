"""The command `search-web clicks`: write judgements made of the counted clicks."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import click

from indexer.commands.options import with_workspace
from indexer.evaluation.judgements import QUERIES, write_judgements
from indexer.workspace import Workspace
from search_web.query_log.click_judgements import LEAST_CLICKS, judgements_of_clicks
from search_web.query_log.report import QueryReport
from search_web.query_log.store import QueryStore


@click.command("clicks")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_workspace
def clicks_command(folder: Path, workspace: Workspace) -> None:
    """Write judgements made of the counted clicks to FOLDER, for `indexer fit` and `evaluate`.

    An article counts as relevant to a query if it was opened at least three times and about as
    often as any other, where a click on a later place weighs more. Clicks are counted if
    count_clicks is set under [queries] in settings.toml.
    """
    if (folder / QUERIES).exists():
        raise click.ClickException(f"{folder} has judgements already: name another folder")
    if not workspace.query_log.exists():
        raise click.ClickException(f"{workspace.query_log}: there is no log of searches yet")
    try:
        with QueryStore(workspace.query_log).open() as connection:
            judgements = judgements_of_clicks(QueryReport(connection, dt.date.min).clicked())
    except sqlite3.Error as error:
        raise click.ClickException(f"{workspace.query_log}: {error}") from error
    if not judgements.queries:
        raise click.ClickException(
            f"no article was opened {LEAST_CLICKS} times for a query: count clicks for longer "
            "(count_clicks under [queries] in settings.toml)"
        )
    write_judgements(folder, judgements)
    click.echo(f"{len(judgements.queries):,} queries: now `indexer fit {folder}`")
