"""What a build or an update says: what it does not use, its report, and its exit status."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

import click

from indexer.building.report import Report
from indexer.building.report_text import report_text, report_values
from indexer.workspace import Workspace

COMPLETE, FAILED, PARTIAL, OBJECTED = 0, 1, 3, 4
"""Exit statuses: all is indexed, none of it, some was refused, the gate did not let it pass."""


def tell_faults(workspace: Workspace) -> None:
    """Print what of the lists is not used; all else is."""
    for fault in workspace.not_used():
        click.echo(f"not used: {fault}", err=True)


def tell(report: Report, as_json: bool) -> NoReturn:
    """Print a report, and end with its exit status."""
    if as_json:
        click.echo(json.dumps(report_values(report), ensure_ascii=False))
    else:
        click.echo(report_text(report))
    sys.exit(_exit_status(report))


def _exit_status(report: Report) -> int:
    if report.objections:
        return OBJECTED
    if not report.found_articles:
        return FAILED
    return PARTIAL if report.counts.refused else COMPLETE
