"""Rate limits per client, counted in each process or in a Redis shared by several servers.

Responses state the limits in the headers of draft-ietf-httpapi-ratelimit-headers-10. Only a keyed
digest of a client's address is stored, until the period of the limit ends.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

from flask import Flask, Response, request
from flask_babel import gettext
from flask_limiter import ApplicationLimit, Limiter, RateLimitExceeded, RequestLimit
from limits import RateLimitItem, parse

from analyzers.errors import UserError
from search_web.operations.health import ALIVE, READY
from search_web.operations.limits_storage import IN_MEMORY
from search_web.problems.error_pages import error_page
from search_web.problems.problem import problem

Group = Literal["pages", "api", "suggest"]
"""Groups of paths, each with its own limit."""

OFF = "off"
"""Value of a limit that is disabled."""

REDIS = ("redis://", "rediss://", "redis+unix://")
"""URL schemes of a Redis."""

PREFIX_IPV6 = 64
"""Length in bits of the IPv6 prefix that identifies a client, usually that of a household."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limits per client, each such as `600/minute`, or `off`.

    Attributes:
        pages: Limit of pages.
        api: Limit of the API.
        suggest: Limit of suggestions.
        storage: URL of a Redis, or IN_MEMORY for the memory of each process.

    Raises:
        UserError: A limit or the storage is invalid.
    """

    pages: str = "600/minute"
    api: str = "1200/minute"
    suggest: str = "3000/minute"
    storage: str = IN_MEMORY

    def __post_init__(self) -> None:
        for group in get_args(Group):
            self.of(group)
        if self.storage != IN_MEMORY and not self.storage.startswith(REDIS):
            raise UserError(f"{self.storage}: the address of a Redis begins with redis://")

    def of(self, group: Group) -> RateLimitItem | None:
        """Return the limit of a group, or None if it is disabled.

        Raises:
            UserError: The limit is invalid.
        """
        written: str = getattr(self, group)
        try:
            return None if written == OFF else parse(written)
        except ValueError as error:
            raise UserError(str(error)) from error


UNLIMITED = Limits(OFF, OFF, OFF)
"""No limits."""


def limit(app: Flask, limits: Limits, secret: bytes) -> None:
    """Enforce rate limits on an application.

    Args:
        app: The application.
        limits: The limits.
        secret: Key of the digests of addresses; servers with a common storage need the same key.
    """
    if all(limits.of(group) is None for group in get_args(Group)):
        return

    limiter = Limiter(
        partial(client, secret),
        application_limits=[
            ApplicationLimit(
                limit_provider=lambda: getattr(limits, _group()), scope=lambda _: _group()
            )
        ],
        strategy="fixed-window",
        storage_uri=limits.storage,
        storage_options=storage_options(limits.storage),
        in_memory_fallback_enabled=True,
        key_prefix="bahith",
    )
    limiter.request_filter(lambda: _is_free() or limits.of(_group()) is None)
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _refused)

    def with_fields(response: Response) -> Response:
        if counted := limiter.current_limit:
            left = seconds_left(counted)
            quota, window = counted.limit.amount, counted.limit.get_expiry()
            response.headers["RateLimit-Policy"] = f'"{_group()}";q={quota};w={window}'
            response.headers["RateLimit"] = f'"{_group()}";r={max(0, counted.remaining)};t={left}'
            if response.status_code == 429:
                response.headers.setdefault("Retry-After", str(left))
        return response

    app.after_request(with_fields)


def seconds_left(counted: RequestLimit) -> int:
    """Return the number of seconds until a limit is reset, at least 1."""
    return max(1, counted.reset_at - int(time.time()))


def storage_options(storage: str) -> dict[str, Any]:
    """Return the options of the limits library for a storage.

    For a Redis they are short timeouts without retries; if it fails, each process counts alone.
    """
    if storage == IN_MEMORY:
        return {}
    from redis.backoff import NoBackoff  # noqa: PLC0415 # few sites use it; it takes 7 MB
    from redis.retry import Retry  # noqa: PLC0415

    timeouts = dict.fromkeys(("socket_connect_timeout", "socket_timeout"), 1)
    return {**timeouts, "retry": Retry(NoBackoff(), 0)}


def client(secret: bytes) -> str:
    """Return the keyed digest of the client's network address."""
    address = network(request.remote_addr or "")
    return hashlib.blake2b(address.encode(), digest_size=16, key=secret[:64]).hexdigest()


def network(address: str) -> str:
    """Return what identifies a client: its IPv4 address, or the network of its IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a Unix socket has no IP address
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, PREFIX_IPV6), strict=False))


def _group() -> Group:
    if request.path.startswith("/api/"):
        return "api"
    return "suggest" if request.blueprint == "suggest" else "pages"


def _is_free() -> bool:
    return request.path in (ALIVE, READY)


def _refused(error: RateLimitExceeded) -> Response:
    """Return problem details for scripts, or an error page with the query for readers."""
    if _group() != "pages":
        return problem(429, gettext("More was asked than is answered in this time."))
    return error_page(429)
