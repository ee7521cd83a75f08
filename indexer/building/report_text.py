"""The report of a build as text for staff and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from indexer.building.gate import RELEVANCE, Comparison
from indexer.building.report import Report
from indexer.engines.base import GenerationInfo

SHOWN = 5
"""Maximum number of ids, groups or searches of a kind in the text; the JSON has all."""


def report_text(report: Report) -> str:
    """Return the report as lines of text."""
    counts, notes = report.counts, report.notes
    lines = [
        f"read       {counts.read:,}",
        f"indexed    {counts.indexed:,}",
        f"unchanged  {counts.unchanged:,}",
        f"removed    {counts.removed:,}",
        f"refused    {counts.refused:,}",
        f"left out   {counts.left_out:,}",
        *(f"           {count:,}: {reason}" for reason, count in report.left_out.items()),
        *_listed("title only", notes.without_text),
        *_listed("no date", notes.without_date),
        *_listed("no section", notes.without_section),
        *_listed("future", notes.in_the_future),
        *_listed("attached", [f"{id_} ({files})" for id_, files in notes.attached]),
        *_listed("by OCR", [f"{id_} ({pages} pages)" for id_, pages in notes.recognized]),
        *_listed("hijri", [f"{id_} ({on.written} = {on})" for id_, on in notes.converted]),
        *_listed("same text", [" = ".join(ids) for ids in report.same_text]),
        *_listed("spellings", [" = ".join(words) for words in report.spellings]),
    ]
    if report.comparison:
        lines += _compared(report.comparison)
    if notes.slowest:
        slowest = ", ".join(f"{id_} ({seconds:.2f} s)" for seconds, id_ in notes.slowest[:3])
        lines.append(f"slowest    {slowest}")
    lines.append(f"seconds    {report.seconds:.1f}")
    if report.generation:
        lines.append(f"size       {megabytes(report.generation.size)}")
    return "\n".join([*lines, *_outcome(report)])


def report_values(report: Report) -> dict[str, Any]:
    """Return the report as a JSON object."""
    notes = report.notes
    comparison = report.comparison
    return {
        "generation": report.generation.id if report.generation else None,
        "published": report.published,
        "objections": list(report.objections),
        "seconds": round(report.seconds, 3),
        "counts": asdict(report.counts),
        "left_out": dict(report.left_out),
        "refusals": [
            {"file": str(one.file), "place": one.place, "reason": one.reason}
            for one in notes.refusals
        ],
        "without_text": notes.without_text,
        "without_date": notes.without_date,
        "without_section": notes.without_section,
        "in_the_future": notes.in_the_future,
        "attached": dict(notes.attached),
        "recognized_pages": dict(notes.recognized),
        "hijri": [
            {"id": id_, "written": on.written, "date": on.isoformat()}
            for id_, on in notes.converted
        ],
        "same_text": [list(ids) for ids in report.same_text],
        "spellings": [list(words) for words in report.spellings],
        "slowest": [
            {"id": article_id, "seconds": round(seconds, 4)}
            for seconds, article_id in notes.slowest
        ],
        "comparison": comparison
        and {
            "gained": comparison.gained,
            "lost": comparison.lost,
            "sections_lost": list(comparison.sections_lost),
            "searches": comparison.searches,
            "changed": [asdict(one) for one in comparison.changed],
            "judged": comparison.judged and asdict(comparison.judged),
        },
    }


def megabytes(size: int) -> str:
    """Return a size in bytes as text in megabytes."""
    return f"{size / 1e6:,.1f} MB"


def _listed(name: str, found: Sequence[str]) -> Iterator[str]:
    """Yield a line with the number and the first of some findings, if there are any."""
    if found:
        more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
        yield f"{name:10} {len(found):,}: {', '.join(found[:SHOWN])}{more}"


def _compared(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of a comparison."""
    yield f"gained     {comparison.gained:,}"
    yield f"lost       {comparison.lost:,}"
    if lost := comparison.sections_lost:
        yield f"           {len(lost)} sections: {'، '.join(lost[:SHOWN])}"
    most = sorted(comparison.changed, key=lambda one: (one.after > 0, -one.others))
    for one in most[:SHOWN]:
        yield (
            f"search     {one.query}: {one.before:,} hits before, {one.after:,} now, {one.others} "
            "others among the first ten"
        )
    if judged := comparison.judged:
        yield (
            f"judged     {judged.queries:,} queries: {RELEVANCE} {judged.before:.3f} before, "
            f"{judged.after:.3f} now"
        )


def _outcome(report: Report) -> Iterator[str]:
    """Yield the lines about the served generation."""
    if report.objections:
        yield from (f"objection  {objection}" for objection in report.objections)
        yield "not switched: the former index goes on serving; do what is said above, run it again"
        yield "if all of this is meant, --force switches all the same"
        if report.published and report.generation:
            yield f"generation {report.generation.id} is served, with what was said to be modified"
        return
    match report:
        case Report(published=True, generation=GenerationInfo(id=generation)):
            yield f"generation {generation} is served"
        case Report(found_articles=False):
            yield "no article was found: nothing was changed"
        case Report(generation=GenerationInfo(id=generation)):
            yield f"nothing changed: generation {generation} goes on serving"
