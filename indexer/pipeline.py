"""build: sources → articles → documents → a generation, with a report of all that happened."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Protocol

from analyzers.arabic import ArabicAnalyzer
from indexer.analysis import analysed
from indexer.article import Article
from indexer.document import content_digest, make_document
from indexer.engines.base import (
    Engine,
    EngineError,
    GenerationInfo,
    NoGenerationError,
    Writer,
)
from indexer.gate import objections
from indexer.processes import Processes
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found, LeftOut, Record, Refused, Unchanged
from indexer.sources.site_reading import SiteReading
from indexer.sources.source import Site, Source


@dataclass(slots=True)
class Counts:
    """What became of the records read so far."""

    read: int = 0
    indexed: int = 0
    unchanged: int = 0
    refused: int = 0
    left_out: int = 0
    removed: int = 0


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


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome. `generation` is the one served afterwards, None if there is none; `objections`:
    why what was read was not switched to."""

    counts: Counts
    seconds: float
    generation: GenerationInfo | None
    published: bool
    left_out: dict[str, int] = field(default_factory=dict)
    objections: Sequence[str] = ()

    @property
    def found_articles(self) -> bool:
        return bool(self.counts.indexed or self.counts.unchanged)


def build(
    sources: Sequence[Source],
    engine: Engine,
    analyzer: ArabicAnalyzer,
    boilerplate: frozenset[str],
    progress: Progress,
    *,
    fresh: bool = False,
    processes: Processes | None = None,
    crawls: Path | None = None,
    force: bool = False,
) -> Report:
    """Makes the index hold just what the sources hold, in a new generation if anything changed.

    Articles that did not change are taken over unless `fresh` or the index is damaged. Sources that
    hold no article change nothing: an empty source never empties the index. `crawls`: a folder for
    what is fetched of a site, so that an interrupted crawl goes on. Unless `force`, what
    `indexer.gate` objects to is not switched to, if the sources are those that the index was built
    of. Raises SourceError for a source that does not exist or breaks off, EngineError (LockedError,
    if another build is running).
    """
    begun = time.monotonic()
    files = find_files([source for source in sources if isinstance(source, Path)])
    progress.begin(sum(map(_size, files)))
    fresh = fresh or not _sound(engine)
    with engine.writer(analyzer.version, analyzer.lists.files, fresh=fresh) as writer:
        run = _Run(writer, analyzer, progress)
        sites = [
            SiteReading(source.url, writer, crawls)
            for source in sources
            if isinstance(source, Site)
        ]
        records = chain(
            (record for path in files for record in read_file(path, boilerplate, run.on_read)),
            (record for site in sites for record in site.records(progress.begin, run.on_read)),
        )
        for document in analysed(run.changed(records), analyzer, processes or Processes()):
            writer.add(document)
            run.counts.indexed += 1
        run.remove_others()
        found = () if force or _other_sources(engine, sources) else run.objections()
        published = None
        if run.places and run.has_changes and not found:
            progress.writing()
            published = _published(writer, sources, sites, run)
    compacted = engine.compact() if published else None
    served = compacted or published or _served(engine)
    return replace(_report(run, begun, served, published), objections=found)


def refresh(
    sources: Sequence[Source], engine: Engine, analyzer: ArabicAnalyzer, progress: Progress
) -> Report | None:
    """Takes in what the sites among the sources say was modified since they were last read, which
    is found at once; `build` then finds the rest (deletions, new names). None if nothing was.
    Raises as `build`."""
    begun = time.monotonic()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        run = _Run(writer, analyzer, progress)
        readings = [SiteReading(one.url, writer, None) for one in sources if isinstance(one, Site)]
        records = (record for reading in readings for record in reading.recent())
        for article in run.changed(records):
            writer.add(make_document(article, analyzer))
            run.counts.indexed += 1
        if not run.has_changes:
            return None
        published = _published(writer, sources, readings, run)
    return _report(run, begun, published, published)


def _published(
    writer: Writer, sources: Sequence[Source], sites: Sequence[SiteReading], run: _Run
) -> GenerationInfo:
    for site in sites:
        site.keep()
    info = writer.publish([str(source) for source in sources], run.counts.refused)
    for site in sites:
        site.forget()
    return info


def _report(
    run: _Run, begun: float, generation: GenerationInfo | None, published: GenerationInfo | None
) -> Report:
    return Report(
        counts=run.counts,
        seconds=time.monotonic() - begun,
        generation=generation,
        published=published is not None,
        left_out=run.left_out,
    )


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

    def __init__(self, writer: Writer, analyzer: ArabicAnalyzer, progress: Progress) -> None:
        self.counts = Counts()
        self.left_out: dict[str, int] = {}
        self.places: dict[str, str] = {}
        self._writer = writer
        self._kept = writer.kept()
        self._analyzer = analyzer
        self._progress = progress

    @property
    def has_changes(self) -> bool:
        return bool(self.counts.indexed or self.counts.removed)

    def on_read(self, size: int) -> None:
        self._progress.advance(size, self.counts)

    def changed(self, records: Iterable[Record]) -> Iterator[Article]:
        """The articles to be indexed."""
        for record in records:
            self.counts.read += 1
            match record:
                case Found():
                    if self._is_changed(record):
                        yield record.article
                case Unchanged(article_id):
                    self.places[article_id] = f"{record.file}, {record.place}"
                    self.counts.unchanged += 1
                case Refused():
                    self._refuse(record)
                case LeftOut(_, _, reason):
                    self.counts.left_out += 1
                    self.left_out[reason] = self.left_out.get(reason, 0) + 1

    def remove_others(self) -> None:
        """Articles of the former generation that the sources no longer hold."""
        if not self.places:
            return
        for article_id in self._kept.keys() - self.places.keys():
            self._writer.delete(article_id)
            self.counts.removed += 1

    def objections(self) -> Sequence[str]:
        """What speaks against switching to what was read."""
        if not self.places:
            return ()  # nothing is switched to anyway
        counts = self.counts
        return objections(len(self._kept), counts.removed, counts.read, counts.refused)

    def _is_changed(self, found: Found) -> bool:
        article = found.article
        if former := self.places.get(article.id):
            reason = f"its id {article.id!r} is that of {former}"
            self._refuse(Refused(found.file, found.place, reason))
            return False
        self.places[article.id] = f"{found.file}, {found.place}"
        digest = content_digest(article, self._analyzer.version)
        if self._kept.get(article.id) == digest:
            self.counts.unchanged += 1
            return False
        return True

    def _refuse(self, record: Refused) -> None:
        self.counts.refused += 1
        self._progress.refused(record)
