"""Operations: what an application has around its pages for those who run it."""

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


@dataclass(frozen=True, slots=True)
class Operations:
    """`limits`: how often a client may ask. `secret`: what cursors are
    signed with, and a client's address is digested with.
    `trusted_proxies`: how many proxies in a row tell a client's address. `site`: by which names it
    is asked. `has_metrics_port`: whether metrics are let out elsewhere; `metrics_files`: where the
    processes of a server count together. `notes`: what /readyz says beside that all is well."""

    limits: Limits = UNLIMITED
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    trusted_proxies: int = 0
    site: Site = EVERYWHERE
    has_metrics_port: bool = False
    metrics_files: MetricsFiles | None = None
    notes: tuple[Notes, ...] = ()


def operate(app: Flask, served: ServedIndex, operations: Operations) -> None:
    """Put what looks at requests first into an application that has no routes yet."""
    follow(app)
    refuse_marked(app)
    compress(app)
    keep_privately(app)
    limit(app, operations.limits, operations.secret)
    app.register_blueprint(health(served, operations.notes))


def surround(app: Flask, served: ServedIndex, operations: Operations) -> None:
    """Put the rest around an application that is complete: nothing is answered without it."""

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
