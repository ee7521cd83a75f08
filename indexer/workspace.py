"""Workspace: a data folder, where each of its files lies, and what is opened and read of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.errors import UserError
from analyzers.list_reader import Fault, ListError, ReadList
from analyzers.word_lists import WordLists
from indexer.building.gate import Gate, read_searches
from indexer.building.plan import BuildPlan
from indexer.building.staleness import due
from indexer.engines.base import Engine
from indexer.engines.registry import EngineContext, engine_row
from indexer.lists.query_lists import SYNONYMS, QueryLists
from indexer.lists.site_lists import SiteLists
from indexer.processes import Processes
from indexer.searching.open_index import OpenIndex, open_index
from indexer.settings import Settings, SettingsError, engine_settings
from indexer.sources.source import Source


class _Read(Protocol):
    """Lists as they were read."""

    @property
    def faults(self) -> tuple[Fault, ...]: ...


@dataclass(frozen=True, slots=True)
class Workspace:
    """A data folder. What it reads is read anew each time, as staff edit it meanwhile.

    Attributes:
        folder: The data folder.
        engine_name: The engine to open in place of that which the settings name.
    """

    folder: Path
    engine_name: str = ""

    @property
    def settings_file(self) -> Path:
        """What staff may set."""
        return self.folder / "settings.toml"

    @property
    def samples(self) -> Path:
        """Sample articles, from which a first index is built."""
        return self.folder / "samples"

    @property
    def words(self) -> Path:
        """The folder of lists: those of the analyser, of queries and of the site."""
        return self.folder / "words"

    @property
    def synonyms(self) -> Path:
        """The list of synonyms, which `/staff` edits."""
        return self.words / SYNONYMS

    @property
    def searches(self) -> Path:
        """The searches that must go on finding what they find, a line each."""
        return self.folder / "searches.txt"

    @property
    def judgements(self) -> Path:
        """The judged queries of staff."""
        return self.folder / "judgements"

    @property
    def generations(self) -> Path:
        """Where an engine on this machine's disk keeps its generations."""
        return self.folder / "generations"

    @property
    def crawls(self) -> Path:
        """What was fetched of a site and is not yet indexed."""
        return self.folder / "crawls"

    @property
    def update_request(self) -> Path:
        """The file that asks `indexer watch` for an update at once by being written."""
        return self.folder / "published.request"

    @property
    def hooks(self) -> Path:
        """The ids of the calls of the publish hook that were taken."""
        return self.folder / "hooks"

    @property
    def query_log(self) -> Path:
        """The log of searches."""
        return self.folder / "queries.sqlite"

    @property
    def secret(self) -> Path:
        """What cursors and sessions are signed with."""
        return self.folder / "secret.key"

    def settings(self) -> Settings:
        """Read the settings. Raises SettingsError."""
        return Settings.load(self.settings_file)

    def word_lists(self) -> WordLists:
        """Read the lists of the analyser. Raises ListError."""
        return WordLists.load(self.words)

    def site_lists(self) -> SiteLists:
        """Read the lists of the site. Raises ListError."""
        return SiteLists.load(self.words)

    def query_lists(self) -> QueryLists:
        """Read the lists of queries; of one that cannot be read there is nothing."""
        return QueryLists.load(self.words)

    def analyzer(self) -> ArabicAnalyzer:
        """Make the analyser that the next generation is made with. Raises UserError."""
        return make_analyzer(self.word_lists(), self.settings().stemmer)

    def gate_searches(self) -> ReadList[str]:
        """Read the searches that must go on finding what they find. Raises ListError."""
        return read_searches(self.searches)

    def gate(self) -> Gate:
        """Read what the next generation is measured by. Raises UserError."""
        return Gate(self.settings().gate, self.gate_searches().entries, self.query_lists())

    def not_used(self) -> Iterator[Fault | UserError]:
        """Yield what of the lists and the settings is not used: lines, or files as a whole."""
        loads: tuple[Callable[[], _Read], ...] = (
            self.query_lists,
            self.word_lists,
            self.site_lists,
            self.gate_searches,
        )
        for load in loads:
            try:
                yield from load().faults
            except ListError as error:
                yield error.fault
        try:
            self.settings()
        except SettingsError as error:
            yield error

    def engine(self, processes: Processes | None = None) -> Engine:
        """Open the engine.

        Args:
            processes: How much of the machine may be taken to write a generation.

        Raises:
            UnknownEngineError: No engine has the name.
            SettingsError: The settings, or those of the engine, cannot be used.
            EngineUnavailableError: What the engine needs is not installed.
        """
        settings = self.settings()
        name = self.engine_name or settings.engine
        row = engine_row(name)
        context = EngineContext(
            folder=self.generations,
            settings=engine_settings(self.settings_file, name, row.settings),
            kept=settings.generations.kept,
            processes=processes or Processes(),
        )
        return row.open(context)

    def plan(self, sources: Sequence[Source], engine: Engine, *, force: bool = False) -> BuildPlan:
        """Make the plan of a build, with the lists and the gate as they are now.

        Args:
            sources: Where the articles come from.
            engine: Where they go.
            force: Whether the gate's objections are told only.

        Raises:
            UserError: A list or a setting cannot be used.
        """
        return BuildPlan(
            sources=sources,
            engine=engine,
            analyzer=self.analyzer(),
            lists=self.site_lists(),
            gate=self.gate(),
            force=force,
            crawls=self.crawls,
        )

    def open_index(self, *, with_lists: bool = True) -> OpenIndex:
        """Open what is served, with the lists that queries are expanded by. Raises UserError."""
        if with_lists:
            return open_index(self.engine(), lists=self.query_lists())
        return open_index(self.engine())

    def rebuild_reasons(self, engine: Engine) -> list[str]:
        """Say why a rebuild of what an engine serves is due, a line each. Raises UserError."""
        plan = BuildPlan((), engine, self.analyzer(), self.site_lists())
        return list(due(engine, plan.analyzer.version, plan.resources))
