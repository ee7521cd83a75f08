"""Who is measured: a row each. A module is imported only by the process that measures it, so that
no engine's memory counts for another."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.benchmarks.engines.base import BenchedEngine

PACKAGE = "tests.benchmarks.engines"


@dataclass(frozen=True, slots=True)
class Contestant:
    """`index`: the folder of its index, which two may share. `largest`: the largest collection
    that it is given, where more would take hours. Without a module it is a program of its own."""

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
        Contestant(
            "bahith-terms", "Bahith, same terms", "bahith", "bahith", "Bahith", {"full": False}
        ),
        Contestant("bahith", "Bahith, full words", "bahith", "bahith", "Bahith", {"full": True}),
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
