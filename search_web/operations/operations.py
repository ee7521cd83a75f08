"""Operations: what an application has around its pages for those who run it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from search_web.operations.access_log import Exchange, follow
from search_web.operations.compression import compress
from search_web.operations.concurrency import TakingTurns, Turns
from search_web.operations.health import ALIVE, health
from search_web.operations.limits import UNLIMITED, Limits, limit
from search_web.operations.logs import log_exchange
from search_web.operations.metrics import Metrics, MetricsDoor
from search_web.served import ServedIndex


@dataclass(frozen=True, slots=True)
class Operations:
    """`limits`: how often a client may ask. `secret`: what cursors are
    signed with, and a client's address is digested with.
    `trusted_proxies`: how many proxies in a row tell a client's address. `metrics_port`: the port
    at which alone metrics are let out; `metrics_folder`: where the processes of a server share
    them. `is_draining`: whether the server is being stopped."""

    limits: Limits = UNLIMITED
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    trusted_proxies: int = 0
    metrics_port: int | None = None
    metrics_folder: Path | None = None
    is_draining: Callable[[], bool] = lambda: False


def operate(app: Flask, served: ServedIndex, operations: Operations, turns: Turns) -> None:
    """Put them around an application that has no routes yet. Its requests take `turns`."""
    metrics = Metrics(served, operations.metrics_folder)

    def tell(exchange: Exchange) -> None:
        metrics.tell(exchange)
        log_exchange(exchange)

    follow(app, tell)
    compress(app)
    limit(app, operations.limits, operations.secret)
    app.register_blueprint(health(served, operations.is_draining))
    app.wsgi_app = TakingTurns(app.wsgi_app, turns, {ALIVE})  # type: ignore[method-assign]
    door = MetricsDoor(app.wsgi_app, metrics, operations.metrics_port)
    hops = operations.trusted_proxies
    app.wsgi_app = ProxyFix(door, hops, hops) if hops else door  # type: ignore[assignment,method-assign]
