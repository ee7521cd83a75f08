"""indexer watch: updates at an interval, and as soon as a site has published."""

from __future__ import annotations

import logging
import signal
from threading import Event

import click
from rich.console import Console

from indexer.building.progress import progress_on
from indexer.building.report import Report
from indexer.building.watch import watch
from indexer.commands.options import SOURCES, with_workspace
from indexer.commands.update import bring_up
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
    help="Minutes from the end of one update to the next.",
)
def watch_command(sources: tuple[Source, ...], workspace: Workspace, every: float) -> None:
    """Do as `update` at an interval, and as soon as a publish hook asks for it, until it is stopped
    (SIGTERM, Ctrl+C); the word lists are read anew each time."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())

    def update_once() -> Report:
        with progress_on(Console(stderr=True)) as progress:
            return bring_up(sources, workspace, progress)

    watch(update_once, every * 60, stopped, workspace.update_request)
