"""The report of an evaluation, as a value for JSON and as a table of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluation.judgements import Judgements
from indexer.evaluation.measures import (
    DEFAULT_SETTING,
    MEASURES,
    ChangedQuery,
    Difference,
    Setting,
    compare,
    evaluate,
    most_changed,
)
from indexer.searching.open_index import OpenIndex


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An index, and the options of the search in it."""

    index: OpenIndex
    setting: Setting = DEFAULT_SETTING


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """The effectiveness of an index, and how it differs from a former one.

    Attributes:
        name: Name of the judged set.
        generation: Id of the evaluated generation.
        queries: Number of judged queries.
        means: Mean of each measure.
        against: Id of the former generation, or None.
        differences: Change of each measure; empty without a former generation.
        changed: Queries whose nDCG@10 changed most, largest change first; likewise.
    """

    name: str
    generation: str
    queries: int
    means: dict[str, float]
    against: str | None
    differences: Sequence[Difference]
    changed: Sequence[ChangedQuery]


def evaluation_report(
    name: str,
    judgements: Judgements,
    evaluated: Evaluated,
    former: Evaluated | None,
    changed: int,
) -> EvaluationReport:
    """Evaluate an index and compare it with a former one.

    Args:
        name: Name of the judged set.
        judgements: The judged queries.
        evaluated: The index to evaluate.
        former: The index to compare it with, or None.
        changed: Most changed queries to list.
    """
    after = evaluate(judgements, evaluated.index, evaluated.setting)
    before = evaluate(judgements, former.index, former.setting) if former else None
    return EvaluationReport(
        name=name,
        generation=evaluated.index.snapshot.info.id,
        queries=len(judgements.queries),
        means={measure: after.mean(measure) for measure in MEASURES},
        against=former.index.snapshot.info.id if former else None,
        differences=compare(before, after) if before else (),
        changed=most_changed(judgements, before, after, changed) if before else (),
    )


def evaluation_text(report: EvaluationReport) -> str:
    """Format a report as lines of tab-separated columns."""
    head = f"{report.name}\t{report.queries} queries\tgeneration {report.generation}"
    lines = [head + (f"\tbefore: {report.against}" if report.against else "")]
    if report.differences:
        lines += map(difference_text, report.differences)
    else:
        lines += (f"{measure}\t{mean:.3f}" for measure, mean in report.means.items())
    if report.changed:
        lines.append("changed most\tnDCG@10 before\tafter")
        lines += (f"{q.id}\t{q.before:.3f}\t{q.after:.3f}\t{q.text}" for q in report.changed)
    return "\n".join((*lines, ""))


def difference_text(one: Difference) -> str:
    """Format a difference as a line of tab-separated columns."""
    doubt = "\tmay be chance" if one.may_be_chance else ""
    change = f"{one.after - one.before:+.3f}"
    return (
        f"{one.measure}\t{one.before:.3f}\t{one.after:.3f}\t{change}\tp = {one.p_value:.4f}{doubt}"
    )
