"""build: sources → articles → documents → a generation, with a report of all that happened."""

from __future__ import annotations

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
from indexer.model.document import content_digest
from indexer.sources.record import (
    SECTION_LEFT_OUT,
    Found,
    LeftOut,
    Record,
    Refused,
    Unchanged,
)
from indexer.sources.source import Former, Reading, Source, SourceContext
from indexer.sources.unchanged_records import FILE as RECORDS
from indexer.sources.unchanged_records import (
    NOTHING,
    ReadBefore,
    format_read_before,
    parse_read_before,
)


class Progress(Protocol):
    """What a build tells while it runs."""

    def begin(self, total: int) -> None:
        """There are so many more bytes of files, or posts of a site, to read."""
        ...

    def advance(self, read: int, counts: Counts) -> None:
        """So many more of them are read; the counts so far."""
        ...

    def refused(self, record: Refused) -> None: ...

    def writing(self) -> None:
        """All is read; the generation is being written."""
        ...


def build(plan: BuildPlan, progress: Progress, *, fresh: bool = False) -> Report:
    """Make the index hold just what the sources hold, in a new generation if anything changed.

    Articles that did not change are taken over unless the index is damaged. Sources that hold no
    article change nothing: an empty source never empties the index. What the gate objects to is not
    switched to, if the sources are those that the index was built of.

    Args:
        plan: What is built of what.
        progress: Is told how far it is.
        fresh: Whether every article is indexed again.

    Raises:
        SourceError: A source does not exist or breaks off.
        EngineError: The engine fails; LockedError if another build is running.
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
            run.keep(readings)
            outcome = _switched(replace(plan, force=force, gate=gate), writer, readings, run)
    compacted = plan.engine.compact() if outcome.published else None
    served = compacted or outcome.published or _served(plan.engine)
    return run.report(begun, served, outcome)


def refresh(plan: BuildPlan, progress: Progress) -> Report | None:
    """Take in what the sources say was modified since they were last read, which is found at once;
    `build` then finds the rest (deletions, new names). None if nothing was. Raises as `build`."""
    begun, counts = time.monotonic(), Counts()
    readings = _opened(replace(plan, crawls=None), progress, counts)
    with plan.engine.writer(plan.analyzer.version, plan.resources) as writer:
        run = _Run(writer, plan.analyzer, plan.lists, progress, counts)
        former = run.former()
        records = chain.from_iterable(reading.recent(former) for reading in readings)
        run.index(analysed(run.changed(records), plan.analyzer, plan.processes))
        if not run.counts.indexed:
            return None
        run.keep(readings, former.records)
        outcome = _switched(plan, writer, readings, run)
    return run.report(begun, outcome.published or _served(plan.engine), outcome)


def _opened(plan: BuildPlan, progress: Progress, counts: Counts) -> list[Reading]:
    """Return a reading of each source that tells the progress what it reads."""

    def on_read(size: int) -> None:
        progress.advance(size, counts)

    context = SourceContext(plan.lists, plan.crawls, progress.begin, on_read)
    return [source.open(context) for source in plan.sources]


@dataclass(frozen=True, slots=True)
class _Outcome:
    published: GenerationInfo | None = None
    comparison: Comparison | None = None
    objections: Sequence[str] = ()


_NOTHING_NEW = _Outcome()


def _switched(plan: BuildPlan, writer: Writer, readings: Sequence[Reading], run: _Run) -> _Outcome:
    """Switch to what was written, unless the gate objects and nothing forces it."""
    names, counts = plan.source_names, run.counts
    compared = None
    if plan.gate is not None:
        with closing(writer.candidate(names, counts.refused)) as candidate:
            compared = plan.gate.compared(plan.engine, candidate, plan.analyzer)
    if plan.gate is not None and compared is not None and not plan.force:
        found = objections(compared, counts.read, counts.refused, plan.gate.most)
        if found:
            return _Outcome(None, compared, found)
    published = writer.publish(names, counts.refused)
    for reading in readings:
        reading.forget()
    return _Outcome(published, compared)


def _sound(engine: Engine) -> bool:
    """Whether what is served is all as it was written, so that a build may go on from it."""
    try:
        return not engine.verify()
    except EngineUnavailableError:
        raise
    except EngineError:
        return False


def other_sources(engine: Engine, sources: Sequence[Source]) -> tuple[str, ...] | None:
    """Return what the served generation was built of, if that is not these sources; None if it is.

    Nothing () is other than any sources: nothing is served, or it cannot be read. Raises
    EngineUnavailableError.
    """
    try:
        built_of = engine.info().sources
    except EngineUnavailableError:
        raise
    except EngineError:
        return ()
    return None if built_of == tuple(source.name for source in sources) else built_of


def _served(engine: Engine) -> GenerationInfo | None:
    try:
        return engine.info()
    except NoGenerationError:
        return None


class _Run:
    """One build: what is seen of each article, and what is counted."""

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

    @property
    def is_worth_a_generation(self) -> bool:
        """Whether there are articles, and something is not as the served generation has it."""
        changed = self.counts.indexed or self.counts.removed or self._has_other_lists
        return bool(self._places and changed)

    def former(self) -> Former:
        """Return what the served generation keeps of its sources. Records that were read with other
        lists are not among it."""
        records = NOTHING
        if not self._has_other_lists:
            kept = parse_read_before(self._writer.kept_file(RECORDS))
            records = {record: id_ for record, id_ in kept.items() if id_ in self._kept}
        return Former(self._writer.kept_file, records)

    def changed(self, records: Iterable[Record]) -> Iterator[Article]:
        """The articles to be indexed."""
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
        for document, seconds in documents:
            self._writer.add(document)
            self._notes.took(document.id, seconds)
            self.counts.indexed += 1

    def remove_others(self) -> None:
        """Articles of the former generation that the sources no longer hold."""
        if not self._places:
            return
        for article_id in self._kept.keys() - self._places.keys():
            self._writer.delete(article_id)
            self.counts.removed += 1

    def report(self, begun: float, served: GenerationInfo | None, outcome: _Outcome) -> Report:
        return Report(
            counts=self.counts,
            seconds=time.monotonic() - begun,
            generation=served,
            published=outcome.published is not None,
            left_out=self._left_out,
            notes=self._notes,
            same_text=same_text(self._digests),
            comparison=outcome.comparison,
            objections=outcome.objections,
        )

    def _is_changed(self, article: Article, found: Found) -> bool:
        if not self._is_first(article.id, found):
            return False
        self._notes.look_at(article)
        digest = self._digests[article.id] = content_digest(article, self.analyzer.version)
        if self._kept.get(article.id) == digest:
            self.counts.unchanged += 1
            return False
        return True

    def _is_first(self, article_id: str, record: Found | Unchanged) -> bool:
        """Whether no record before had this id; if one had, this is refused."""
        if former := self._places.get(article_id):
            reason = f"its id {article_id!r} is that of {former}"
            self._refuse(Refused(record.file, record.place, reason))
            return False
        self._places[article_id] = f"{record.file}, {record.place}"
        if record.record:
            self._records[record.record] = article_id
        return True

    def keep(self, readings: Iterable[Reading], former: ReadBefore = NOTHING) -> None:
        """Keep with the next generation which article each record became, and what the readings
        know of their sources. `former`: the records that were not looked at."""
        if records := {**former, **self._records}:
            self._writer.keep_file(RECORDS, format_read_before(records))
        for reading in readings:
            reading.keep(self._writer.keep_file)

    def _leave_out(self, reason: str) -> None:
        self.counts.left_out += 1
        self._left_out[reason] = self._left_out.get(reason, 0) + 1

    def _refuse(self, record: Refused) -> None:
        self.counts.refused += 1
        self._notes.refused(record)
        self._progress.refused(record)
