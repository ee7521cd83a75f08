"""The build pipeline: sources, articles, documents, a generation and a report."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.analysis import Analysed, analysed
from indexer.building.gate import Comparison, objections
from indexer.building.plan import BuildPlan
from indexer.building.report import Counts, Notes, Report, same_text
from indexer.engines.base import (
    Engine,
    EngineError,
    EngineUnavailableError,
    GenerationInfo,
    NoGenerationError,
    Writer,
)
from indexer.lists.site_lists import SiteLists
from indexer.model.article import Article
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps
from indexer.model.document import content_digest
from indexer.os_failures import explain_error, is_refused
from indexer.processes import killed_processes_told
from indexer.searching.open_index import open_index
from indexer.sources.record import (
    SECTION_LEFT_OUT,
    Found,
    LeftOut,
    Record,
    Refused,
    Unchanged,
)
from indexer.sources.source import (
    Former,
    Reading,
    Source,
    SourceContext,
    without_credentials,
)
from indexer.sources.unchanged_records import (
    NOTHING,
    RECORDS_FILE,
    ReadBefore,
    format_read_before,
    parse_read_before,
)

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """A receiver of the progress of a build."""

    def begin(self, total: int) -> None:
        """Add a number of bytes of files, or of posts of a site, to the total."""
        ...

    def advance(self, read: int, counts: Counts) -> None:
        """Report a number of bytes or posts as read, and the counts so far."""
        ...

    def refused(self, record: Refused) -> None:
        """Report a refused record."""
        ...

    def writing(self) -> None:
        """Report that all is read and the generation is being written."""
        ...


@killed_processes_told()
def build(plan: BuildPlan, progress: Progress, *, fresh: bool = False) -> Report:
    """Build an index of all articles of the sources, in a new generation if anything changed.

    Unchanged articles are copied from the served generation, unless that is damaged. Sources
    without any article change nothing, so an empty source never empties the index. The gate decides
    about publishing only if the served generation was built from the same sources.

    Args:
        plan: The inputs of the build.
        progress: Receives the progress.
        fresh: Index all articles again.

    Raises:
        SourceError: A source does not exist or is incomplete.
        LockedError: Another build is running.
        EngineError: The engine fails.
        KilledProcessError: A worker process was killed.
    """
    begun, counts = time.monotonic(), Counts()
    readings = _opened(plan, progress, counts)
    for reading in readings:
        reading.find()
    sound = _sound(plan.engine)
    fresh = fresh or not sound
    with plan.engine.writer(plan.analyzer.version, plan.resources, fresh=fresh) as writer:
        run = _Run(writer, plan.analyzer, plan.lists, progress, counts)
        former = run.former()
        records = chain.from_iterable(reading.records(former) for reading in readings)
        run.index(analysed(run.changed(records), plan.analyzer, plan.processes))
        run.remove_others()
        outcome = _NOTHING_NEW
        if run.is_worth_a_generation:
            progress.writing()
            force = plan.force or other_sources(plan.engine, plan.sources) is not None
            gate = plan.gate if sound else None
            run.keep(readings, _datestamps(writer, plan.engine) if sound else Datestamps())
            plan = replace(plan, force=force, gate=gate)
            tried = _Tried(counts.read, counts.refused)
            outcome = _switched(plan, writer, readings, run, tried)
    compacted = _compacted(plan.engine) if outcome.published else None
    served = compacted or outcome.published or _served(plan.engine)
    spellings = _spellings(plan) if outcome.published else ()
    return run.report(begun, served, outcome, spellings)


@killed_processes_told()
def refresh(plan: BuildPlan, progress: Progress) -> Report | None:
    """Index the articles that the sources report as modified since they were last read.

    It is quick, but does not find deletions or renamed articles; `build` does.

    Args:
        plan: The inputs of the build.
        progress: Receives the progress.

    Returns:
        The report, or None if nothing was modified.

    Raises:
        SourceError: A source does not exist or is incomplete.
        LockedError: Another build is running.
        EngineError: The engine fails.
        KilledProcessError: A worker process was killed.
    """
    begun, counts = time.monotonic(), Counts()
    readings = _opened(replace(plan, crawls=None), progress, counts)
    with plan.engine.writer(plan.analyzer.version, plan.resources) as writer:
        run = _Run(writer, plan.analyzer, plan.lists, progress, counts)
        former = run.former()
        records = chain.from_iterable(reading.recent(former) for reading in readings)
        run.index(analysed(run.changed(records), plan.analyzer, plan.processes))
        if not run.counts.indexed:
            return None
        run.keep(readings, _datestamps(writer, plan.engine), former.records)
        tried = _tried_before(plan.engine)  # the gate compares whole readings
        outcome = _switched(plan, writer, readings, run, tried)
    return run.report(begun, outcome.published or _served(plan.engine), outcome)


def _opened(plan: BuildPlan, progress: Progress, counts: Counts) -> list[Reading]:
    """Open each source for reading, with its progress reported."""

    def on_read(size: int) -> None:
        progress.advance(size, counts)

    context = SourceContext(
        plan.lists,
        plan.crawls,
        progress.begin,
        on_read,
        plan.post_types,
        plan.mapping,
        plan.documents,
        plan.crawl,
        plan.login,
    )
    return [source.open(context) for source in plan.sources]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The outcome of publishing.

    Attributes:
        published: The new generation, or None if it was not published.
        comparison: The comparison with the formerly served generation, or None.
        objections: The objections of the gate, if they prevented publishing.
    """

    published: GenerationInfo | None = None
    comparison: Comparison | None = None
    objections: Sequence[str] = ()


_NOTHING_NEW = _Outcome()


@dataclass(frozen=True, slots=True)
class _Tried:
    """Numbers of records in the sources.

    Attributes:
        read: All records.
        refused: Those that were refused.
    """

    read: int
    refused: int


def _tried_before(engine: Engine) -> _Tried:
    """Return the numbers of records of the served generation, 0 without one."""
    served = _served(engine)
    return _Tried(served.articles + served.refused, served.refused) if served else _Tried(0, 0)


def _switched(
    plan: BuildPlan, writer: Writer, readings: Sequence[Reading], run: _Run, tried: _Tried
) -> _Outcome:
    """Publish the new generation, unless the gate objects and `plan.force` is not set."""
    names = plan.source_names
    compared = None
    if plan.gate is not None:
        with closing(writer.candidate(names, tried.refused)) as candidate:
            compared = plan.gate.compared(plan.engine, candidate, plan.analyzer)
    if plan.gate is not None and compared is not None and not plan.force:
        found = objections(compared, tried.read, tried.refused, plan.gate.most)
        if found:
            return _Outcome(None, compared, found)
    published = writer.publish(names, tried.refused)
    for reading in readings:
        reading.forget()
    return _Outcome(published, compared)


def _compacted(engine: Engine) -> GenerationInfo | None:
    """Compact the index; a failure is only logged, because what is served is complete."""
    try:
        return engine.compact()
    except (EngineError, OSError) as error:
        _log.warning("not compacted, the next build tries again: %s", explain_error(error))
        return None


def _sound(engine: Engine) -> bool:
    """Return whether the served generation is undamaged, so that a build may start from it.

    Raises:
        EngineError: The engine is unavailable, or the system refuses access to the generation.
    """
    try:
        return not engine.verify()
    except EngineUnavailableError:
        raise
    except EngineError as error:
        if is_refused(error):  # a build from nothing would skip the gate
            raise
        return False


def other_sources(engine: Engine, sources: Sequence[Source]) -> tuple[str, ...] | None:
    """Return the sources of the served generation, or None if they are the given ones.

    Returns:
        () if no generation is served or it cannot be read, which differs from any sources.

    Raises:
        EngineUnavailableError: The engine is unavailable.
    """
    try:
        built_of = engine.info().sources
    except EngineUnavailableError:
        raise
    except EngineError:
        return ()
    is_same = _places(built_of) == _places([source.name for source in sources])
    return None if is_same else built_of


def _places(names: Iterable[str]) -> list[str]:
    """Return names of sources such that equal ones name the same, whoever asks from wherever."""
    return [
        without_credentials(name) if "://" in name else os.path.abspath(name)  # noqa: PTH100
        for name in names
    ]


def _spellings(plan: BuildPlan) -> Sequence[tuple[str, str]]:
    """Return the pairs of words of the served generation that are two spellings of one.

    A failure is only logged, because what is served is complete.
    """
    try:
        with closing(open_index(plan.engine, plan.analyzer, plan.query_lists)) as index:
            return index.other_spellings.pairs()
    except (EngineError, OSError) as error:
        _log.warning("spellings are not reported: %s", explain_error(error))
        return ()


def _served(engine: Engine) -> GenerationInfo | None:
    """Return the description of the served generation, or None."""
    try:
        return engine.info()
    except NoGenerationError:
        return None


def now() -> dt.datetime:
    """Return the time in UTC."""
    return dt.datetime.now(dt.UTC)


def _datestamps(writer: Writer, engine: Engine) -> Datestamps:
    """Return the times of changes of the served generation, also if a build does not start from it.

    So a build that is fresh tells removals as any other does.
    """
    if content := writer.kept_file(DATESTAMPS_FILE):
        return Datestamps.parse(content)
    try:
        with closing(engine.snapshot()) as snapshot:
            return Datestamps.parse(snapshot.resources().get(DATESTAMPS_FILE))
    except EngineUnavailableError:
        raise
    except EngineError:  # none is served, or it is of another version
        return Datestamps()


class _Run:
    """The state of one build: counts, notes and what is known of each article."""

    def __init__(
        self,
        writer: Writer,
        analyzer: ArabicAnalyzer,
        lists: SiteLists,
        progress: Progress,
        counts: Counts,
    ) -> None:
        self.counts = counts
        self.analyzer = analyzer
        self._lists = lists
        self._notes = Notes()
        self._left_out: dict[str, int] = {}
        self._places: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._writer = writer
        self._kept = writer.kept()
        self._progress = progress
        self._has_other_lists = any(
            writer.kept_file(name) != content for name, content in lists.files.items()
        )
        self._records: dict[str, str] = {}
        self._indexed: set[str] = set()
        self._removed: set[str] = set()

    @property
    def is_worth_a_generation(self) -> bool:
        """Return whether there are articles and anything differs from the served generation."""
        changed = self.counts.indexed or self.counts.removed or self._has_other_lists
        return bool(self._places and changed)

    def former(self) -> Former:
        """Return what the served generation stores about its sources.

        It has no records if the lists have changed, since records depend on them.
        """
        records = NOTHING
        if not self._has_other_lists:
            kept = parse_read_before(self._writer.kept_file(RECORDS_FILE))
            records = {record: id_ for record, id_ in kept.items() if id_ in self._kept}
        return Former(self._writer.kept_file, records)

    def changed(self, records: Iterable[Record]) -> Iterator[Article]:
        """Yield the articles to index, and count the records."""
        for record in records:
            self.counts.read += 1
            match record:
                case Found(article) if self._lists.leaves_out(article.section):
                    self._leave_out(SECTION_LEFT_OUT)
                case Found(article):
                    article = self._lists.with_kind(article)
                    if self._is_changed(article, record):
                        yield article
                case Unchanged():
                    if self._is_first(record.id, record):
                        self._digests[record.id] = self._kept.get(record.id, "")
                        self.counts.unchanged += 1
                case Refused():
                    self._refuse(record)
                case LeftOut(_, _, reason):
                    self._leave_out(reason)

    def index(self, documents: Iterable[Analysed]) -> None:
        """Add documents to the new generation."""
        for document, seconds in documents:
            self._writer.add(document)
            self._notes.took(document.id, seconds)
            self._indexed.add(document.id)
            self.counts.indexed += 1

    def remove_others(self) -> None:
        """Delete the articles of the former generation that the sources no longer have."""
        if not self._places:
            return
        for article_id in self._kept.keys() - self._places.keys():
            self._writer.delete(article_id)
            self._removed.add(article_id)
            self.counts.removed += 1

    def report(
        self,
        begun: float,
        served: GenerationInfo | None,
        outcome: _Outcome,
        spellings: Sequence[tuple[str, str]] = (),
    ) -> Report:
        """Return the report of the build."""
        return Report(
            counts=self.counts,
            seconds=time.monotonic() - begun,
            generation=served,
            published=outcome.published is not None,
            left_out=self._left_out,
            notes=self._notes,
            same_text=same_text(self._digests),
            spellings=spellings,
            comparison=outcome.comparison,
            objections=outcome.objections,
        )

    def _is_changed(self, article: Article, found: Found) -> bool:
        """Return whether an article must be indexed; refuse one whose id is repeated."""
        if not self._is_first(article.id, found):
            return False
        self._notes.look_at(found, article)
        digest = self._digests[article.id] = content_digest(article, self.analyzer.version)
        if self._kept.get(article.id) == digest:
            self.counts.unchanged += 1
            return False
        return True

    def _is_first(self, article_id: str, record: Found | Unchanged) -> bool:
        """Return whether the id is new in this build; refuse the record otherwise."""
        if former := self._places.get(article_id):
            reason = f"its id {article_id!r} is that of {former}"
            self._refuse(Refused(record.file, record.place, reason))
            return False
        self._places[article_id] = f"{record.file}, {record.place}"
        if record.record:
            self._records[record.record] = article_id
        return True

    def keep(
        self, readings: Iterable[Reading], times: Datestamps, former: ReadBefore = NOTHING
    ) -> None:
        """Store ids by record, times of changes and the state of the sources with the generation.

        Args:
            readings: The readings of the sources.
            times: The times of changes that the served generation stores.
            former: Ids of the records that were not read this time.
        """
        if records := {**former, **self._records}:
            self._writer.keep_file(RECORDS_FILE, format_read_before(records))
        served = (self._kept.keys() | self._indexed) - self._removed
        times = times.after(served, self._indexed, now())
        self._writer.keep_file(DATESTAMPS_FILE, times.format())
        for reading in readings:
            reading.keep(self._writer.keep_file)

    def _leave_out(self, reason: str) -> None:
        """Count a record that is left out for a reason."""
        self.counts.left_out += 1
        self._left_out[reason] = self._left_out.get(reason, 0) + 1

    def _refuse(self, record: Refused) -> None:
        """Count and report a refused record."""
        self.counts.refused += 1
        self._notes.refused(record)
        self._progress.refused(record)
