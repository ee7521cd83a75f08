"""How a build or an update ends: its report, and its exit status."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

import click

from indexer.building.report import Report
from indexer.building.report_text import report_text, report_values

COMPLETE, FAILED, PARTIAL, OBJECTED = 0, 1, 3, 4
"""Exit statuses: all is indexed, none of it, some was refused, the gate did not let it pass."""


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
