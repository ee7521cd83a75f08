"""The attached files of a site over its readings, whose state is stored with each generation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager

from indexer.sources.attachments.fetching import READING, Fetcher
from indexer.sources.attachments.read_files import ReadFiles
from indexer.sources.attachments.site_attachments import SiteAttachments
from indexer.sources.attachments.state import AttachmentState
from indexer.sources.attachments.unpublished import UnpublishedState
from indexer.sources.attachments.uploads import Uploads
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import Record
from indexer.sources.source import Former, SourceContext, state_file
from indexer.sources.web.client import WebClient
from indexer.sources.web.download_cache import Spool


def today() -> dt.date:
    """Return the day in UTC."""
    return dt.datetime.now(dt.UTC).date()


class NoAttachments:
    """A reading without attached files, which takes out those of the former one."""

    def __init__(self, former: AttachmentState) -> None:
        self._former = former

    def due(self, known: Collection[str]) -> set[str]:
        """Return the posts that have the text of files."""
        return set(known).intersection(self._former.posts)

    def joined(self, records: Iterator[Record], uploads: Uploads) -> Iterator[Record]:
        """Yield the records as they are."""
        return records


class Attachments:
    """The attached files of a site.

    Args:
        site: Address of the site.
        download: Makes the client that fetches them.
        context: How they are read, if they are.
    """

    def __init__(
        self, site: str, download: Callable[[], WebClient], context: SourceContext
    ) -> None:
        self._site = site
        self._download = download
        self._documents = context.documents
        self._file = file = state_file("attachments", site)
        self._spool = Spool(context.crawls / f"{file}l") if context.crawls else None
        self._unpublished = UnpublishedState(context.crawls / file if context.crawls else None)
        self._found: AttachmentState | None = None

    @contextmanager
    def opened(
        self, former: Former, *, is_whole: bool
    ) -> Iterator[SiteAttachments | NoAttachments]:
        """Open a reading, whose state is that of the attached files once it is complete.

        Args:
            former: The data that the served generation stores.
            is_whole: Whether all posts are read, or only some.
        """
        served = former.file(self._file)
        known = self._unpublished.newest(served)
        if not self._documents.attachments:
            yield NoAttachments(known)
            return
        with closing(self._download()) as client:
            reading = SiteAttachments(
                Fetcher(self._site, client, self._documents.sites),
                known,
                ReadingContext(ocr=self._documents.ocr),
                self._reading,
                ReadFiles(self._spool, self._reading),
                today(),
            )
            yield reading
        self._found = reading.state(is_whole=is_whole)
        self._unpublished.write(self._found, served)

    @property
    def _reading(self) -> str:
        """Return what the reading of files depends on."""
        return f"{READING}; {self._documents}"

    def forget(self) -> None:
        """Delete what was kept for an interrupted build."""
        if self._spool:
            self._spool.clear()

    def keep(self, keep_file: Callable[[str, bytes], None]) -> None:
        """Store the state with the next generation."""
        self._unpublished.clear()
        if self._found:
            keep_file(self._file, self._found.format())
