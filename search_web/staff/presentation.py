"""What the pages of staff show beside the reports: periods, a chart, figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from search_web.language.formatting import formatter
from search_web.query_log.report import Day

PERIODS = (1, 7, 30)
USUAL = 7
"""Days, today among them."""

HEIGHT = 100
STEP, WIDTH = 10, 8
"""Of a bar with the gap beside it, and without, in the units of the chart."""

LEAST_BARS = 14
"""For which there is room at least, so that a day alone is no wall."""


@dataclass(frozen=True, slots=True)
class Period:
    """So many days up to today (of UTC), or all that are kept: None."""

    days: int | None
    today: dt.date

    @classmethod
    def asked(cls, text: str, today: dt.date) -> Period:
        """The period that an address names; the usual one if it names none of those offered."""
        if text == "all":
            return cls(None, today)
        offered = {str(days): days for days in PERIODS}
        return cls(offered.get(text, USUAL), today)

    @property
    def name(self) -> str:
        return str(self.days or "all")

    @property
    def first(self) -> dt.date:
        return self.today - dt.timedelta(days=self.days - 1) if self.days else dt.date.min


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar: where it begins, its height, and that of its part without result."""

    x: int
    height: float
    empty: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars beside one another, the highest of HEIGHT; `most` is what it stands for."""

    bars: tuple[Bar, ...]
    most: int

    @property
    def width(self) -> int:
        return max(LEAST_BARS, len(self.bars)) * STEP


def chart(days: Sequence[Day]) -> Chart:
    """The searches of each day."""
    most = max((day.searches for day in days), default=0)
    scale = HEIGHT / max(most, 1)
    bars = (
        Bar(number * STEP, round(day.searches * scale, 1), round(day.empty * scale, 1))
        for number, day in enumerate(days)
    )
    return Chart(tuple(bars), most)


def rounded(value: float) -> str:
    """With a decimal where it tells something."""
    return formatter().number(round(value, 1 if value < 10 else None))


def percent(part: int, whole: int) -> str:
    """A share; nothing of nothing."""
    return formatter().percent(part / whole if whole else 0)


def moment(value: dt.datetime) -> str:
    return formatter().moment(value)


def age(value: dt.datetime) -> str:
    """How long ago that was."""
    return formatter().ago(dt.datetime.now(dt.UTC) - value)


FOR_TEMPLATES = {
    "HEIGHT": HEIGHT,
    "PERIODS": PERIODS,
    "WIDTH": WIDTH,
    "age": age,
    "chart": chart,
    "moment": moment,
    "percent": percent,
    "rounded": rounded,
}
