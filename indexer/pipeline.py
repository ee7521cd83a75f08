"""build: sources → articles → documents → a generation, with a report of all that happened."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from analyzers.arabic import ArabicAnalyzer
from indexer.analysis import analysed
from indexer.article import Article
from indexer.document import content_digest
from indexer.engines.base import (
    Engine,
    EngineError,
    GenerationInfo,
    NoGenerationError,
    Writer,
)
from indexer.processes import Processes
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found, LeftOut, Record, Refused


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
        """There are so many bytes of files to read."""
        ...

    def advance(self, read: int, counts: Counts) -> None:
        """So many bytes more are read; the counts so far."""
        ...

    def refused(self, record: Refused) -> None: ...

    def writing(self) -> None:
        """All is read; the generation is being written."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome. `generation` is the one served afterwards, None if there is none."""

    counts: Counts
    seconds: float
    generation: GenerationInfo | None
    published: bool
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def found_articles(self) -> bool:
        return bool(self.counts.indexed or self.counts.unchanged)


def build(
    sources: Sequence[Path],
    engine: Engine,
    analyzer: ArabicAnalyzer,
    boilerplate: frozenset[str],
    progress: Progress,
    *,
    fresh: bool = False,
    processes: Processes | None = None,
) -> Report:
    """Makes the index hold just what the sources hold, in a new generation if anything changed.

    Articles that did not change are taken over unless `fresh` or the index is damaged. Sources that
    hold no article change nothing: an empty source never empties the index. Raises SourceError for
    a source that does not exist, EngineError (LockedError, if another build is running).
    """
    begun = time.monotonic()
    files = find_files(sources)
    progress.begin(sum(map(_size, files)))
    fresh = fresh or not _sound(engine)
    with engine.writer(analyzer.version, analyzer.lists.files, fresh=fresh) as writer:
        run = _Run(writer, analyzer, progress)
        records = (record for path in files for record in read_file(path, boilerplate, run.on_read))
        for document in analysed(run.changed(records), analyzer, processes or Processes()):
            writer.add(document)
            run.counts.indexed += 1
        run.remove_others()
        published = None
        if run.places and run.has_changes:
            progress.writing()
            published = writer.publish([str(source) for source in sources], run.counts.refused)
    compacted = engine.compact() if published else None
    return Report(
        counts=run.counts,
        seconds=time.monotonic() - begun,
        generation=compacted or published or _served(engine),
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
