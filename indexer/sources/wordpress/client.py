"""A client that requests JSON from a site; an answer that is no JSON is asked for again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.sources.login import Login
from indexer.sources.source import SourceError
from indexer.sources.web.client import FOR_NOW, PAUSE, BrokenAnswerError, WebClient
from indexer.sources.web.client import Answer as WebAnswer


class _NoJsonError(BrokenAnswerError):
    """The answer is not JSON.

    Attributes:
        status: HTTP status of the answer.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class NoJsonError(SourceError):
    """The site answers, but not with JSON as the REST API of WordPress does.

    Attributes:
        status: HTTP status of the answer.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the site.

    Attributes:
        status: HTTP status.
        content: The parsed JSON.
        total: Number of all items, if the content lists some of them; else 0.
    """

    status: int
    content: Any
    total: int


class SiteClient:
    """A client of one site.

    Errors are raised as SourceError, whose message names the address and the reason.

    Attributes:
        has_login: Whether the settings give a name and a password for the site.
    """

    def __init__(self, pause: float = PAUSE, back_off: float = 0.5) -> None:
        self._web = WebClient(pause, back_off, "application/json")
        self.has_login = False

    def get(self, url: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """Return the answer to a request, also if its status is an error.

        With an error, the content usually explains the reason.

        Args:
            url: The address.
            parameters: The parameters of the query string.

        Raises:
            NoJsonError: The answer is not JSON.
            SourceError: The site cannot be reached, or gives no whole answer.
        """
        try:
            return self._web.read(url, _json, parameters)
        except _NoJsonError as error:
            raise NoJsonError(f"{url}: {error}", error.status) from error
        except BrokenAnswerError as error:
            raise SourceError(f"{url}: {error}") from error

    def log_in(self, login: Login) -> None:
        """Send name and password of a login with the requests to its site."""
        self._web.log_in(login)
        self.has_login = True

    def close(self) -> None:
        """Close the connections."""
        self._web.close()


def _json(answer: WebAnswer) -> Answer:
    """Return an answer with its JSON parsed."""
    total = answer.headers.get("X-WP-Total", "")
    try:
        content = json.loads(answer.content)
    except ValueError as error:
        if answer.status in FOR_NOW:
            told = f"{answer.url}: it answers {answer.status}, again and again"
            raise SourceError(told) from error
        reason = f"it answers {answer.status} with {answer.kind} that is no JSON"
        raise _NoJsonError(reason, answer.status) from error
    return Answer(answer.status, content, int(total) if total.isdecimal() else 0)
