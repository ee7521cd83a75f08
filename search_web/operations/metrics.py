"""Prometheus metrics: counts and durations of requests, without queries or paths.

Each process writes its metrics to shared files (`MetricsFiles`), which the client library adds up.
Any process can therefore serve the metrics of all, including those of processes that have ended.
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
"""Path of the metrics."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the buckets of histograms, in seconds."""

Info = Callable[[], GenerationInfo]
"""Callback that returns the served generation; it raises EngineError if there is none."""

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")
"""WSGI variables of headers that a proxy adds."""


class Metrics:
    """The metrics of a process.

    Args:
        info: Callback for the served generation.
        files: Shared files of all processes, or None if the process counts alone.
    """

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
        """Count a finished request."""
        route = exchange.route or "none"
        self._requests.labels(exchange.method, route, str(exchange.status)).inc()
        self._seconds.labels(route).observe(exchange.seconds)
        for stage, seconds in exchange.observation.seconds.items():
            self._stages.labels(stage).observe(seconds)
        if exchange.observation.found == 0:
            self._fruitless.inc()

    def application(self) -> WSGIApplication:
        """Return a WSGI application that serves the metrics at every path."""
        return make_wsgi_app(self._shown)


def serve_metrics(files: MetricsFiles | None, info: Info, host: str, port: int) -> None:
    """Serve the metrics of all processes at a separate port, in a background thread.

    Args:
        files: Shared files of the processes, or None to serve metrics of the index only.
        info: Callback for the served generation.
        host: Address to listen at.
        port: Port to listen at.

    Raises:
        OSError: The port cannot be opened.
    """
    shown = CollectorRegistry()
    if files is not None:
        shown.register(_Processes(files))
    shown.register(_Index(info))
    start_http_server(port, host, shown)


class _Processes(Collector):
    """A collector of the metrics in the shared files."""

    def __init__(self, files: MetricsFiles) -> None:
        self._files = files

    def collect(self) -> Iterable[Metric]:
        merged: Iterable[Metric] = MultiProcessCollector.merge(self._files.written())  # type: ignore[no-untyped-call]
        return merged


class _Index(Collector):
    """A collector of metrics of the served index, looked up at each scrape."""

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
    """WSGI middleware that serves the metrics to requests from this machine only.

    Forwarded requests are excluded, as those of a local proxy seem to come from this machine. It is
    not used if the metrics have a separate port (`serve_metrics`).

    Args:
        application: The wrapped application.
        metrics: The metrics.
    """

    def __init__(self, application: WSGIApplication, metrics: Metrics) -> None:
        self._application = application
        self._metrics = metrics.application()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH or not _is_local(environ):
            return self._application(environ, start)
        took(environ, PATH)
        return self._metrics(environ, start)


def _is_local(environ: WSGIEnvironment) -> bool:
    """Return whether a request comes from this machine directly, not through a proxy."""
    try:
        is_loopback = ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_loopback and not any(name in environ for name in FORWARDED)
