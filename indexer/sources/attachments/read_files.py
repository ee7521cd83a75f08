"""The attached files that an interrupted build had read, so that it does not fetch them again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.sources.attachments.state import AttachedFile
from indexer.sources.formats.format import WHOLE_FILE, ReadingContext
from indexer.sources.formats.objects import record_of_object
from indexer.sources.record import Found
from indexer.sources.web.download_cache import Spool


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read.

    Attributes:
        file: What is known of it.
        found: The article that it would be by itself.
    """

    file: AttachedFile
    found: Found


class ReadFiles:
    """The files that were read on one day.

    Args:
        spool: Where they are kept, or None to keep none.
        reading: What the reading of the files depends on.
    """

    def __init__(self, spool: Spool | None, reading: str) -> None:
        self._spool = spool
        self._reading = reading

    def get(self, link: str, day: str) -> ReadFile | None:
        """Return the file at an address as it was read on a day, or None."""
        held = self._spool.get(link, self._key(day)) if self._spool else None
        if held is None:
            return None
        record = record_of_object(held["article"], Path(link), WHOLE_FILE, ReadingContext())
        if not isinstance(record, Found):
            return None
        found = Found(record.article, link, WHOLE_FILE, recognized=held["recognized"])
        return ReadFile(AttachedFile(**held["file"]), found)

    def add(self, read: ReadFile) -> None:
        """Keep a file."""
        if self._spool is None:
            return
        article = read.found.article
        date = article.date.isoformat() if article.date else ""
        item = {
            "id": read.file.address,
            "modified_gmt": self._key(read.file.checked),
            "file": asdict(read.file),
            "article": asdict(article) | {"date": date},
            "recognized": read.found.recognized,
        }
        self._spool.add([item])

    def _key(self, day: str) -> str:
        return f"{day}; {self._reading}"
