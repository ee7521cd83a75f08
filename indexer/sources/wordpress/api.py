"""The REST API of a WordPress site, with error messages for staff."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from indexer.sources.source import SourceError
from indexer.sources.wordpress.client import Answer, NoJsonError, SiteClient
from indexer.sources.wordpress.post import Post
from indexer.text.html import plain_text

OPEN_IT = (
    "let /wp-json/wp/v2/posts be read without a login, or make an application password (in "
    "WordPress: Users, Profile) and name site, user and password_file under [sources.login] in "
    "settings.toml, or index an export (in WordPress: Tools, Export)"
)
"""Advice for a REST API that refuses access."""

MEND_LOGIN = (
    "the login under [sources.login] in settings.toml is not accepted: compare user and password, "
    "make a new application password (in WordPress: Users, Profile), and see that the server "
    "passes the header Authorization on (Apache: CGIPassAuth On) and no plugin forbids it"
)
"""Advice for a REST API that refuses access in spite of a login."""

_OF_WORDPRESS = re.compile(
    r"^(.*?)/(?:wp-(?:admin|json|content|includes|login\.php|cron\.php|signup\.php)|xmlrpc\.php)(?=[/?#]|$)"
)

CLOSED = (401, 403)
"""Statuses of refused access."""


class Posts(NamedTuple):
    """A list of posts or other items.

    Attributes:
        posts: The items of this answer.
        total: Number of all items.
    """

    posts: list[Post]
    total: int


Ask = Callable[[str, Mapping[str, Any]], tuple[str, Answer]]
"""Function that requests a route of the API and returns its address with the answer."""


class RestApi:
    """The REST API of one site.

    Every method, the constructor included, raises SourceError if the API does not answer as it
    should.
    """

    def __init__(self, url: str, client: SiteClient) -> None:
        if first := first_page(url):
            raise SourceError(
                f"{url}: this is an address within WordPress, not that of the site: name its first "
                f"page, {first}"
            )
        self._url = url
        self._client = client
        self._mend = MEND_LOGIN if client.has_login else OPEN_IT
        self._ask = self._find()

    def posts(self, route: str, parameters: Mapping[str, Any]) -> Posts:
        """Return the list that a route gives.

        Args:
            route: The route, such as /wp/v2/posts.
            parameters: The parameters of the query string.
        """
        url, answer = self._ask(route, parameters)
        if answer.status == 200 and isinstance(answer.content, list):
            return Posts(answer.content, answer.total)
        raise self._refusal(url, answer)

    def item(self, route: str) -> Post:
        """Return the item that a route gives; {} if there is none."""
        _, answer = self._ask(route, {})
        is_item = answer.status == 200 and isinstance(answer.content, dict)
        return answer.content if is_item else {}

    def types(self) -> dict[str, str]:
        """Return the routes of the site's post types, by name of the type."""
        url, answer = self._ask("/wp/v2/types", {})
        if answer.status != 200 or not isinstance(answer.content, dict):
            raise self._refusal(url, answer)
        return {
            name: f"/{held.get('rest_namespace') or 'wp/v2'}/{held['rest_base']}"
            for name, held in answer.content.items()
            if isinstance(held, dict) and held.get("rest_base")
        }

    def _find(self) -> Ask:
        """Return the function that requests a route in a form that the site supports.

        The forms are /wp-json/ROUTE and, on sites without pretty permalinks, ?rest_route=/ROUTE.
        """
        pretty, plain = f"{self._url}/wp-json", f"{self._url}/"
        refusals: list[SourceError] = []

        def get(url: str, given: Mapping[str, Any]) -> tuple[str, Answer]:
            """Return an address and its answer."""
            return url, self._client.get(url, given)

        ways: tuple[tuple[str, Mapping[str, Any], Ask], ...] = (
            (f"{pretty}/", {}, lambda route, given: get(pretty + route, given)),
            (
                plain,
                {"rest_route": "/"},
                lambda route, given: get(plain, {"rest_route": route, **given}),
            ),
        )
        for url, parameters, ask in ways:
            try:
                answer = self._client.get(url, parameters)
            except SourceError as error:
                refusals.append(error)
                continue
            if _is_api(answer):
                return ask
            if answer.status in CLOSED:
                refusals.append(self._refusal(url, answer))
        raise next(
            (one for one in refusals if not isinstance(one, NoJsonError)), self._no_api(refusals)
        )

    def _no_api(self, refusals: Sequence[SourceError]) -> SourceError:
        """Return the error for a site that answers, but not as WordPress."""
        statuses = [one.status for one in refusals if isinstance(one, NoJsonError)]
        if closed := next((status for status in statuses if status in CLOSED), 0):
            return SourceError(
                f"{self._url}: it answers {closed} to whoever asks its REST API, as by a firewall "
                f"or a password before it: {self._mend}"
            )
        how = f" ({refusals[0]})" if refusals else ""
        return SourceError(
            f"{self._url}: no WordPress answers there{how}: name the first page of the site; if it "
            f"is that, {self._mend}; pages+{self._url} reads any site by its sitemap"
        )

    def _refusal(self, url: str, answer: Answer) -> SourceError:
        """Return the error for an unexpected answer, with the site's own message."""
        held = answer.content
        words = held.get("message") if isinstance(held, dict) else None
        said = plain_text(words)[:200].rstrip(" .") if isinstance(words, str) else ""
        mend = f": {self._mend}" if answer.status in CLOSED else ""
        return SourceError(f"{url}: it answers {answer.status}: {said or 'no list of posts'}{mend}")


def first_page(url: str) -> str:
    """Return the address of the site's first page, given one of WordPress's own pages.

    Returns:
        The address, or "" if `url` is not a page of WordPress itself, such as /wp-admin/.
    """
    found = _OF_WORDPRESS.match(url)
    return f"{found[1]}/" if found else ""


def _is_api(answer: Answer) -> bool:
    """Return True if an answer is the index of a WordPress REST API."""
    held = answer.content
    return answer.status == 200 and isinstance(held, dict) and "wp/v2" in held.get("namespaces", ())
