"""Results: what a run found out, as the reports read it and as it is kept in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds: the median and the 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class KindResult:
    """A kind of query. `found`: how many hits all its queries had, at most ten each."""

    found: int
    first: Spread
    warm: Spread


@dataclass(frozen=True, slots=True)
class EngineResult:
    """An engine on a collection. `build` in seconds, `open` in milliseconds, the rest in bytes."""

    build: float
    size: int
    resident: int
    open: float
    kinds: dict[str, KindResult]


@dataclass(frozen=True, slots=True)
class ApplicationResult:
    """Measurements of the whole application; durations are in milliseconds.

    Attributes:
        snapshot: Opening a generation.
        index: Opening a generation with its analyser.
        update: An update.
        first_request: The first request to the JSON endpoint.
        cold: Requests when first asked.
        warm: The same requests again, without the cache of answers.
        again: The same requests again, with the cache of answers.
        resident: Resident memory of the process after the requests, in bytes.
    """

    snapshot: Spread
    index: Spread
    update: Spread
    first_request: float
    cold: Spread
    warm: Spread
    again: Spread
    resident: int


@dataclass(frozen=True, slots=True)
class SizeResult:
    """The description of a collection and all measurements on it in one run."""

    date: str
    collection: dict[str, float]
    engines: dict[str, EngineResult]
    application: ApplicationResult | None


@dataclass(frozen=True, slots=True)
class Results:
    """All measurements on a machine.

    Attributes:
        machine: Description of the machine.
        sizes: Results by size of the collection.
        sample_rate: Documents per second indexed by Whoosh with Tashaphyne, uncached.
    """

    machine: dict[str, str]
    sizes: dict[int, SizeResult]
    sample_rate: float

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    def with_other_sizes(self, former: Results) -> Results:
        """Return these results with former sizes not measured again, if the machine is the same."""
        if self.machine != former.machine:
            return self
        sizes = dict(sorted({**former.sizes, **self.sizes}.items()))
        return Results(self.machine, sizes, self.sample_rate)


def read_results(file: Path) -> Results:
    """Read results from a file."""
    written = json.loads(file.read_text(encoding="utf-8"))
    sizes = {int(size): _size_result(one) for size, one in written["sizes"].items()}
    return Results(written["machine"], sizes, written["sample_rate"])


def _size_result(written: dict[str, Any]) -> SizeResult:
    engines = {}
    for name, engine in written["engines"].items():
        kinds = {
            kind: KindResult(one["found"], Spread(**one["first"]), Spread(**one["warm"]))
            for kind, one in engine["kinds"].items()
        }
        engines[name] = EngineResult(**{**engine, "kinds": kinds})
    application = None
    if written["application"]:
        values: dict[str, Any] = {
            name: Spread(**value) if isinstance(value, dict) else value
            for name, value in written["application"].items()
        }
        application = ApplicationResult(**values)
    return SizeResult(written["date"], written["collection"], engines, application)


def spread(nanoseconds: Sequence[float]) -> Spread:
    milliseconds = [one / 1e6 for one in nanoseconds]
    if len(milliseconds) == 1:
        return Spread(milliseconds[0], milliseconds[0])
    last = quantiles(milliseconds, n=20, method="inclusive")[-1]
    return Spread(round(median(milliseconds), 5), round(last, 5))
