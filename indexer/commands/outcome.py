"""Output of a build or an update: faults, report and exit status."""

from __future__ import annotations

import errno
import json
import sys
from contextlib import closing, suppress
from typing import NoReturn

import click

from indexer.building.report import Report
from indexer.building.report_text import report_text, report_values
from indexer.engines.base import Engine, EngineError
from indexer.workspace import Workspace

COMPLETE, FAILED, PARTIAL, OBJECTED = 0, 1, 3, 4
"""Exit statuses: everything indexed; nothing indexed; some records refused; the gate objected."""


def print_faults(workspace: Workspace) -> None:
    """Print the faults in lists and settings to standard error."""
    for fault in workspace.not_used():
        click.echo(f"not used: {fault}", err=True)


def print_unknown_pins(workspace: Workspace, engine: Engine, *, err: bool = False) -> None:
    """Print the pinned articles that the served generation does not have, if one is served."""
    with suppress(EngineError), closing(engine.snapshot()) as snapshot:
        for fault in workspace.unknown_pins(snapshot):
            click.echo(f"not used: {fault}", err=err)


def report_and_exit(report: Report, as_json: bool) -> NoReturn:
    """Print a report and exit with its status, which holds even if nobody can read the report."""
    text = json.dumps(report_values(report), ensure_ascii=False) if as_json else report_text(report)
    try:
        click.echo(text)
    except OSError as error:
        if error.errno == errno.EPIPE:  # click exits when the pipe is closed
            raise
        served = f"generation {report.generation.id}" if report.generation else "nothing"
        click.echo(f"{served} is served; the report cannot be written: {error.strerror}", err=True)
    sys.exit(_exit_status(report))


def _exit_status(report: Report) -> int:
    """Return the exit status of a report."""
    if report.objections:
        return OBJECTED
    if not report.found_articles:
        return FAILED
    return PARTIAL if report.counts.refused else COMPLETE
