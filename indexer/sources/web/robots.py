"""The rules of a site for programs that read it (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from indexer.sources.source import SourceError
from indexer.sources.web.client import AGENT, WebClient

NAME = AGENT.split()[0]
"""The name by which robots.txt may address this program."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a site.

    Attributes:
        rules: Its robots.txt.
    """

    rules: Protego

    def allows(self, url: str) -> bool:
        """Return whether an address may be asked for."""
        return bool(self.rules.can_fetch(url, NAME))

    @property
    def delay(self) -> float:
        """Return the seconds between two requests that the site asks for, or 0."""
        rate = self.rules.request_rate(NAME)
        return max(self.rules.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate else 0)

    @property
    def sitemaps(self) -> list[str]:
        """Return the addresses of the site's sitemaps."""
        return list(self.rules.sitemaps)


def robots_of(client: WebClient, url: str) -> Robots:
    """Return the rules of the site that has an address; without robots.txt all is allowed.

    Raises:
        SourceError: The site cannot be reached, or fails to give its rules.
    """
    answer = client.get(urljoin(url, "/robots.txt"))
    if answer.status >= 500:
        raise SourceError(
            f"{answer.url}: it answers {answer.status}: a site whose rules are not known is not "
            "read; try again later"
        )
    text = answer.content.decode(errors="replace") if answer.status == 200 else ""
    return Robots(Protego.parse(text))
