"""Metrics for Prometheus: counts and durations of what was answered, never of what was asked for.

The processes of a server each write to files of a folder that they share, which the client library
adds up, so any of them answers for all, and a process that died still counts.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    make_wsgi_app,
    values,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.engines.base import EngineError
from search_web.operations.access_log import Exchange
from search_web.served import ServedIndex

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/metrics"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the histograms."""

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


def share_among_processes(folder: Path) -> None:
    """Metrics made from now on are kept in a folder, for all processes that do so. The client
    library decides this by an environment variable, as soon as it is imported."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


class Metrics:
    """`folder`: that of all processes, if there are several."""

    def __init__(self, served: ServedIndex, folder: Path | None = None) -> None:
        made = CollectorRegistry()
        self._requests = Counter(
            "bahith_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=made,
        )
        self._seconds = Histogram(
            "bahith_request_seconds",
            "From a request's arrival until its answer is sent.",
            ("route",),
            buckets=SECONDS,
            registry=made,
        )
        self._stages = Histogram(
            "bahith_stage_seconds",
            "What a stage of an answer took.",
            ("stage",),
            buckets=SECONDS,
            registry=made,
        )
        self._fruitless = Counter(
            "bahith_searches_without_result",
            "Searches for words that found nothing.",
            registry=made,
        )
        self._shown = made
        if folder is not None:
            self._shown = CollectorRegistry()
            self._shown.register(_Processes(folder))
        self._shown.register(_Index(served))

    def tell(self, exchange: Exchange) -> None:
        """Counts an exchange."""
        route = exchange.route or "none"
        self._requests.labels(exchange.method, route, str(exchange.status)).inc()
        self._seconds.labels(route).observe(exchange.seconds)
        for stage, seconds in exchange.observation.seconds.items():
            self._stages.labels(stage).observe(seconds)
        if exchange.observation.found == 0:
            self._fruitless.inc()

    def application(self) -> WSGIApplication:
        """Answers with the metrics, whatever is asked for."""
        return make_wsgi_app(self._shown)


class _Processes(Collector):
    """What all processes have counted. A file is empty for a moment when a process begins, which
    the library's own collector fails at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        written = [str(file) for file in self._folder.glob("*.db") if file.stat().st_size]
        merged: Iterable[Metric] = MultiProcessCollector.merge(written)  # type: ignore[no-untyped-call]
        return merged


class _Index(Collector):
    """What is served, looked up whenever somebody asks."""

    def __init__(self, served: ServedIndex) -> None:
        self._served = served

    def collect(self) -> Iterable[Metric]:
        try:
            with self._served.snapshot() as index:
                info = index.snapshot.info
        except EngineError:
            yield GaugeMetricFamily("bahith_index_up", "Whether an index is served.", 0)
            return
        yield GaugeMetricFamily("bahith_index_up", "Whether an index is served.", 1)
        age = dt.datetime.now(dt.UTC) - info.built_at
        yield GaugeMetricFamily(
            "bahith_index_age_seconds", "Since the served index was made.", age.total_seconds()
        )
        yield GaugeMetricFamily("bahith_index_articles", "Articles that are served.", info.articles)
        named = {"generation": info.id, "analyzer_version": info.analyzer_version}
        yield InfoMetricFamily("bahith_index", "What is served.", named)


class MetricsDoor:
    """Lets an application's metrics out at a port of their own, or without one to this machine
    alone: never to a request that was forwarded, since behind a proxy all come from there."""

    def __init__(self, application: WSGIApplication, metrics: Metrics, port: int | None) -> None:
        self._application = application
        self._metrics = metrics.application()
        self._port = port

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO") == PATH
        if self._port is None:
            is_let_in = asked and _is_local(environ)
            return (self._metrics if is_let_in else self._application)(environ, start)
        if environ["SERVER_PORT"] != str(self._port):
            return self._application(environ, start)
        if asked:
            return self._metrics(environ, start)
        start("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return []


def _is_local(environ: WSGIEnvironment) -> bool:
    try:
        is_loopback = ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_loopback and not any(name in environ for name in FORWARDED)
