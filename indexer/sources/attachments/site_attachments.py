"""The posts of a site with their attached files, each file as part of one post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from indexer.sources.attachments.fetching import (
    ELSEWHERE,
    Fetcher,
    NoAttachmentError,
    UnreadAttachmentError,
    document_of,
)
from indexer.sources.attachments.joining import with_attached
from indexer.sources.attachments.links import MAX_FILES, linked_files
from indexer.sources.attachments.read_files import ReadFile, ReadFiles
from indexer.sources.attachments.state import AttachedFile, AttachmentState
from indexer.sources.attachments.uploads import PAGE, Uploads
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import Found, LeftOut, Record, Refused, Unchanged

TOO_MANY = f"it is an attached file beyond the first {MAX_FILES} of its post"
"""Reason to leave out a file."""

OF_ANOTHER = "the attached file is found as part of another post"
"""Reason to leave out a file."""


@dataclass(frozen=True, slots=True)
class _Part:
    """An article with one more of its files, or the reason why it is not read."""

    found: Found
    file: AttachedFile
    unread: Refused | LeftOut | None = None


class SiteAttachments:
    """One reading of the attached files of a site.

    Args:
        fetcher: Fetches the files.
        former: What the former reading knew of them.
        context: The context in which they are read.
        reading: What the reading depends on; if it is another, all are read again.
        read_files: The files that an interrupted build had read.
        today: The day.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        former: AttachmentState,
        context: ReadingContext,
        reading: str,
        read_files: ReadFiles,
        today: dt.date,
    ) -> None:
        self._fetcher = fetcher
        self._former = former
        self._context = context
        self._reading = reading
        self._read_files = read_files
        self._today = today
        self._owners = former.owners()
        self._posts: dict[str, tuple[AttachedFile, ...]] = {}

    def state(self, *, is_whole: bool) -> AttachmentState:
        """Return the state to store.

        Args:
            is_whole: Whether all posts were read; else what was known of the others is kept.
        """
        posts = self._posts if is_whole else {**self._former.posts, **self._posts}
        reading = self._reading if is_whole else self._former.reading
        return AttachmentState(reading, {post: files for post, files in posts.items() if files})

    def due(self, known: Collection[str]) -> set[str]:
        """Return the posts that are to be read again for their files; ask for what may be new.

        Args:
            known: The posts that have been read.
        """
        if not self._former.reading:
            return set(known)
        if self._former.reading != self._reading:
            return set(self._former.posts)
        new = (post for post, files in self._former.posts.items() if any(map(self._is_new, files)))
        return {*self._former.waiting(), *new}

    def joined(self, records: Iterator[Record], uploads: Uploads) -> Iterator[Record]:
        """Yield the records of posts with their files, and of files that are not read.

        Args:
            records: The records of the site.
            uploads: The documents that were uploaded with its posts.
        """
        while some := list(islice(records, PAGE)):
            uploaded = uploads.of(one.article for one in some if isinstance(one, Found))
            for record in some:
                match record:
                    case Found(article):
                        links = linked_files(article) or uploaded.get(article.id, ())
                        yield from self._with_files(record, links)
                    case Unchanged(id=post):
                        if files := self._former.posts.get(post):
                            self._posts[post] = tuple(map(self._checked, files))
                        yield record
                    case _:
                        yield record

    def _with_files(self, record: Found, links: Iterable[str]) -> Iterator[Record]:
        """Yield an article with the text of its files, and a record for each that is not read."""
        files: list[AttachedFile] = []
        for link in links:
            part = self._part(record, link)
            record = part.found
            files.append(part.file)
            if part.unread:
                yield part.unread
        self._posts[record.article.id] = tuple(files)
        yield record

    def _part(self, record: Found, link: str) -> _Part:
        """Return an article with a file, as far as it can be read."""
        post, place = record.article.id, f"{record.place}, {link}"
        file = AttachedFile(link, self._today.isoformat())
        if reason := self._reason(record, link):
            left_out = LeftOut(record.file, place, reason)
            return _Part(record, replace(file, is_left_out=True), left_out)
        if (owner := self._owners.get(link, post)) != post:
            left_out = LeftOut(record.file, place, OF_ANOTHER)
            return _Part(record, replace(file, owner=owner), left_out)
        try:
            read = self._read_files.get(link, file.checked) or self._read(file)
        except UnreadAttachmentError as error:
            return _Part(record, file, Refused(record.file, place, str(error)))
        self._owners[link] = post
        return _Part(
            replace(
                record,
                article=with_attached(record.article, read.found.article, link),
                attached=record.attached + 1,
                recognized=record.recognized + read.found.recognized,
            ),
            read.file,
        )

    def _reason(self, record: Found, link: str) -> str:
        """Return the reason to leave out a file, or ""."""
        if not self._fetcher.address(link):
            return ELSEWHERE
        return TOO_MANY if record.attached >= MAX_FILES else ""

    def _read(self, file: AttachedFile) -> ReadFile:
        """Fetch and read a file, and keep what was read.

        Raises:
            UnreadAttachmentError: It cannot be fetched or read.
        """
        fetched = self._fetcher.fetch(file.address, {})
        found = document_of(fetched.content or b"", file.address, self._context)
        known = replace(file, digest=fetched.digest, etag=fetched.etag, modified=fetched.modified)
        read = ReadFile(known, found)
        self._read_files.add(read)
        return read

    def _is_new(self, file: AttachedFile) -> bool:
        """Return whether a file is to be read: it changed, is gone or could not be read before."""
        if not (file.digest and file.is_due(self._today)):
            return file.is_due(self._today)
        try:
            fetched = self._fetcher.fetch(file.address, file.condition)
        except NoAttachmentError:
            return True
        except UnreadAttachmentError:  # what was read of it stays
            return False
        return fetched.content is not None and fetched.digest != file.digest

    def _checked(self, file: AttachedFile) -> AttachedFile:
        """Return a file of an unchanged post, which was asked for if it was due."""
        if not file.is_due(self._today):
            return file
        return replace(file, checked=self._today.isoformat())
