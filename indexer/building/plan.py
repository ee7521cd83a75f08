"""BuildPlan: what a build makes of what, and by which rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.gate import Gate
from indexer.engines.base import Engine
from indexer.lists.site_lists import NO_SITE_LISTS, SiteLists
from indexer.processes import Processes
from indexer.sources.source import Source


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What a build or an update is given.

    Attributes:
        sources: Where the articles come from.
        engine: Where they go.
        analyzer: What makes terms of them.
        lists: Staff's lists of the site.
        gate: What the next generation must pass; None if what is served cannot be compared with.
        force: Whether the gate's objections are told only.
        crawls: A folder for what is fetched of a site, so that an interrupted crawl goes on.
        processes: How much of the machine analysis may take.
    """

    sources: Sequence[Source]
    engine: Engine
    analyzer: ArabicAnalyzer
    lists: SiteLists = NO_SITE_LISTS
    gate: Gate | None = field(default_factory=Gate)
    force: bool = False
    crawls: Path | None = None
    processes: Processes = field(default_factory=Processes)

    @property
    def source_names(self) -> tuple[str, ...]:
        """The names of the sources, as a generation keeps them."""
        return tuple(source.name for source in self.sources)

    @property
    def resources(self) -> dict[str, bytes]:
        """The lists that a generation is made with, by name."""
        return {**self.analyzer.lists.files, **self.lists.files}
