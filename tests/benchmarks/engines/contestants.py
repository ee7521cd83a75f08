"""The table of the engines that are measured.

A module is imported only by the process that measures it, so that memory is measured per engine.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.benchmarks.engines.base import BenchedEngine

PACKAGE = "tests.benchmarks.engines"


@dataclass(frozen=True, slots=True)
class Contestant:
    """An engine to measure.

    Attributes:
        name: Its name in results.
        title: Its name in reports.
        index: Name of the folder of its index, which two engines may share.
        module: Its module in this package; "" for a Java program.
        maker: Name of the class in the module that makes the engine.
        options: Arguments of the class.
        largest: Size of the largest collection to measure; more would take hours.
    """

    name: str
    title: str
    index: str
    module: str = ""
    maker: str = ""
    options: Mapping[str, bool] = field(default_factory=dict)
    largest: int | None = None

    @property
    def is_ours(self) -> bool:
        return self.module == "bahith"

    @property
    def is_java(self) -> bool:
        return not self.module

    def engine(self) -> BenchedEngine:
        module = importlib.import_module(f"{PACKAGE}.{self.module}")
        made: BenchedEngine = getattr(module, self.maker)(**self.options)
        return made


CONTESTANTS = {
    one.name: one
    for one in (
        Contestant("bahith", "Bahith", "bahith", "bahith", "Bahith"),
        Contestant("tantivy", "tantivy", "tantivy", "tantivy_engine", "Tantivy", {"ids": True}),
        Contestant(
            "tantivy-addresses",
            "tantivy, without ids",
            "tantivy",
            "tantivy_engine",
            "Tantivy",
            {"ids": False},
        ),
        Contestant("lucene", "Lucene 8", "lucene"),
        Contestant("fts5", "SQLite FTS5", "fts5", "fts5", "Fts5"),
        Contestant(
            "whoosh-tuned",
            "Whoosh, tuned",
            "whoosh-tuned",
            "whoosh_tuned",
            "TunedWhoosh",
            largest=10_000,
        ),
        Contestant(
            "whoosh-plain",
            "Whoosh, plain",
            "whoosh-plain",
            "whoosh_plain",
            "PlainWhoosh",
            largest=10_000,
        ),
    )
}
