"""Worker processes of a build and their memory limit."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from analyzers.errors import UserError

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 3
"""Tasks in flight per worker."""

LEAST_MEMORY = 2 << 30
"""Least memory limit of a build unless another is set, in bytes."""

SHARE_OF_MACHINE = 4
"""A build takes one such part of the memory that is there unless another limit is set."""

MOST_MEMORY = 6 << 30
"""Most memory of a build unless another limit is set, in bytes: no segment profits from more."""

GROUP = Path("/proc/self/cgroup")
"""The control group of this process, a path below GROUPS after its last colon."""

GROUPS = Path("/sys/fs/cgroup")
"""The tree of control groups; `memory.max` in a group is its limit in bytes, or "max"."""

LEAST_GATHERED = 1 << 20
"""Smallest buffer of a segment, in bytes, however little memory there is."""

PROCESS_SIZE = 120 << 20
"""Memory of an idle worker with its word lists, in bytes; measured."""


class KilledProcessError(UserError):
    """A worker process was killed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The worker processes of a build.

    Attributes:
        count: Number of workers that analyse, and of workers that write.
        memory: Memory limit of all processes together, in bytes.
    """

    count: int = 1
    memory: int = LEAST_MEMORY

    @property
    def gathered(self) -> int:
        """Return the size of a segment's buffer in bytes.

        Filling and sending a buffer takes three times its size, writing its files ten times;
        measured.
        """
        free = self.memory - PROCESS_SIZE * (2 * self.count + 1)
        return max(free // (3 + 10 * self.segments_at_once), LEAST_GATHERED)

    @property
    def segments_at_once(self) -> int:
        """Return how many segments are written at once; two workers write the files of one."""
        return max(self.count // 2, 1)

    def pool(
        self, prepare: Callable[..., object] | None = None, *arguments: object
    ) -> ProcessPoolExecutor:
        """Return a pool of workers that exit with this process, even if that is killed.

        They are spawned, not forked, so that they inherit no locks.

        Args:
            prepare: Function that each worker calls first.
            arguments: Its arguments.
        """
        return ProcessPoolExecutor(
            self.count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(prepare, arguments),
        )


def default_memory() -> int:
    """Return the memory limit of a build unless another is set, in bytes.

    It grows with the machine, or what a container may take of it, since fewer, larger segments are
    searched in less time.
    """
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    there = min([there, *_limits_of_groups()])
    return min(max(there // SHARE_OF_MACHINE, LEAST_MEMORY), MOST_MEMORY)


def _limits_of_groups() -> list[int]:
    """Return the memory limits of this process's control group and of those that it is in."""
    try:
        named = GROUP.read_text(encoding="utf-8").rpartition(":")[2].strip().lstrip("/")
    except OSError:  # a system without control groups
        return []
    group = GROUPS / named
    files = [part / "memory.max" for part in (group, *group.parents) if part.is_relative_to(GROUPS)]
    limits = [file.read_text(encoding="utf-8").strip() for file in files if file.is_file()]
    return [int(limit) for limit in limits if limit.isdecimal()]


def available_processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def killed_processes_told() -> Iterator[None]:
    """Raise KilledProcessError where a worker process was killed.

    Raises:
        KilledProcessError: A worker process was killed.
    """
    try:
        yield
    except BrokenExecutor as error:
        raise KilledProcessError(
            "a process of the build was killed, perhaps for lack of memory: nothing was changed; "
            "try `indexer build` with a smaller --memory or fewer --processes"
        ) from error


def in_order(
    pool: ProcessPoolExecutor,
    work: Callable[[Given], Made],
    items: Iterable[Given],
    ahead: int,
) -> Iterator[Made]:
    """Yield the results of `work` for all items, in their order.

    Args:
        pool: The pool that does the work.
        work: The function to call with each item.
        items: The items.
        ahead: Maximum number of tasks in flight.
    """
    waiting: deque[Future[Made]] = deque()
    for item in items:
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
        waiting.append(pool.submit(work, item))
    while waiting:
        yield waiting.popleft().result()


def _begin(prepare: Callable[..., object] | None, arguments: tuple[object, ...]) -> None:
    gc.disable()  # analysing and writing make no cycles; collection takes 5 % of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
