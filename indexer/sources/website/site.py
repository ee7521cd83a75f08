"""Reading of a site page by page, by its sitemap or its feed: for sites without an interface.

Only pages of the site's own host are asked for, one after the other, with pauses, as its robots.txt
allows, and, after the first time, only if they have changed.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

from indexer.lists.site_lists import NO_SITE_LISTS, SiteLists
from indexer.sources.formats.format import UnreadableError
from indexer.sources.formats.html_page import record_of_page
from indexer.sources.record import SECTION_LEFT_OUT, Found, LeftOut, Record, Refused, Unchanged
from indexer.sources.source import CrawlRules, SourceError, without_credentials
from indexer.sources.web.client import FOR_NOW, Answer, UnreachableError, WebClient
from indexer.sources.web.download_cache import Spool
from indexer.sources.web.redirects import is_of_site
from indexer.sources.web.robots import robots_of
from indexer.sources.website.sitemap import read_listing
from indexer.sources.website.state import KnownPage, PagesState

MOST_SITEMAPS = 1_000
"""Maximum number of sitemaps of a site."""

MOST_FAILURES = 10
"""Number of failures in a row after which a site is taken to be down."""

FRESH = dt.timedelta(days=1)
"""How long a page that an interrupted build fetched stands for the page of the site."""

OTHER_HOST = "it is on another site"
FORBIDDEN = "robots.txt of the site forbids to read it"
NO_PAGE = "it is no HTML page"
TOO_MANY = "the site has more pages than most_pages, under [sources.crawl] in settings.toml, allows"

_PAGES = ("text/html", "application/xhtml+xml")
_NO_PAGES = frozenset(
    ".jpg .jpeg .png .gif .webp .svg .ico .css .js .mp3 .mp4 .avi .mov .zip .rar .gz .xls .xlsx"
    " .ppt .pptx .pdf .doc .docx .xml .json".split()
)

OnPages = Callable[[int], None]
"""Callback for progress, called with a number of pages."""


class WebSite:
    """One reading of a site.

    Every method raises SourceError if the site cannot be reached, or lists no pages.

    Attributes:
        state: The state to store with the generation, complete once all records are consumed.
    """

    def __init__(
        self,
        url: str,
        client: WebClient,
        rules: CrawlRules,
        lists: SiteLists = NO_SITE_LISTS,
        spool: Spool | None = None,
    ) -> None:
        self._url = url
        self._shown = without_credentials(url)
        self._client = client
        self._rules = rules
        self._lists = lists
        self._spool = spool
        self._failures = 0
        client.pause = rules.pause
        self._robots = robots_of(client, url)
        client.pause = max(rules.pause, self._robots.delay)
        self.state = PagesState()

    def read(
        self, known: PagesState, begin: OnPages, on_read: OnPages, *, is_listed: bool
    ) -> Iterator[Record]:
        """Yield a record for each page.

        Args:
            known: The state of the served generation; a page that has not changed since is
                Unchanged.
            begin: Called with the number of pages.
            on_read: Called with the number of pages read since the last call.
            is_listed: Whether the address is that of a sitemap or a feed; else that of a site,
                whose sitemaps robots.txt names.
        """
        pages, is_feed = self._listed([self._url] if is_listed else self._sitemaps())
        begin(len(pages))
        kept: dict[str, KnownPage] = {}
        asked = 0
        for url, changed in pages.items():
            reason = self._reason_to_leave_out(url) or (
                TOO_MANY if asked >= self._rules.most_pages else ""
            )
            if reason:
                yield LeftOut(self._shown, url, reason)
            else:
                asked += 1
                record, kept[url] = self._page(url, changed, known.pages.get(url, KnownPage()))
                yield record
            on_read(1)
        if is_feed:  # older pages are in it no more, and on the site still
            older = {url: page for url, page in known.pages.items() if url not in pages}
            yield from (
                Unchanged(page.article, self._shown, url)
                for url, page in older.items()
                if page.article
            )
            kept |= older
        self.state = PagesState({url: page for url, page in kept.items() if page.is_read})

    def _sitemaps(self) -> list[str]:
        """Return the addresses of the sitemaps of the site."""
        return self._robots.sitemaps or [urljoin(self._url, "/sitemap.xml")]

    def _listed(self, sitemaps: list[str]) -> tuple[Mapping[str, str], bool]:
        """Return when each page was changed, by address, and whether a feed lists them."""
        pages: dict[str, str] = {}
        is_feed = False
        waiting, seen = list(sitemaps), set(sitemaps)
        while waiting:
            url = waiting.pop(0)
            answer = self._client.get(url)
            if answer.status != 200:
                raise SourceError(
                    f"{url}: it answers {answer.status}: name the address of the sitemap or of the "
                    "feed of the site"
                )
            listing = read_listing(answer.content, url)
            is_feed = is_feed or listing.is_feed
            for address, changed in listing.pages.items():
                pages.setdefault(urldefrag(urljoin(url, address)).url, changed)
            parts = [urljoin(url, part) for part in listing.parts]
            new = [part for part in parts if part not in seen and is_of_site(self._url, part)]
            if len(seen) + len(new) > MOST_SITEMAPS:
                raise SourceError(f"{self._url}: it has more than {MOST_SITEMAPS:,} sitemaps")
            seen.update(new)
            waiting += new
        return pages, is_feed

    def _reason_to_leave_out(self, url: str) -> str:
        """Return the reason not to ask for a page, or ""."""
        if not is_of_site(self._url, url):
            return OTHER_HOST
        if PurePosixPath(urlsplit(url).path).suffix.lower() in _NO_PAGES:
            return NO_PAGE
        return "" if self._robots.allows(url) else FORBIDDEN

    def _page(self, url: str, changed: str, known: KnownPage) -> tuple[Record, KnownPage]:
        """Return the record of a page, and what is to be known of it."""
        if known.is_read and changed and changed == known.changed:
            return self._as_known(url, known), known
        try:
            answer = self._answer(url, changed, known)
        except UnreachableError as error:
            return self._failed(url, known, str(error))
        except SourceError as error:
            self._failures = 0
            return Refused(self._shown, url, str(error)), KnownPage()
        self._failures = 0
        if answer.status == 304:
            return self._as_known(url, known), replace(known, changed=changed)
        record = self._record(url, answer)
        return record, _known_page(record, changed, answer)

    def _answer(self, url: str, changed: str, known: KnownPage) -> Answer:
        """Return the page, or 304 if it has not changed.

        Raises:
            UnreachableError: It cannot be read now.
            SourceError: The site does not give it.
        """
        if spooled := self._spooled(url, changed):
            return spooled
        answer = self._client.get(url, headers=known.conditions)
        told = f"it answers {answer.status}"
        if answer.status in FOR_NOW:
            raise UnreachableError(told)
        if answer.status != 200 and not (answer.status == 304 and known.is_read):
            raise SourceError(told)
        self._keep(url, changed, answer)
        return answer

    def _as_known(self, url: str, known: KnownPage) -> Record:
        """Return the record of a page that has not changed."""
        if known.article:
            return Unchanged(known.article, self._shown, url)
        if known.left_out:
            return LeftOut(self._shown, url, known.left_out)
        return Refused(self._shown, url, known.refused)

    def _failed(self, url: str, known: KnownPage, reason: str) -> tuple[Record, KnownPage]:
        """Return the record of a page that cannot be read now: its article stays as it is.

        Raises:
            SourceError: The site has failed too often.
        """
        self._failures += 1
        if self._failures >= MOST_FAILURES:
            raise SourceError(
                f"{url}: {reason}, as {MOST_FAILURES} pages in a row: the site is down; what was "
                "read is kept, and the next build goes on from there"
            )
        if known.article:
            return self._as_known(url, known), replace(known, changed="")
        return Refused(self._shown, url, reason), KnownPage()

    def _record(self, url: str, answer: Answer) -> Record:
        """Return the record of a page."""
        if answer.kind.lower() not in _PAGES:
            return LeftOut(self._shown, url, NO_PAGE)
        said = Message()
        said["Content-Type"] = answer.headers["Content-Type"]
        charset = said.get_content_charset() or ""
        name = hashlib.sha256(url.encode()).hexdigest()[:32]
        try:
            record = record_of_page(
                answer.content, self._shown, url, name, address=url, charset=charset
            )
        except UnreadableError as error:
            return Refused(self._shown, url, str(error))
        if isinstance(record, Found) and self._lists.leaves_out(record.article.section):
            return LeftOut(self._shown, url, SECTION_LEFT_OUT)
        return record

    def _spooled(self, url: str, changed: str) -> Answer | None:
        """Return the answer that an interrupted build got a short while ago, or None."""
        held = self._spool.get(url, changed) if self._spool else None
        if held is None or _now() - dt.datetime.fromisoformat(held["at"]) > FRESH:
            return None
        content = zlib.decompress(base64.b85decode(held["content"]))
        return Answer(url, held["status"], held["headers"], content)

    def _keep(self, url: str, changed: str, answer: Answer) -> None:
        """Keep an answer for the build that goes on if this one is interrupted."""
        if self._spool is None or answer.status != 200:
            return
        wanted = ("Content-Type", "ETag", "Last-Modified")
        headers = {name: answer.headers[name] for name in wanted if name in answer.headers}
        self._spool.add(
            [
                {
                    "id": url,
                    "modified_gmt": changed,
                    "at": _now().isoformat(),
                    "status": answer.status,
                    "headers": headers,
                    "content": base64.b85encode(zlib.compress(answer.content)).decode(),
                }
            ]
        )


def _known_page(record: Record, changed: str, answer: Answer) -> KnownPage:
    """Return what is to be known of a page that was read."""
    headers = answer.headers
    page = KnownPage(changed, headers.get("ETag", ""), headers.get("Last-Modified", ""))
    match record:
        case Found(article):
            return replace(page, article=article.id)
        case Refused():
            return replace(page, refused=record.reason)
        case LeftOut():
            return replace(page, left_out=record.reason)
    return KnownPage()


def _now() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)
