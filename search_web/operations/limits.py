"""Rate limits: how often one client may ask, counted here or in a Redis that servers share.

Clients are told by the fields of draft-ietf-httpapi-ratelimit-headers-10. Of an address only a
keyed digest is kept, and forgotten after the limit's period.
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
from redis.backoff import NoBackoff
from redis.retry import Retry

from analyzers.errors import UserError
from search_web.operations.health import ALIVE, READY
from search_web.operations.limits_storage import IN_MEMORY
from search_web.problems.error_pages import error_page
from search_web.problems.problem import problem

Group = Literal["pages", "api", "suggest"]
OFF = "off"
REDIS = ("redis://", "rediss://", "redis+unix://")
HASTY: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 0),
}
"""A Redis that is not there is not waited for: then each process counts for itself."""

PREFIX_IPV6 = 64
"""Bits of an IPv6 address that a household has for itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a client may ask for pages, of the API, and for suggestions: `600/minute` for
    instance, or `off`. `storage`: the address of a Redis, or memory of each process. Raises
    UserError."""

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
        """The limit of a group, if it has one. Raises UserError."""
        written: str = getattr(self, group)
        try:
            return None if written == OFF else parse(written)
        except ValueError as error:
            raise UserError(str(error)) from error


UNLIMITED = Limits(OFF, OFF, OFF)


def limit(app: Flask, limits: Limits, secret: bytes) -> None:
    """Counts the application's requests. `secret`: what addresses are digested with; servers that
    share a storage share it too."""
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
    """Until a limit counts anew."""
    return max(1, counted.reset_at - int(time.time()))


def storage_options(storage: str) -> dict[str, Any]:
    return {} if storage == IN_MEMORY else HASTY


def client(secret: bytes) -> str:
    """Who asks, as a digest of the address."""
    address = _network(request.remote_addr or "")
    return hashlib.blake2b(address.encode(), digest_size=16, key=secret[:64]).hexdigest()


def _group() -> Group:
    if request.path.startswith("/api/"):
        return "api"
    return "suggest" if request.blueprint == "suggest" else "pages"


def _is_free() -> bool:
    return request.path in (ALIVE, READY)


def _network(address: str) -> str:
    """The address, or of IPv6 the network that one client has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a socket of this machine has none
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, PREFIX_IPV6), strict=False))


def _refused(error: RateLimitExceeded) -> Response:
    """A problem for scripts; for readers a page that keeps what they searched for."""
    if _group() != "pages":
        return problem(429, gettext("More was asked than is answered in this time."))
    return error_page(429)
