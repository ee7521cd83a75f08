"""Time budgets of searches; partial results are returned when a budget runs out."""

from __future__ import annotations

import math
import time


class Budget:
    """The time budget of a request.

    Attributes:
        ran_out: Whether a caller stopped because time was up.
    """

    def __init__(self, seconds: float = math.inf) -> None:
        """Start the budget now, for this many seconds."""
        self._begun = time.monotonic()
        self._end = self._begun + seconds
        self.ran_out = False

    def is_spent(self) -> bool:
        """Return True once time is up, and record that a caller stopped for it."""
        self.ran_out = self.ran_out or time.monotonic() > self._end
        return self.ran_out

    @property
    def seconds_left(self) -> float:
        """Return the seconds until time is up, at least 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def spent_ms(self) -> float:
        """Return the milliseconds since the budget was started."""
        return (time.monotonic() - self._begun) * 1000


class _Unlimited(Budget):
    def is_spent(self) -> bool:
        return False


UNLIMITED: Budget = _Unlimited()
