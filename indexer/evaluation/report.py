"""The report of an evaluation: as values, for JSON, and as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.evaluation.judgements import Judgements
from indexer.evaluation.measures import (
    MEASURES,
    USUAL,
    ChangedQuery,
    Difference,
    Setting,
    compare,
    evaluate,
    most_changed,
)
from indexer.searching.open_index import OpenIndex

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """`means`, by measure; with another index before it, the differences and what changed."""

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
    index: OpenIndex,
    former: OpenIndex | None,
    changed: int,
    setting: Setting = USUAL,
) -> EvaluationReport:
    """Evaluates an index in a setting and, if there is one, the former as usual beside it;
    `changed` queries at most."""
    after = evaluate(judgements, index, setting)
    before = evaluate(judgements, former) if former else None
    return EvaluationReport(
        name=name,
        generation=index.snapshot.info.id,
        queries=len(judgements.queries),
        means={measure: after.mean(measure) for measure in MEASURES},
        against=former.snapshot.info.id if former else None,
        differences=compare(before, after) if before else (),
        changed=most_changed(judgements, before, after, changed) if before else (),
    )


def evaluation_text(report: EvaluationReport) -> str:
    """The report as lines with tabs between what belongs in columns."""
    head = f"{report.name}\t{report.queries} queries\tgeneration {report.generation}"
    lines = [head + (f"\tbefore: {report.against}" if report.against else "")]
    if report.differences:
        lines += map(_difference, report.differences)
    else:
        lines += (f"{measure}\t{mean:.3f}" for measure, mean in report.means.items())
    if report.changed:
        lines.append("changed most\tnDCG@10 before\tafter")
        lines += (f"{q.id}\t{q.before:.3f}\t{q.after:.3f}\t{q.text}" for q in report.changed)
    return "\n".join((*lines, ""))


def _difference(one: Difference) -> str:
    sure = "" if one.p_value < SIGNIFICANT else "\tmay be chance"
    change = f"{one.after - one.before:+.3f}"
    return (
        f"{one.measure}\t{one.before:.3f}\t{one.after:.3f}\t{change}\tp = {one.p_value:.4f}{sure}"
    )
