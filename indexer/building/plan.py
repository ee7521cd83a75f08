"""The plan of a build: its sources, its engine and its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.gate import Gate
from indexer.engines.base import Engine
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.lists.site_lists import NO_SITE_LISTS, SiteLists
from indexer.processes import Processes
from indexer.sources.login import Login
from indexer.sources.record import POST_TYPES
from indexer.sources.source import NO_ATTACHMENTS, CrawlRules, Documents, Source


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """The inputs of a build or an update.

    Attributes:
        sources: The sources of the articles.
        engine: The engine that stores them.
        analyzer: Their analyser.
        lists: Staff's lists for the site.
        query_lists: Staff's lists for queries, which the report of spellings follows.
        gate: The gate of the next generation; None publishes without a comparison.
        force: Publish even if the gate objects.
        post_types: Types of WordPress posts that are articles.
        mapping: The names that fields have in objects and tables, by field.
        documents: How documents are read.
        crawl: How pages are fetched from a site.
        login: The login of a WordPress site, or None.
        crawls: Folder of fetched records, from which an interrupted crawl is resumed.
        processes: Worker processes of the analysis.
    """

    sources: Sequence[Source]
    engine: Engine
    analyzer: ArabicAnalyzer
    lists: SiteLists = NO_SITE_LISTS
    query_lists: QueryLists = NO_LISTS
    gate: Gate | None = field(default_factory=Gate)
    force: bool = False
    post_types: tuple[str, ...] = POST_TYPES
    mapping: Mapping[str, str] = field(default_factory=dict)
    documents: Documents = NO_ATTACHMENTS
    crawl: CrawlRules = field(default_factory=CrawlRules)
    login: Login | None = None
    crawls: Path | None = None
    processes: Processes = field(default_factory=Processes)

    @property
    def source_names(self) -> tuple[str, ...]:
        """Return the names of the sources, as stored with a generation."""
        return tuple(source.name for source in self.sources)

    @property
    def resources(self) -> dict[str, bytes]:
        """Return the lists to store with a generation, by file name."""
        return {**self.analyzer.lists.files, **self.lists.files}
