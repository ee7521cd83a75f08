"""The command `indexer evaluate`: measure the ranking on judged queries."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from pathlib import Path

import click

from indexer.commands.options import with_workspace
from indexer.evaluation.explanation import explanation_text
from indexer.evaluation.judgements import read_judgements
from indexer.evaluation.measures import DEFAULT_SETTING, Setting
from indexer.evaluation.report import Evaluated, evaluation_report, evaluation_text
from indexer.workspace import Workspace


@click.command("evaluate")
@click.argument(
    "judgements", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@with_workspace
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another data folder to compare with, searched as readers search it.",
)
@click.option(
    "--newer",
    type=click.FloatRange(0, 10),
    default=DEFAULT_SETTING.ranking.newer,
    show_default=True,
    help="Relative boost of the newest articles.",
)
@click.option("--strict", is_flag=True, help="Require all words, and expand none.")
@click.option(
    "--no-lists", is_flag=True, help="Ignore synonyms, foreign names and pinned articles."
)
@click.option("--words-only", is_flag=True, help="Do not search by meaning.")
@click.option(
    "--changed",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="Number of queries to show whose results changed most.",
)
@click.option(
    "--explain",
    "explained",
    metavar="QUERY",
    multiple=True,
    help="Id of a query whose first hits are shown, with what each feature adds to their place.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object per folder of judgements."
)
def evaluate_command(
    judgements: tuple[Path, ...],
    workspace: Workspace,
    *,
    against: Path | None,
    newer: float,
    strict: bool,
    no_lists: bool,
    words_only: bool,
    changed: int,
    explained: tuple[str, ...],
    as_json: bool,
) -> None:
    """Measure the ranking on JUDGEMENTS, folders with queries.tsv and qrels.txt.

    Without JUDGEMENTS, use those of staff in DATA/judgements. With --against, or with any setting
    other than the default, compare with the other index or with the default settings, and show the
    queries that changed most. With --explain, only explain.
    """
    usual = Setting(workspace.ranking())
    setting = Setting(replace(usual.ranking, newer=newer), strict)
    other = Workspace(against, workspace.engine_name) if against else None
    if other is None and (no_lists or words_only or setting != usual):
        other = workspace
    with ExitStack() as stack:
        opened = workspace.open_index(with_lists=not no_lists, with_meaning=not words_only)
        index = stack.enter_context(closing(opened))
        former = None
        if other:
            former_index = stack.enter_context(closing(other.open_index()))
            former = Evaluated(former_index, Setting(other.ranking()))
        for folder in judgements or (workspace.judgements,):
            judged = read_judgements(folder)
            if explained:
                for query in explained:
                    if query in judged.queries:
                        click.echo(explanation_text(query, judged, index, setting))
                continue
            report = evaluation_report(
                folder.name, judged, Evaluated(index, setting), former, changed
            )
            click.echo(
                json.dumps(asdict(report), ensure_ascii=False)
                if as_json
                else evaluation_text(report)
            )
