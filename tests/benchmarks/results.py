"""Results: what a run found out, as the reports read it and as it is kept in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.beside import Beside


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
class BesideResult:
    """A comparison with tantivy, in milliseconds of processor time; see `comparisons`."""

    ours: KindResult
    theirs: KindResult

    @property
    def warm(self) -> float:
        """Return our median as a multiple of tantivy's."""
        return self.ours.warm.p50 / self.theirs.warm.p50

    @property
    def first(self) -> float:
        """Return the same for the first touch."""
        return self.ours.first.p50 / self.theirs.first.p50

    @classmethod
    def of(cls, measured: Beside) -> BesideResult:
        """Summarise what was measured."""
        ours, theirs = (
            KindResult(side.found, spread(side.first), spread(side.warm))
            for side in (measured.ours, measured.theirs)
        )
        return cls(ours, theirs)


@dataclass(frozen=True, slots=True)
class SizeResult:
    """The description of a collection and all measurements on it in one run."""

    date: str
    load: float
    collection: dict[str, float]
    beside: dict[str, BesideResult]
    engines: dict[str, EngineResult]
    application: ApplicationResult | None


@dataclass(frozen=True, slots=True)
class Results:
    """All measurements on a machine.

    Attributes:
        commit: The commit that was measured.
        files: The content of the files that the figures depend on; see `measured`.
        machine: Description of the machine.
        sizes: Results by size of the collection.
        sample_rate: Documents per second indexed by Whoosh with Tashaphyne, uncached.
    """

    commit: str
    files: dict[str, str]
    machine: dict[str, str]
    sizes: dict[int, SizeResult]
    sample_rate: float

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    def with_other_sizes(self, former: Results) -> Results:
        """Return these results with former sizes not measured again, if the machine is the same."""
        if self.machine != former.machine:
            return self
        return replace(self, sizes=dict(sorted({**former.sizes, **self.sizes}.items())))


def read_results(file: Path, commit: str) -> Results | None:
    """Read results from a file, or return None if it has none of this commit."""
    written = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if written.get("commit") != commit:
        return None
    sizes = {int(size): _size_result(one) for size, one in written["sizes"].items()}
    return Results(**{**written, "sizes": sizes})


def _size_result(written: dict[str, Any]) -> SizeResult:
    beside = {
        key: BesideResult(_kind_result(one["ours"]), _kind_result(one["theirs"]))
        for key, one in written["beside"].items()
    }
    engines = {}
    for name, engine in written["engines"].items():
        kinds = {kind: _kind_result(one) for kind, one in engine["kinds"].items()}
        engines[name] = EngineResult(**{**engine, "kinds": kinds})
    application = None
    if written["application"]:
        values: dict[str, Any] = {
            name: Spread(**value) if isinstance(value, dict) else value
            for name, value in written["application"].items()
        }
        application = ApplicationResult(**values)
    return SizeResult(
        **{**written, "beside": beside, "engines": engines, "application": application}
    )


def _kind_result(written: dict[str, Any]) -> KindResult:
    return KindResult(written["found"], Spread(**written["first"]), Spread(**written["warm"]))


def spread(nanoseconds: Sequence[float]) -> Spread:
    milliseconds = [one / 1e6 for one in nanoseconds]
    if len(milliseconds) == 1:
        return Spread(milliseconds[0], milliseconds[0])
    last = quantiles(milliseconds, n=20, method="inclusive")[-1]
    return Spread(round(median(milliseconds), 5), round(last, 5))
