"""The command `indexer analyze`: show the analysis of a text."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from analyzers.explanation import TokenExplanation, explain
from indexer.commands.options import DATA
from indexer.workspace import Workspace


@click.command("analyze")
@click.argument("text")
@DATA
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def analyze_command(text: str, data: Path, as_json: bool) -> None:
    """Show the analysis of TEXT, token by token."""
    explained = explain(text, Workspace(data).analyzer())
    if as_json:
        for token in explained:
            click.echo(json.dumps(token.as_dict(), ensure_ascii=False))
    elif sys.stdout.isatty():
        Console().print(_token_table(explained))
    else:
        click.echo("\t".join(TokenExplanation.COLUMNS))
        for token in explained:
            click.echo("\t".join(map(str, token.as_dict().values())))


def _token_table(tokens: list[TokenExplanation]) -> Table:
    """Return a table for a terminal."""
    table = Table(*TokenExplanation.COLUMNS)
    for token in tokens:
        table.add_row(*map(str, token.as_dict().values()))
    return table
