"""Asking a repository for its records over OAI-PMH 2.0, part by part.

The parts that were fetched are kept, so that an interrupted build goes on behind them.
"""

from __future__ import annotations

import base64
import datetime as dt
import zlib
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from indexer.sources.formats.format import UnreadableError
from indexer.sources.repository.answer import OaiAnswer, read_answer
from indexer.sources.source import CrawlRules, SourceError
from indexer.sources.web.client import (
    FOR_NOW,
    Answer,
    BrokenAnswerError,
    UnreachableError,
    WebClient,
)
from indexer.sources.web.download_cache import Spool
from indexer.sources.web.robots import robots_of

FRESH = dt.timedelta(days=1)
"""How long a part that an interrupted build fetched stands for that of the repository."""

NO_RECORDS = "noRecordsMatch"
"""Code of the answer that nothing matches."""

BAD_TOKEN = "badResumptionToken"  # noqa: S105
"""Code of the answer that a list cannot be gone on with."""

FORBIDDEN = "robots.txt of the site forbids to read it: let it allow Bahith this address"

BASE = "name its base URL, such as oai+https://…/oai/request (DSpace) or oai+https://…/oai (OJS)"

_STAYS = "what was indexed stays, and the next build begins again here"

_SET = "set"


class OaiLists:
    """The lists of a repository.

    Every method raises SourceError if the repository cannot be reached or does not answer.

    Args:
        url: The base URL; `set` in its query string limits the records to those of a set.
        client: The HTTP client.
        rules: How fast it is asked.
        spool: Where parts are kept for an interrupted build, or None.
    """

    def __init__(
        self, url: str, client: WebClient, rules: CrawlRules, spool: Spool | None = None
    ) -> None:
        parts = urlsplit(url)
        query = parse_qsl(parts.query)
        self.set = next((value for name, value in query if name == _SET), "")
        rest = urlencode([pair for pair in query if pair[0] != _SET])
        self._url = parts._replace(query=rest, fragment="").geturl()
        self._client = client
        self._spool = spool
        client.pause = rules.pause
        robots = robots_of(client, url)
        client.pause = max(rules.pause, robots.delay)
        if not robots.allows(self._url):
            raise SourceError(f"{self._url}: {FORBIDDEN}")

    def identity(self) -> OaiAnswer:
        """Return what the repository says of itself."""
        answer, _ = self._asked({"verb": "Identify"})
        if answer.fault:
            raise self._told(answer)
        return answer

    def parts(self, since: str) -> Iterator[OaiAnswer]:
        """Yield the parts of the list of records; records come again if it had to begin again.

        Args:
            since: The time since which records have changed; "" for all.
        """
        asked: set[str] = set()
        token, has_begun_again = "", False
        while True:
            part = self._part(token, since, is_again=has_begun_again)
            if part.fault and part.fault.code == BAD_TOKEN and token and not has_begun_again:
                asked, token, has_begun_again = set(), "", True  # it ran out; once
                continue
            if part.fault and part.fault.code != NO_RECORDS:
                self._forget()
                raise self._told(part)
            yield part
            if not part.token:
                return
            if part.token in asked:
                self._forget()
                raise SourceError(
                    f"{self._url}: its list goes in a circle (resumptionToken "
                    f"{part.token[:80]}): tell those who keep the repository; {_STAYS}"
                )
            asked.add(part.token)
            token = part.token

    def _part(self, token: str, since: str, *, is_again: bool) -> OaiAnswer:
        """Return a part of the list, also from what an interrupted build fetched."""
        key = f"{self.set} {since}"
        held = self._spool.get(token, key) if self._spool and not is_again else None
        if held and _now() - dt.datetime.fromisoformat(held["at"]) <= FRESH:
            return read_answer(zlib.decompress(base64.b85decode(held["content"])))
        asked = {"verb": "ListRecords"}
        if token:
            asked |= {"resumptionToken": token}
        else:
            given = {"metadataPrefix": "oai_dc", "from": since, _SET: self.set}
            asked |= {name: value for name, value in given.items() if value}
        part, content = self._asked(asked)
        if self._spool and not part.fault:
            packed = base64.b85encode(zlib.compress(content)).decode()
            at = _now().isoformat()
            self._spool.add([{"id": token, "modified_gmt": key, "at": at, "content": packed}])
        return part

    def _asked(self, parameters: dict[str, str]) -> tuple[OaiAnswer, bytes]:
        """Return the answer to a request, and its bytes; one that breaks off is asked for again."""
        asked = f"{self._url} ({', '.join(f'{k}={v[:80]}' for k, v in parameters.items())})"
        try:
            return self._client.read(self._url, self._made_of, parameters)
        except BrokenAnswerError as error:
            raise SourceError(f"{asked}: {error}; {_STAYS}") from error

    def _made_of(self, answer: Answer) -> tuple[OaiAnswer, bytes]:
        """Return what an answer says.

        Raises:
            BrokenAnswerError: Its XML breaks off.
            UnreachableError: The repository is down.
            SourceError: It is no answer of OAI-PMH.
        """
        try:
            read = read_answer(answer.content)
        except UnreadableError as error:
            raise SourceError(f"{self._url}: {error}: {BASE}") from error
        if answer.status in FOR_NOW and not read.fault:
            raise UnreachableError(f"{self._url}: it answers {answer.status}: try again later")
        if not read.date and not read.fault:
            raise SourceError(
                f"{self._url}: it answers {answer.status} with {answer.kind}, not as a repository "
                f"does (OAI-PMH): {BASE}"
            )
        if read.broken:
            raise BrokenAnswerError(
                f"{read.broken}: mend that record or the next one in the repository"
            )
        if answer.status != 200 and not read.fault:
            raise SourceError(f"{self._url}: it answers {answer.status}: {BASE}")
        return read, answer.content

    def _forget(self) -> None:
        """Delete the parts that were kept: what follows on them is a fault."""
        if self._spool:
            self._spool.clear()

    def _told(self, answer: OaiAnswer) -> SourceError:
        """Return the error of an answer that tells of one."""
        fault = answer.fault
        said = f"{fault.code}: {fault.said}" if fault else ""
        mend = {
            BAD_TOKEN: "its list broke off twice: try again later",
            "noSetHierarchy": "it has no sets: leave set out of the address",
            "cannotDisseminateFormat": "it gives no Dublin Core: have oai_dc switched on",
        }
        advice = mend.get(fault.code if fault else "", BASE)
        return SourceError(f"{self._url}: it answers {said}: {advice}; {_STAYS}")


def _now() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)
