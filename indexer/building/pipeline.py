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
from indexer.sources.files import find_files, read_file
from indexer.sources.record import (
    SECTION_LEFT_OUT,
    Found,
    LeftOut,
    Record,
    Refused,
    Unchanged,
)
from indexer.sources.source import Site, Source
from indexer.sources.unchanged_records import FILE as RECORDS
from indexer.sources.unchanged_records import (
    NOTHING,
    ReadBefore,
    format_read_before,
    parse_read_before,
)
from indexer.sources.wordpress.reading import SiteReading

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
    begun = time.monotonic()
    files = find_files([source for source in sources if isinstance(source, Path)])
    progress.begin(sum(map(_size, files)))
    sound = _sound(engine)
    fresh = fresh or not sound
    with engine.writer(analyzer.version, resources(analyzer, lists), fresh=fresh) as writer:
        run = _Run(writer, analyzer, lists, progress)
        before = run.read_before()
        sites = [
            SiteReading(source.url, writer, crawls, lists)
            for source in sources
            if isinstance(source, Site)
        ]
        records = chain(
            (
                record
                for path in files
                for record in read_file(path, lists.boilerplate, run.on_read, before)
            ),
            (record for site in sites for record in site.records(progress.begin, run.on_read)),
        )
        run.index(analysed(run.changed(records), analyzer, processes or Processes()))
        run.remove_others()
        outcome = _NOTHING_NEW
        if run.is_worth_a_generation:
            progress.writing()
            guarded = not force and not _other_sources(engine, sources)
            outcome = _switched(
                engine, writer, sources, sites, run, gate if sound else None, guarded
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
    """Takes in what the sites among the sources say was modified since they were last read, which
    is found at once; `build` then finds the rest (deletions, new names). None if nothing was.
    Raises as `build`."""
    begun = time.monotonic()
    with engine.writer(analyzer.version, resources(analyzer, lists)) as writer:
        run = _Run(writer, analyzer, lists, progress)
        sites = [
            SiteReading(source.url, writer, None, lists)
            for source in sources
            if isinstance(source, Site)
        ]
        records = (record for site in sites for record in site.recent())
        run.index(analysed(run.changed(records), analyzer, Processes()))
        if not run.counts.indexed:
            return None
        outcome = _switched(engine, writer, sources, sites, run, gate, not force)
    return run.report(begun, outcome.published or _served(engine), outcome)


def resources(analyzer: ArabicAnalyzer, lists: SiteLists) -> dict[str, bytes]:
    """The lists that a generation is made with, by name."""
    return {**analyzer.lists.files, **lists.files}


@dataclass(frozen=True, slots=True)
class _Outcome:
    published: GenerationInfo | None = None
    comparison: Comparison | None = None
    objections: Sequence[str] = ()


_NOTHING_NEW = _Outcome()


def _switched(
    engine: Engine,
    writer: Writer,
    sources: Sequence[Source],
    sites: Sequence[SiteReading],
    run: _Run,
    gate: Gate | None,
    guarded: bool,
) -> _Outcome:
    """Switches to what was written; if `guarded`, unless the gate objects. There is none where what
    is served cannot be compared with."""
    run.keep()
    for site in sites:
        site.keep()
    names, counts = [str(source) for source in sources], run.counts
    compared = None
    if gate is not None:
        with closing(writer.candidate(names, counts.refused)) as candidate:
            compared = gate.compared(engine, candidate, run.analyzer)
    if gate is not None and compared is not None and guarded:
        found = objections(compared, counts.read, counts.refused, gate.most)
        if found:
            return _Outcome(None, compared, found)
    published = writer.publish(names, counts.refused)
    for site in sites:
        site.forget()
    return _Outcome(published, compared)


def _sound(engine: Engine) -> bool:
    """Whether what is served is all as it was written, so that a build may go on from it."""
    try:
        return not engine.verify()
    except EngineError:
        return False


def _size(path: Path) -> int:
    """The bytes of a file; none of one that is gone, which reading it will tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _other_sources(engine: Engine, sources: Sequence[Source]) -> bool:
    """Whether what is served was built of other sources, or nothing is."""
    served = _served(engine)
    return served is None or served.sources != tuple(map(str, sources))


def _served(engine: Engine) -> GenerationInfo | None:
    try:
        return engine.info()
    except NoGenerationError:
        return None


class _Run:
    """One build: what is seen of each article, and what is counted."""

    def __init__(
        self, writer: Writer, analyzer: ArabicAnalyzer, lists: SiteLists, progress: Progress
    ) -> None:
        self.counts = Counts()
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

    def read_before(self) -> ReadBefore:
        """Which records are known to be articles of the served generation, read as now."""
        if self._has_other_lists:
            return NOTHING
        records = parse_read_before(self._writer.kept_file(RECORDS))
        return {record: id_ for record, id_ in records.items() if id_ in self._kept}

    def on_read(self, size: int) -> None:
        self._progress.advance(size, self.counts)

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

    def keep(self) -> None:
        """Keeps with the next generation which article each record became."""
        former = self._writer.kept_file(RECORDS)
        if self._records:
            self._writer.keep_file(RECORDS, format_read_before(self._records))
        elif former is not None:
            self._writer.keep_file(RECORDS, former)  # a site alone was read

    def _leave_out(self, reason: str) -> None:
        self.counts.left_out += 1
        self._left_out[reason] = self._left_out.get(reason, 0) + 1

    def _refuse(self, record: Refused) -> None:
        self.counts.refused += 1
        self._notes.refused(record)
        self._progress.refused(record)
