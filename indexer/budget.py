"""Budget: the time that a query may take, after which what was found is given as it is."""

from __future__ import annotations

import math
import time


class Budget:
    """`seconds` from now on. Belongs to one request."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._end = time.monotonic() + seconds
        self.ran_out = False

    def is_spent(self) -> bool:
        """Whether the time is over; it is remembered that somebody stopped for it."""
        self.ran_out = self.ran_out or time.monotonic() > self._end
        return self.ran_out


class _Unlimited(Budget):
    def is_spent(self) -> bool:
        return False


UNLIMITED: Budget = _Unlimited()
