"""Operations: the request handling around the pages, such as limits, logs and metrics."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.engines.base import GenerationInfo
from indexer.settings import Site
from search_web.operations.access_log import Exchange, Followed, follow
from search_web.operations.caching import keep_privately
from search_web.operations.compression import compress
from search_web.operations.health import ALIVE, READY, Notes, health
from search_web.operations.hosts import KnownHosts, refuse_marked
from search_web.operations.limits import UNLIMITED, Limits, limit
from search_web.operations.logs import log_exchange
from search_web.operations.metrics import Metrics, MetricsDoor
from search_web.operations.metrics_files import MetricsFiles
from search_web.operations.security_headers import security_headers
from search_web.served import ServedIndex

EVERYWHERE = Site()
"""Default settings of the site, without an address."""


@dataclass(frozen=True, slots=True)
class Operations:
    """The settings of the operations.

    Attributes:
        limits: Rate limits per client.
        secret: Key that signs cursors and digests clients' addresses.
        trusted_proxies: Number of proxies in a chain whose X-Forwarded-For headers are trusted.
        site: Address and hosts of the site.
        has_metrics_port: Whether the metrics are served at a separate port.
        metrics_files: Shared metrics of all processes, or None if each counts alone.
        notes: Sources of the warnings that /readyz lists.
    """

    limits: Limits = UNLIMITED
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    trusted_proxies: int = 0
    site: Site = EVERYWHERE
    has_metrics_port: bool = False
    metrics_files: MetricsFiles | None = None
    notes: tuple[Notes, ...] = ()


def operate(app: Flask, served: ServedIndex, operations: Operations) -> None:
    """Install the request hooks and the health checks, before the application has other routes."""
    follow(app)
    refuse_marked(app)
    compress(app)
    keep_privately(app)
    limit(app, operations.limits, operations.secret)
    app.register_blueprint(health(served, operations.notes))


def surround(app: Flask, served: ServedIndex, operations: Operations) -> None:
    """Wrap a complete application in the WSGI middleware, which handles all requests."""

    def info() -> GenerationInfo:
        with served.snapshot() as index:
            return index.snapshot.info

    metrics = Metrics(info, operations.metrics_files)

    def tell(exchange: Exchange) -> None:
        metrics.tell(exchange)
        log_exchange(exchange)

    inner = KnownHosts(app.wsgi_app, operations.site, {ALIVE, READY})
    door = inner if operations.has_metrics_port else MetricsDoor(inner, metrics)
    hops = operations.trusted_proxies
    fixed = ProxyFix(door, hops, hops) if hops else door
    followed = Followed(fixed, tell, security_headers(operations.site))
    app.wsgi_app = followed  # type: ignore[method-assign]
