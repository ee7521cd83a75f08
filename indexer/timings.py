"""Timings of a request's stages, collected in a context variable for logs and metrics."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["understand", "retrieve", "meaning", "snippets", "render"]


@dataclass(slots=True)
class Observation:
    """Measurements of a request.

    Attributes:
        seconds: Duration of each stage in seconds.
        generation: Id of the generation that answered.
        found: Number of hits, or None for a request without a query.
    """

    seconds: defaultdict[Stage, float] = field(default_factory=lambda: defaultdict(float))
    generation: str = ""
    found: int | None = None


_observed: ContextVar[Observation | None] = ContextVar("observed", default=None)


def observe() -> Observation:
    """Start a new observation in this context and return it."""
    observation = Observation()
    _observed.set(observation)
    return observation


def observed() -> Observation:
    """Return the observation of this context, or a throw-away one if none was started."""
    return _observed.get() or Observation()


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Add the duration of a block to a stage of the current observation; stages do not overlap."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        observed().seconds[name] += time.perf_counter() - begun
