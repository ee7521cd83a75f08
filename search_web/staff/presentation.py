"""View models of the pages of staff: periods, the chart, formatted numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from search_web.language.formatting import formatter
from search_web.query_log.report import DailyCount

PERIODS = (1, 7, 30)
DEFAULT_PERIOD = 7
"""Lengths of periods in days, today included."""

CHART_HEIGHT = 100
BAR_STEP, BAR_WIDTH = 10, 8
"""Width of a bar with and without the gap beside it, in units of the chart."""

MIN_BARS = 14
"""Bars that the chart has room for at least, so that a single day does not fill it."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period that ends today (UTC).

    Attributes:
        days: Its length, today included; None for everything that is kept.
        today: Its last day.
    """

    days: int | None
    today: dt.date

    @classmethod
    def asked(cls, text: str, today: dt.date) -> Period:
        """Parse a query parameter: a length of `PERIODS` or "all", else the default."""
        if text == "all":
            return cls(None, today)
        offered = {str(days): days for days in PERIODS}
        return cls(offered.get(text, DEFAULT_PERIOD), today)

    @property
    def name(self) -> str:
        """The period as a query parameter."""
        return str(self.days or "all")

    @property
    def first(self) -> dt.date:
        """The first day."""
        return self.today - dt.timedelta(days=self.days - 1) if self.days else dt.date.min


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a day, in units of the chart.

    Attributes:
        x: Its left edge.
        height: Its height.
        empty: The height of its part for searches without results.
    """

    x: int
    height: float
    empty: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart.

    Attributes:
        bars: Its bars, the highest of `CHART_HEIGHT`.
        most: The searches of the highest bar.
    """

    bars: tuple[Bar, ...]
    most: int

    @property
    def width(self) -> int:
        """Its width, in units of the chart."""
        return max(MIN_BARS, len(self.bars)) * BAR_STEP


def chart(days: Sequence[DailyCount]) -> Chart:
    """Make the chart of the searches of each day."""
    most = max((day.searches for day in days), default=0)
    scale = CHART_HEIGHT / max(most, 1)
    bars = (
        Bar(number * BAR_STEP, round(day.searches * scale, 1), round(day.empty * scale, 1))
        for number, day in enumerate(days)
    )
    return Chart(tuple(bars), most)


def rounded(value: float) -> str:
    """Format a number, with one decimal if it is below 10."""
    return formatter().number(round(value, 1 if value < 10 else None))


def percent(part: int, whole: int) -> str:
    """Format a part of a whole in per cent; 0 if the whole is 0."""
    return formatter().percent(part / whole if whole else 0)


def moment(value: dt.datetime) -> str:
    """Format a date and its time."""
    return formatter().moment(value)


def age(value: dt.datetime) -> str:
    """Format the time that has passed since then."""
    return formatter().ago(dt.datetime.now(dt.UTC) - value)


FOR_TEMPLATES = {
    "BAR_WIDTH": BAR_WIDTH,
    "CHART_HEIGHT": CHART_HEIGHT,
    "PERIODS": PERIODS,
    "age": age,
    "chart": chart,
    "moment": moment,
    "percent": percent,
    "rounded": rounded,
}
