"""The command `indexer fit`: fit the order of the best hits to the site's own judgements."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import click

from indexer import durable
from indexer.commands.options import with_workspace
from indexer.evaluation.fitting import FittedOrder, HeldOut, fitted
from indexer.evaluation.judged_answers import judged_queries
from indexer.evaluation.judgements import read_judgements
from indexer.evaluation.report import difference_text
from indexer.ranking.order_file import order_text
from indexer.workspace import Workspace


@click.command("fit")
@click.argument(
    "judgements", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@with_workspace
@click.option("--force", is_flag=True, help="Use the weights even if they are no better.")
def fit_command(judgements: tuple[Path, ...], workspace: Workspace, *, force: bool) -> None:
    """Fit the order of the best hits to JUDGEMENTS, folders with queries.tsv and qrels.txt.

    Without JUDGEMENTS, use those of staff in DATA/judgements. The weights stay near the shipped
    ones, the nearer the fewer queries there are. Each fifth of the queries is ordered by weights
    fitted to the others and compared with the shipped order; only if that is better, beyond
    chance, the weights are written to DATA/order.tsv. Restart the pages to use them; remove the
    file to use the shipped ones again.
    """
    folders = judgements or (workspace.judgements,)
    with closing(workspace.open_index(with_meaning=False)) as index:
        generation = index.snapshot.info.id
        queries = [
            query
            for folder in folders
            for query in judged_queries(folder.name, folder.name, read_judgements(folder), index)
        ]
    found = fitted(queries)
    for held_out in (*found.sets, found.overall) if len(found.sets) > 1 else found.sets:
        click.echo(_text(held_out))
    if not found.is_better and not force:
        raise click.ClickException(
            "the weights are no better than the shipped ones on queries that they were not fitted "
            "to, or by chance alone, and are not used: judge more queries, or --force"
        )
    text = order_text(found.order, _heading(found, generation))
    durable.write(workspace.order_file, text.encode())
    click.echo(f"{workspace.order_file} orders the best hits once the pages are restarted")


def _text(one: HeldOut) -> str:
    return f"{one.name}\t{one.queries} queries\t{difference_text(one.difference)}"


def _heading(found: FittedOrder, generation: str) -> list[str]:
    """Return what the file says of its weights."""
    today = dt.datetime.now(dt.UTC).date()
    return [
        "Weights of the order of the best hits, instead of the shipped ones.",
        f"By `indexer fit` on {today}, generation {generation}. On queries not fitted to,",
        "before and after:",
        *map(_text, found.sets),
    ]
