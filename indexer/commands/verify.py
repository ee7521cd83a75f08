"""The command `indexer verify`: verify the served generation."""

from __future__ import annotations

import json
import sys
from contextlib import closing

import click

from indexer.building.verification import verify
from indexer.commands.options import with_workspace
from indexer.commands.outcome import COMPLETE, FAILED
from indexer.workspace import Workspace


@click.command("verify")
@with_workspace
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify_command(workspace: Workspace, as_json: bool) -> None:
    """Verify the served generation: its files, counts and dates.

    Also search each article by its own words. The exit status is 1 if anything is wrong.
    """
    engine = workspace.engine()
    with closing(workspace.open_index()) as index:
        info = index.snapshot.info
        wrong = list(verify(engine, index))
    if as_json:
        found = {"generation": info.id, "articles": info.articles, "wrong": wrong}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for line in wrong:
            click.echo(line)
        click.echo(f"generation {info.id}: {len(wrong) or 'nothing'} wrong")
    sys.exit(FAILED if wrong else COMPLETE)
