"""The order of reading of a page's rows, which may stand in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from indexer.sources.formats.pdf.lines import Line

LEAST_ROWS = 6
"""Least number of rows that two columns share."""

MOST_ACROSS = 0.35
"""Maximum share of a page's rows that run across both columns."""

CELLS = " | "
"""What stands between the cells of a row of a table."""


def in_reading_order(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines of a page as they are read, the cells of a table's row in one line."""
    gutter = _gutter(rows)
    if gutter is None:
        return [_joined(row) for row in rows]
    is_rtl = 2 * sum(line.is_rtl for row in rows for line in row) >= sum(map(len, rows))
    read: list[Line] = []
    band: list[Line] = []
    for row in rows:
        across = [line for line in row if line.left < gutter < line.right]
        if across:
            read += _by_column(band, gutter, is_rtl=is_rtl)
            read.append(_joined(row))
            band = []
        else:
            band += row
    return read + _by_column(band, gutter, is_rtl=is_rtl)


def _gutter(rows: Sequence[Sequence[Line]]) -> float | None:
    """Return the middle between two columns in points, or None if there is one column."""
    gaps = [(one.right, two.left) for row in rows for one, two in pairwise(row)]
    if len(gaps) < LEAST_ROWS:
        return None
    middle = median((begin + end) / 2 for begin, end in gaps)
    beside = sum(begin < middle < end for begin, end in gaps)
    across = sum(any(line.left < middle < line.right for line in row) for row in rows)
    words = median(len(line.text.split()) for row in rows if len(row) > 1 for line in row)
    is_gutter = beside >= LEAST_ROWS and across <= MOST_ACROSS * len(rows) and words >= 3
    return middle if is_gutter else None


def _by_column(band: Sequence[Line], gutter: float, *, is_rtl: bool) -> list[Line]:
    """Return the lines of two columns, those of the column that is read first before the others."""
    left = [line for line in band if line.right <= gutter]
    right = [line for line in band if line.right > gutter]
    return right + left if is_rtl else left + right


def _joined(row: Sequence[Line]) -> Line:
    """Return one line of the pieces of a row."""
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    pieces = reversed(row) if any(line.is_rtl for line in row) else row
    return Line(
        text=CELLS.join(line.text for line in pieces),
        left=row[0].left,
        right=row[-1].right,
        baseline=longest.baseline,
        size=longest.size,
        is_bold=longest.is_bold,
    )
