"""Options of the command `search-web serve`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from search_web.operations.limits import Limits
from search_web.operations.logs import Format
from search_web.operations.proxies import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The options of `search-web serve`, by name; their help texts are in the command."""

    host: str
    port: int
    workers: int
    threads: int
    cache: int
    newer: float
    time_limit: float
    hook_secret_file: Path | None
    staff_password_file: Path | None
    staff_header: str
    staff_proxies: tuple[Network, ...]
    limit_pages: str
    limit_api: str
    limit_suggest: str
    limits_storage: str
    trusted_proxy: int
    metrics_port: int | None
    metrics_host: str
    log_format: Format | None

    @property
    def limits(self) -> Limits:
        """Return the rate limits."""
        return Limits(self.limit_pages, self.limit_api, self.limit_suggest, self.limits_storage)
