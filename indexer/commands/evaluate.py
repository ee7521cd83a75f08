"""indexer evaluate: how well the index answers judged queries."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from pathlib import Path

import click

from indexer.commands.options import with_workspace
from indexer.evaluation.judgements import read_judgements
from indexer.evaluation.measures import USUAL, Setting
from indexer.evaluation.report import evaluation_report, evaluation_text
from indexer.workspace import Workspace


@click.command("evaluate")
@click.argument(
    "judgements", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@with_workspace
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another folder of data: its generation, as usual, is the one before.",
)
@click.option(
    "--newer", type=click.FloatRange(0, 10), default=USUAL.ranking.newer, show_default=True
)
@click.option("--strict", is_flag=True, help="All the words only, none of staff's lists.")
@click.option("--no-lists", is_flag=True, help="Without synonyms and foreign names.")
@click.option("--changed", type=click.IntRange(0), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a folder of judgements.")
def evaluate_command(
    judgements: tuple[Path, ...],
    workspace: Workspace,
    *,
    against: Path | None,
    newer: float,
    strict: bool,
    no_lists: bool,
    changed: int,
    as_json: bool,
) -> None:
    """Measure how well the index answers JUDGEMENTS, folders of queries.tsv and qrels.txt; without
    any, those that staff keep in DATA/judgements. With --against, or in another setting, beside
    what is usual, with the queries that changed most."""
    setting = Setting(replace(USUAL.ranking, newer=newer), strict)
    other = Workspace(against, workspace.engine_name) if against else None
    if other is None and (no_lists or setting != USUAL):
        other = workspace
    with ExitStack() as stack:
        index = stack.enter_context(closing(workspace.open_index(with_lists=not no_lists)))
        former = stack.enter_context(closing(other.open_index())) if other else None
        for folder in judgements or (workspace.judgements,):
            judged = read_judgements(folder)
            report = evaluation_report(folder.name, judged, index, former, changed, setting)
            click.echo(
                json.dumps(asdict(report), ensure_ascii=False)
                if as_json
                else evaluation_text(report)
            )
