"""Fetching of attached files from a site, and reading of them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from indexer.sources.formats.format import Format, ReadingContext
from indexer.sources.formats.registry import DOCUMENTS
from indexer.sources.record import Found, Refused
from indexer.sources.source import SourceError
from indexer.sources.web.client import WebClient
from indexer.sources.web.redirects import redirected

OK, NOT_MODIFIED, NOT_FOUND, GONE = 200, 304, 404, 410

PAUSE = 0.5
"""Minimum time between the starts of two requests, in seconds."""

MAX_FAILURES = 5
"""Number of failures one after the other after which a reading asks for no more files."""

READING = ", ".join(f"{row.name} {row.version}" for row in DOCUMENTS)
"""Version of what is read of attached files."""

ELSEWHERE = (
    "the attached file is on another site: name that one in attachment_sites, under [sources] in "
    "settings.toml, if it is to be read"
)
"""Reason to leave out a file."""


class UnreadAttachmentError(Exception):
    """An attached file is not read; the message tells staff why."""


class NoAttachmentError(UnreadAttachmentError):
    """The site has no such file."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a request for a file.

    Attributes:
        content: Its bytes; None if they have not changed.
        etag: The header `ETag`, or "".
        modified: The header `Last-Modified`, or "".
    """

    content: bytes | None
    etag: str
    modified: str

    @property
    def digest(self) -> str:
        """Return a digest of the bytes."""
        return hashlib.blake2b(self.content or b"", digest_size=8).hexdigest()


def download_client() -> WebClient:
    """Return a client that fetches files."""
    return WebClient(PAUSE)


class Fetcher:
    """Fetches files from a site.

    Args:
        site: Address of the site.
        client: The client.
        others: Addresses of other sites whose files are read.
    """

    def __init__(self, site: str, client: WebClient, others: Sequence[str] = ()) -> None:
        self._site = site
        self._client = client
        self._others = frozenset(one.lower() for one in others)
        self._failures = 0

    def address(self, link: str) -> str:
        """Return the address to ask for a file, with the credentials of the site.

        It is "" if the file is on a site that is not asked.
        """
        parts = urlsplit(link)
        if f"{parts.scheme}://{parts.netloc}".lower() in self._others:
            return link
        try:
            return redirected(self._site, self._site, link)
        except SourceError:
            return ""

    def fetch(self, link: str, condition: Mapping[str, str]) -> Fetched:
        """Return the answer to a request for a file.

        Raises:
            NoAttachmentError: The site has no such file.
            UnreadAttachmentError: The site does not give it.
        """
        if self._failures == MAX_FAILURES:
            raise UnreadAttachmentError(
                f"the site did not give the {MAX_FAILURES} attached files before it: an update of "
                "tomorrow asks again"
            )
        self._failures += 1
        try:
            answer = self._client.get(self.address(link), headers=condition)
        except SourceError as error:
            raise UnreadAttachmentError(str(error)) from error
        if answer.status in (NOT_FOUND, GONE):
            self._failures = 0
            raise NoAttachmentError("the site has no such attached file: mend the link")
        if answer.status not in (OK, NOT_MODIFIED):
            raise UnreadAttachmentError(
                f"the site answers {answer.status} for the attached file: can readers open it?"
            )
        self._failures = 0
        return Fetched(
            content=answer.content if answer.status == OK else None,
            etag=answer.headers.get("ETag", ""),
            modified=answer.headers.get("Last-Modified", ""),
        )


def document_of(content: bytes, link: str, context: ReadingContext) -> Found:
    """Return the article that a file would be by itself.

    Args:
        content: Its bytes.
        link: Its address.
        context: The context of the reading.

    Raises:
        UnreadAttachmentError: It cannot be read.
    """
    row = _format_of(content)
    if row is None:
        raise UnreadAttachmentError("the attached file is no document of a kind that is read")
    file = Path(unquote(urlsplit(link).path).rpartition("/")[2])
    for record in row.records(file, io.BytesIO(content), context):
        match record:
            case Found():
                return record
            case Refused(reason=reason):
                raise UnreadAttachmentError(reason)
    raise UnreadAttachmentError("the attached file has no text")


def _format_of(content: bytes) -> Format | None:
    head = content[: 1 << 16].lstrip()
    return next((row for row in DOCUMENTS if row.recognizes(head)), None)
