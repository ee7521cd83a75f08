"""Observation: what is seen of a request while it is answered; its stages tell, others read."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["understand", "retrieve", "snippets", "render"]


@dataclass(slots=True)
class Observation:
    """`seconds`: what each stage took. `generation`: the one that answered. `found`: how many hits
    its query had, if it had a query."""

    seconds: defaultdict[Stage, float] = field(default_factory=lambda: defaultdict(float))
    generation: str = ""
    found: int | None = None


_observed: ContextVar[Observation | None] = ContextVar("observed", default=None)


def observe() -> Observation:
    """From now on this thread's stages tell the observation that is returned."""
    observation = Observation()
    _observed.set(observation)
    return observation


def observed() -> Observation:
    """The observation that is being made, or one that nobody reads."""
    return _observed.get() or Observation()


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """What is done within is a stage, or a part of one; stages do not overlap."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        observed().seconds[name] += time.perf_counter() - begun
