"""Processes: how much of the machine a build may take, and worker processes that end with it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 3
"""Tasks for each process that may wait or be done before their results are taken."""


@dataclass(frozen=True, slots=True)
class Processes:
    """`count` worker processes at once; `memory`: bytes of documents gathered for a segment."""

    count: int = 1
    memory: int = 256 << 20

    def pool(
        self, prepare: Callable[..., object] | None = None, *arguments: object
    ) -> ProcessPoolExecutor:
        """A pool of fresh processes. They are no forks, so they hold none of our locks, and they
        end when this process does, even by SIGKILL."""
        return ProcessPoolExecutor(
            self.count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(prepare, arguments),
        )


def usual_processes() -> int:
    """As many as there are processors that this process may use."""
    return len(os.sched_getaffinity(0))


def in_order(
    pool: ProcessPoolExecutor,
    work: Callable[[Given], Made],
    items: Iterable[Given],
    ahead: int,
) -> Iterator[Made]:
    """What the pool makes of the items, in their order; at most `ahead` are under way."""
    waiting: deque[Future[Made]] = deque()
    for item in items:
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
        waiting.append(pool.submit(work, item))
    while waiting:
        yield waiting.popleft().result()


def _begin(prepare: Callable[..., object] | None, arguments: tuple[object, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
