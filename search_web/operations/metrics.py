"""Metrics for Prometheus: counts and durations of what was answered, never of what was asked for.

The processes of a server each write to files that they share (`MetricsFiles`), which the client
library adds up, so any of them answers for all, and a process that died still counts.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    make_wsgi_app,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.engines.base import EngineError, GenerationInfo
from search_web.operations.access_log import Exchange, took
from search_web.operations.metrics_files import MetricsFiles

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/metrics"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the histograms."""

Info = Callable[[], GenerationInfo]
"""Tells what is served. Raises EngineError if nothing is."""

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


class Metrics:
    """`info`: what is served. `files`: those of all processes, if there are several."""

    def __init__(self, info: Info, files: MetricsFiles | None = None) -> None:
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
        self._shown = made if files is None else CollectorRegistry()
        if files is not None:
            self._shown.register(_Processes(files))
        self._shown.register(_Index(info))

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


def serve_metrics(files: MetricsFiles | None, info: Info, host: str, port: int) -> None:
    """Lets the metrics of all processes out at a port of their own, in a thread. Raises OSError."""
    shown = CollectorRegistry()
    if files is not None:
        shown.register(_Processes(files))
    shown.register(_Index(info))
    start_http_server(port, host, shown)


class _Processes(Collector):
    """What all processes have counted."""

    def __init__(self, files: MetricsFiles) -> None:
        self._files = files

    def collect(self) -> Iterable[Metric]:
        merged: Iterable[Metric] = MultiProcessCollector.merge(self._files.written())  # type: ignore[no-untyped-call]
        return merged


class _Index(Collector):
    """What is served, looked up whenever somebody asks."""

    def __init__(self, info: Info) -> None:
        self._info = info

    def collect(self) -> Iterable[Metric]:
        try:
            info = self._info()
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
    """Lets an application's metrics out to this machine alone: never to a request that was
    forwarded, since behind a proxy all come from there. With a port of their own (`serve_metrics`)
    there is no door."""

    def __init__(self, application: WSGIApplication, metrics: Metrics) -> None:
        self._application = application
        self._metrics = metrics.application()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH or not _is_local(environ):
            return self._application(environ, start)
        took(environ, PATH)
        return self._metrics(environ, start)


def _is_local(environ: WSGIEnvironment) -> bool:
    try:
        is_loopback = ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_loopback and not any(name in environ for name in FORWARDED)
