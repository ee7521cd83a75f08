"""The workspace: a data folder, the paths of its files, and how to load them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.errors import UserError
from analyzers.list_reader import Fault, ListError, ReadList
from analyzers.word_lists import WordLists
from indexer.building.gate import Gate, read_searches
from indexer.building.plan import BuildPlan
from indexer.building.staleness import stale_reasons
from indexer.engines.base import Engine, Snapshot
from indexer.engines.registry import EngineContext, engine_row
from indexer.evaluation.judgements import QRELS, Judgements, read_judgements
from indexer.lists.query_lists import NO_LISTS, SYNONYMS, QueryLists, unknown_pins
from indexer.lists.site_lists import SiteLists
from indexer.processes import Processes
from indexer.ranking.order_file import OrderError, read_order
from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.open_index import OpenIndex, open_index
from indexer.semantic.embeddings import Embeddings
from indexer.semantic.registry import open_embedder
from indexer.semantic.vector_file import VectorFolder
from indexer.settings import Settings, Sources, engine_settings
from indexer.sources.login import Login
from indexer.sources.source import CrawlRules, Documents, Source


class _LoadedLists(Protocol):
    """Lists with the faults found in them."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults of the lists."""
        ...


@dataclass(frozen=True, slots=True)
class Workspace:
    """A data folder. Nothing is cached, since staff may edit the files at any time.

    Attributes:
        folder: The data folder.
        engine_name: Name of the engine to open; empty for the engine of the settings.
    """

    folder: Path
    engine_name: str = ""

    @property
    def settings_file(self) -> Path:
        """Return the path of the settings."""
        return self.folder / "settings.toml"

    @property
    def samples(self) -> Path:
        """Return the folder of the sample articles, from which a first index can be built."""
        return self.folder / "samples"

    @property
    def words(self) -> Path:
        """Return the folder of the lists of the analyser, of queries and of the site."""
        return self.folder / "words"

    @property
    def synonyms(self) -> Path:
        """Return the path of the list of synonyms, which `/staff` edits."""
        return self.words / SYNONYMS

    @property
    def searches(self) -> Path:
        """Return the path of the gate's searches, one per line."""
        return self.folder / "searches.txt"

    @property
    def judgements(self) -> Path:
        """Return the folder of staff's judged queries."""
        return self.folder / "judgements"

    @property
    def order_file(self) -> Path:
        """Return the path of the weights of the order, if they are not the shipped ones."""
        return self.folder / "order.tsv"

    @property
    def generations(self) -> Path:
        """Return the folder of the generations of an engine that stores them on disk."""
        return self.folder / "generations"

    @property
    def completions(self) -> Path:
        """Return the folder of the completions of the served generation."""
        return self.folder / "completions"

    @property
    def crawls(self) -> Path:
        """Return the folder of records fetched from sites and not yet indexed."""
        return self.folder / "crawls"

    @property
    def update_request(self) -> Path:
        """Return the path of the file that makes `indexer watch` update when it is written."""
        return self.folder / "published.request"

    @property
    def hooks(self) -> Path:
        """Return the folder of the ids of accepted calls of the publish hook."""
        return self.folder / "hooks"

    @property
    def query_log(self) -> Path:
        """Return the path of the query log."""
        return self.folder / "queries.sqlite"

    @property
    def staff_sessions(self) -> Path:
        """Return the path of staff's sessions and attempts to log in."""
        return self.folder / "staff.sqlite"

    @property
    def subscriptions(self) -> Path:
        """Return the path of the subscriptions to digests by e-mail."""
        return self.folder / "digests.sqlite"

    @property
    def secret(self) -> Path:
        """Return the path of the key that signs cursors and sessions."""
        return self.folder / "secret.key"

    @property
    def vectors(self) -> Path:
        """Return the folder of the vectors of articles."""
        return self.folder / "vectors"

    def settings(self) -> Settings:
        """Load the settings.

        Raises:
            SettingsError: The settings cannot be used.
        """
        return Settings.load(self.settings_file)

    def crawl_rules(self) -> CrawlRules:
        """Return how pages are fetched from a site.

        Raises:
            SettingsError: The settings cannot be used.
        """
        crawl = self.settings().sources.crawl
        return CrawlRules(crawl.pause, crawl.most_pages)

    def login(self) -> Login | None:
        """Return the login of a WordPress site, or None.

        Raises:
            SettingsError: The settings cannot be used.
            LoginError: The password cannot be read.
        """
        return Login.load(self.settings().sources.login, self.folder)

    def word_lists(self) -> WordLists:
        """Load the lists of the analyser.

        Raises:
            ListError: A list cannot be read.
        """
        return WordLists.load(self.words)

    def site_lists(self) -> SiteLists:
        """Load the lists of the site.

        Raises:
            ListError: A list cannot be read.
        """
        return SiteLists.load(self.words)

    def query_lists(self) -> QueryLists:
        """Load the lists of queries; a list that cannot be read is empty."""
        return QueryLists.load(self.words)

    def analyzer(self) -> ArabicAnalyzer:
        """Make the analyser of the next generation.

        Raises:
            UserError: A list or a setting cannot be used.
        """
        return make_analyzer(self.word_lists(), self.settings().stemmer)

    def gate_searches(self) -> ReadList[str]:
        """Load the searches that the gate compares between generations.

        Raises:
            ListError: The list cannot be read.
        """
        return read_searches(self.searches)

    def gate(self) -> Gate:
        """Make the gate of the next generation.

        Raises:
            UserError: A list or a setting cannot be used.
        """
        try:
            judgements = self.judged()
        except UserError:  # `not_used` tells it
            judgements = None
        return Gate(
            most=self.settings().gate,
            searches=self.gate_searches().entries,
            lists=self.query_lists(),
            judgements=judgements,
            ranking=self.ranking(),
        )

    def judged(self) -> Judgements | None:
        """Return staff's judged queries, or None if there are none.

        Raises:
            ListError: A file or one of its lines cannot be read.
            JudgementError: A judged query is missing, or no query is judged.
        """
        is_there = (self.judgements / QRELS).exists()
        return read_judgements(self.judgements) if is_there else None

    def ranking(self) -> Ranking:
        """Return the ranking, with the data folder's own order if it has one that can be used."""
        try:
            order = read_order(self.order_file)
        except OrderError:  # `not_used` tells it
            order = None
        return DEFAULT_RANKING if order is None else replace(DEFAULT_RANKING, order=order)

    def not_used(self) -> Iterator[Fault | UserError]:
        """Yield the faults in lists and settings: lines, or whole files, that are not used."""
        loads: tuple[Callable[[], _LoadedLists], ...] = (
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
        reads: tuple[Callable[[], object], ...] = (
            self.settings,
            lambda: read_order(self.order_file),
            self.judged,
        )
        for read in reads:
            try:
                read()
            except ListError as error:
                yield error.fault
            except UserError as error:
                yield error

    def unknown_pins(self, snapshot: Snapshot) -> tuple[Fault, ...]:
        """Return faults for ids in the list of pinned articles that a snapshot does not have."""
        return unknown_pins(self.words, lambda article_id: snapshot.article(article_id) is not None)

    def engine(self, processes: Processes | None = None) -> Engine:
        """Open the engine.

        Args:
            processes: Worker processes for writing a generation.

        Raises:
            UnknownEngineError: No engine has this name.
            SettingsError: The settings, or those of the engine, cannot be used.
            EngineUnavailableError: A package of the engine is not installed.
        """
        settings = self.settings()
        for named in settings.engines:
            engine_row(named, f"{self.settings_file}: ")
        name = self.engine_name or settings.engine
        row = engine_row(name, "" if self.engine_name else f"{self.settings_file}: ")
        context = EngineContext(
            folder=self.generations,
            settings=engine_settings(self.settings_file, name, row.settings),
            kept=settings.generations.kept,
            processes=processes or Processes(),
        )
        return row.open(context)

    def plan(self, sources: Sequence[Source], engine: Engine, *, force: bool = False) -> BuildPlan:
        """Make the plan of a build with the current lists and gate.

        Args:
            sources: The sources of the articles.
            engine: The engine that stores them.
            force: Publish even if the gate objects.

        Raises:
            UserError: A list or a setting cannot be used.
        """
        return BuildPlan(
            sources=sources,
            engine=engine,
            analyzer=self.analyzer(),
            lists=self.site_lists(),
            query_lists=self.query_lists(),
            gate=self.gate(),
            force=force,
            post_types=tuple(self.settings().sources.post_types),
            mapping=self.settings().sources.mapping.names(),
            documents=documents_of(self.settings().sources),
            crawl=self.crawl_rules(),
            login=self.login(),
            crawls=self.crawls,
        )

    def embeddings(self) -> Embeddings | None:
        """Return the vectors that the settings ask for, or None if they ask for none.

        Raises:
            SettingsError: The settings cannot be used.
            EmbedderError: The embedder cannot be opened.
        """
        settings = self.settings().semantic
        embedder = open_embedder(settings, self.settings_file)
        if embedder is None:
            return None
        folder = VectorFolder(self.vectors, embedder.model)
        return Embeddings(folder, embedder, settings.passages, settings.weight)

    def open_index(self, *, with_lists: bool = True, with_meaning: bool = True) -> OpenIndex:
        """Open the served generation.

        Args:
            with_lists: Expand queries by staff's lists.
            with_meaning: Search by meaning too, if the settings ask for it.

        Raises:
            UserError: The generation cannot be opened.
        """
        return open_index(
            self.engine(),
            lists=self.query_lists() if with_lists else NO_LISTS,
            embeddings=self.embeddings() if with_meaning else None,
        )

    def rebuild_reasons(self, engine: Engine) -> list[str]:
        """Return the reasons why the served generation is stale, one line each.

        Raises:
            UserError: A list or a setting cannot be used.
        """
        plan = BuildPlan((), engine, self.analyzer(), self.site_lists())
        return list(stale_reasons(engine, plan.analyzer.version, plan.resources))


def documents_of(settings: Sources) -> Documents:
    """Return how documents are read, as the settings say."""
    return Documents(settings.attachments, settings.attachment_sites, settings.ocr)
