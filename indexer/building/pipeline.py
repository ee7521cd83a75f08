"""build: sources → articles → documents → a generation, with a report of all that happened."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.analysis import Analysed, analysed
from indexer.building.gate import Comparison, Gate, objections
from indexer.building.report import Counts, Notes, Report, same_text
from indexer.engines.base import (
    Engine,
    EngineError,
    GenerationInfo,
    NoGenerationError,
    Writer,
)
from indexer.lists.site_lists import SiteLists
from indexer.model.article import Article
from indexer.model.document import content_digest
from indexer.processes import Processes
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

USUAL_GATE = Gate()


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


def build(
    sources: Sequence[Source],
    engine: Engine,
    analyzer: ArabicAnalyzer,
    lists: SiteLists,
    progress: Progress,
    *,
    gate: Gate = USUAL_GATE,
    fresh: bool = False,
    processes: Processes | None = None,
    crawls: Path | None = None,
    force: bool = False,
) -> Report:
    """Makes the index hold just what the sources hold, in a new generation if anything changed.

    Articles that did not change are taken over unless `fresh` or the index is damaged. Sources that
    hold no article change nothing: an empty source never empties the index. `crawls`: a folder for
    what is fetched of a site, so that an interrupted crawl goes on. Unless `force`, what the gate
    objects to is not switched to, if the sources are those that the index was built of. Raises
    SourceError for a source that does not exist or breaks off, EngineError (LockedError, if another
    build is running).
    """
    begun, counts = time.monotonic(), Counts()
    readings = _opened(sources, lists, progress, counts, crawls)
    for reading in readings:
        reading.find()
    sound = _sound(engine)
    fresh = fresh or not sound
    with engine.writer(analyzer.version, resources(analyzer, lists), fresh=fresh) as writer:
        run = _Run(writer, analyzer, lists, progress, counts)
        former = run.former()
        records = chain.from_iterable(reading.records(former) for reading in readings)
        run.index(analysed(run.changed(records), analyzer, processes or Processes()))
        run.remove_others()
        outcome = _NOTHING_NEW
        if run.is_worth_a_generation:
            progress.writing()
            guarded = not force and not _other_sources(engine, sources)
            run.keep(readings)
            tried = _Tried(counts.read, counts.refused)
            outcome = _switched(
                engine, writer, sources, readings, run, tried, gate if sound else None, guarded
            )
    compacted = engine.compact() if outcome.published else None
    served = compacted or outcome.published or _served(engine)
    return run.report(begun, served, outcome)


def refresh(
    sources: Sequence[Source],
    engine: Engine,
    analyzer: ArabicAnalyzer,
    lists: SiteLists,
    progress: Progress,
    *,
    gate: Gate = USUAL_GATE,
    force: bool = False,
) -> Report | None:
    """Takes in what the sources say was modified since they were last read, which is found at once;
    `build` then finds the rest (deletions, new names). None if nothing was. Raises as `build`."""
    begun, counts = time.monotonic(), Counts()
    readings = _opened(sources, lists, progress, counts)
    with engine.writer(analyzer.version, resources(analyzer, lists)) as writer:
        run = _Run(writer, analyzer, lists, progress, counts)
        former = run.former()
        records = chain.from_iterable(reading.recent(former) for reading in readings)
        run.index(analysed(run.changed(records), analyzer, Processes()))
        if not run.counts.indexed:
            return None
        run.keep(readings, former.records)
        tried = _tried_before(engine)  # the whole reading counts, not what is new
        outcome = _switched(engine, writer, sources, readings, run, tried, gate, not force)
    return run.report(begun, outcome.published or _served(engine), outcome)


def _opened(
    sources: Sequence[Source],
    lists: SiteLists,
    progress: Progress,
    counts: Counts,
    crawls: Path | None = None,
) -> list[Reading]:
    """Return a reading of each source that tells the progress what it reads."""

    def on_read(size: int) -> None:
        progress.advance(size, counts)

    context = SourceContext(lists, crawls, progress.begin, on_read)
    return [source.open(context) for source in sources]


def resources(analyzer: ArabicAnalyzer, lists: SiteLists) -> dict[str, bytes]:
    """The lists that a generation is made with, by name."""
    return {**analyzer.lists.files, **lists.files}


@dataclass(frozen=True, slots=True)
class _Outcome:
    published: GenerationInfo | None = None
    comparison: Comparison | None = None
    objections: Sequence[str] = ()


_NOTHING_NEW = _Outcome()


@dataclass(frozen=True, slots=True)
class _Tried:
    """How many records the sources hold, and how many of them were refused."""

    read: int
    refused: int


def _tried_before(engine: Engine) -> _Tried:
    """What the reading counted that the served generation was made of."""
    served = _served(engine)
    return _Tried(served.articles + served.refused, served.refused) if served else _Tried(0, 0)


def _switched(
    engine: Engine,
    writer: Writer,
    sources: Sequence[Source],
    readings: Sequence[Reading],
    run: _Run,
    tried: _Tried,
    gate: Gate | None,
    guarded: bool,
) -> _Outcome:
    """Switches to what was written; if `guarded`, unless the gate objects. There is none where what
    is served cannot be compared with."""
    names = [source.name for source in sources]
    compared = None
    if gate is not None:
        with closing(writer.candidate(names, tried.refused)) as candidate:
            compared = gate.compared(engine, candidate, run.analyzer)
    if gate is not None and compared is not None and guarded:
        found = objections(compared, tried.read, tried.refused, gate.most)
        if found:
            return _Outcome(None, compared, found)
    published = writer.publish(names, tried.refused)
    for reading in readings:
        reading.forget()
    return _Outcome(published, compared)


def _sound(engine: Engine) -> bool:
    """Whether what is served is all as it was written, so that a build may go on from it."""
    try:
        return not engine.verify()
    except EngineError:
        return False


def _other_sources(engine: Engine, sources: Sequence[Source]) -> bool:
    """Whether what is served was built of other sources, or nothing is."""
    served = _served(engine)
    return served is None or served.sources != tuple(source.name for source in sources)


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
