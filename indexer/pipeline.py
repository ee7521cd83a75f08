"""build: sources → articles → documents → a generation, with a report of all that happened."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from analyzers.arabic import ArabicAnalyzer
from indexer.document import content_digest, make_document
from indexer.engines.base import Engine, GenerationInfo, NoGenerationError, Writer
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
) -> Report:
    """Makes the index hold just what the sources hold, in a new generation if anything changed.

    Articles that did not change are taken over unless `fresh`. Sources that hold no article change
    nothing: an empty source never empties the index. Raises SourceError for a source that does not
    exist, EngineError (LockedError, if another build is running).
    """
    begun = time.monotonic()
    files = find_files(sources)
    progress.begin(sum(map(_size, files)))
    with engine.writer(analyzer.version, analyzer.lists.files, fresh=fresh) as writer:
        run = _Run(writer, analyzer, progress)
        for path in files:
            run.take(read_file(path, boilerplate, run.on_read))
        run.remove_others()
        published = None
        if run.places and run.has_changes:
            progress.writing()
            published = writer.publish([str(source) for source in sources], run.counts.refused)
    return Report(
        counts=run.counts,
        seconds=time.monotonic() - begun,
        generation=published or _served(engine),
        published=published is not None,
        left_out=run.left_out,
    )


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

    def take(self, records: Iterable[Record]) -> None:
        for record in records:
            self.counts.read += 1
            match record:
                case Found():
                    self._index(record)
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

    def _index(self, found: Found) -> None:
        article = found.article
        if former := self.places.get(article.id):
            reason = f"its id {article.id!r} is that of {former}"
            self._refuse(Refused(found.file, found.place, reason))
            return
        self.places[article.id] = f"{found.file}, {found.place}"
        digest = content_digest(article, self._analyzer.version)
        if self._kept.get(article.id) == digest:
            self.counts.unchanged += 1
        else:
            self._writer.add(make_document(article, self._analyzer))
            self.counts.indexed += 1

    def _refuse(self, record: Refused) -> None:
        self.counts.refused += 1
        self._progress.refused(record)
