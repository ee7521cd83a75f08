"""The command `indexer watch`: update at an interval and when a site publishes."""

from __future__ import annotations

import logging
import signal
from threading import Event

import click
from rich.console import Console

from indexer.building.progress import progress_on
from indexer.building.report import Report
from indexer.building.watch import watch
from indexer.commands.embed import embed_published
from indexer.commands.options import SOURCES, with_workspace
from indexer.commands.update import update_index
from indexer.sources.source import Source
from indexer.workspace import Workspace


@click.command("watch")
@SOURCES
@with_workspace
@click.option(
    "--every",
    type=click.FloatRange(min=0, min_open=True),
    default=15,
    show_default=True,
    help="Minutes from the end of an update to the start of the next.",
)
def watch_command(sources: tuple[Source, ...], workspace: Workspace, every: float) -> None:
    """Run `update` at an interval and when a publish hook requests it.

    The word lists are read again each time. Stop it with SIGTERM or Ctrl+C.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())

    def update_once() -> Report:
        with progress_on(Console(stderr=True)) as progress:
            report = update_index(sources, workspace, progress)
        embed_published(workspace)
        return report

    watch(update_once, every * 60, stopped, workspace.update_request)
