"""SiteClient: JSON from a site over HTTP, patiently and politely.

Requests and urllib3 repeat what fails for a while (429 and 5xx, with `Retry-After`, else with
back-off and jitter); an answer that breaks off or is no JSON is asked for again.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from urllib3.util import Retry

from indexer.sources.source import SourceError
from indexer.sources.wordpress.address import redirected

AGENT = "Bahith (search index of this site)"
CONNECT, READ, WHOLE = 10, 30, 120
"""Seconds: until a connection stands, between two pieces of an answer, for all of an answer."""

LARGEST = 64 << 20
"""Bytes of an answer."""

REPEATED = 6
BODIES = 3
"""How often a request is repeated that is refused for now, or whose answer is broken."""

LONGEST_WAIT = 120
"""Seconds that a site may ask us to wait."""

PAUSE = 0.1
"""Seconds between the beginnings of two requests, at least."""

FOR_NOW = (429, 500, 502, 503, 504)


MOST_REDIRECTS = 5


class _BrokenError(Exception):
    """An answer broke off or took too long; another may be whole."""


class _NoJsonError(_BrokenError):
    """An answer is no JSON."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class NoJsonError(SourceError):
    """A site answers, but not as WordPress's REST API does. `status`: what it answered."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, the JSON, and of how many things in all it lists some."""

    status: int
    content: Any
    total: int


class SiteClient:
    """Asks one site. Every method raises SourceError, which names the address and the reason."""

    def __init__(self, pause: float = PAUSE, back_off: float = 0.5) -> None:
        self._pause = pause
        self._next = 0.0
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept": "application/json"})
        retry = Retry(
            total=REPEATED,
            redirect=0,
            status_forcelist=FOR_NOW,
            allowed_methods={"GET"},
            backoff_factor=back_off,
            backoff_jitter=back_off,
            backoff_max=LONGEST_WAIT,
            retry_after_max=LONGEST_WAIT,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))
        self._repeating = Retrying(
            retry=retry_if_exception_type(_BrokenError),
            stop=stop_after_attempt(BODIES),
            wait=wait_random_exponential(multiplier=back_off, max=10),
            reraise=True,
        )

    def get(self, url: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """An answer; one that is no success too, as WordPress says with it why."""
        try:
            return self._repeating(self._once, url, parameters or {})
        except _NoJsonError as error:
            raise NoJsonError(f"{url}: {error}", error.status) from error
        except _BrokenError as error:
            raise SourceError(f"{url}: {error}") from error
        except requests.RequestException as error:
            raise SourceError(f"{url}: it cannot be reached: {_reason(error)}") from error

    def close(self) -> None:
        self._session.close()

    def _once(self, url: str, parameters: Mapping[str, Any]) -> Answer:
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._pause
        with self._followed(url, parameters) as answer:
            content = _content(answer)
        try:
            total = answer.headers.get("X-WP-Total", "")
            return Answer(
                answer.status_code, json.loads(content), int(total) if total.isdecimal() else 0
            )
        except ValueError as error:
            if answer.status_code in FOR_NOW:
                raise SourceError(
                    f"{url}: it answers {answer.status_code}, again and again"
                ) from error
            kind = answer.headers.get("Content-Type", "nothing that it names").partition(";")[0]
            reason = f"it answers {answer.status_code} with {kind} that is no JSON"
            raise _NoJsonError(reason, answer.status_code) from error

    def _followed(self, url: str, parameters: Mapping[str, Any]) -> requests.Response:
        """The answer at the end of the redirects, each of which is looked at before it is
        followed."""
        asked, given = url, parameters
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._session.get(
                asked, params=given, timeout=(CONNECT, READ), stream=True, allow_redirects=False
            )
            location = self._session.get_redirect_target(answer)
            if location is None:
                return answer
            answer.close()
            asked, given = redirected(url, answer.url, location), {}
        raise SourceError(f"{url}: it redirects in a circle")


def _content(answer: requests.Response) -> bytes:
    """What is answered, within the limits of time and size."""
    until = time.monotonic() + WHOLE
    content = bytearray()
    try:
        for piece in answer.iter_content(1 << 16):
            content += piece
            if len(content) > LARGEST:
                raise SourceError(f"{answer.url}: its answer is longer than {LARGEST >> 20} MiB")
            if time.monotonic() > until:
                raise _BrokenError(f"its answer takes longer than {WHOLE} seconds")
    except requests.RequestException as error:
        raise _BrokenError(f"its answer breaks off: {_reason(error)}") from error
    return bytes(content)


def _reason(error: Exception) -> str:
    """The innermost reason, without the wrappings of the libraries, and what to do about it."""
    while (inner := error.__context__ or getattr(error, "reason", None)) and isinstance(
        inner, Exception
    ):
        error = inner
    said = " ".join(str(error).split())[:200] or type(error).__name__
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid ({error.verify_message})"
        case ssl.SSLError():
            return f"it does not speak TLS: is its address http:// and not https://? ({said})"
        case socket.gaierror():
            return f"no site of this name is known: is it spelt right? ({said})"
        case ConnectionRefusedError():
            return f"nothing answers at its port: does the site run? ({said})"
    return said
