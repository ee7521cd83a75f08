"""Processes: how much of the machine a build may take, and worker processes that end with it."""

from __future__ import annotations

import gc
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


MEMORY = 2 << 30
LEAST_GATHERED = 1 << 20
PROCESS_SIZE = 120 << 20
"""Bytes of a process with its word lists, before it does anything; measured."""


@dataclass(frozen=True, slots=True)
class Processes:
    """`count` processes that analyse and as many that write, at once. `memory`: bytes that all may
    take together."""

    count: int = 1
    memory: int = MEMORY

    @property
    def gathered(self) -> int:
        """Bytes of documents that are gathered for a segment. Gathering and sending them takes
        twice that, writing them three times; measured."""
        free = self.memory - PROCESS_SIZE * (2 * self.count + 1)
        return max(free // (2 + 3 * self.count), LEAST_GATHERED)

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
    gc.disable()  # analysing and writing make no cycles, and looking for them takes a twentieth
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
