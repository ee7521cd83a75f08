"""Logs: a line for each request and for what happens, as text for people or JSON for programs.

No line holds an address, a cookie, a user agent or what was searched for.
"""

from __future__ import annotations

import logging
import sys
from typing import Literal

from flask import g, has_app_context
from pythonjsonlogger.json import JsonFormatter

from search_web.operations.access_log import Exchange
from search_web.operations.health import ALIVE, READY

Format = Literal["text", "json"]

TEXT = "%(asctime)s %(levelname)s %(message)s"
JSON = ("levelname", "message", "name", "process")

_log = logging.getLogger(__name__)


class TextFormatter(logging.Formatter):
    """A line of text, with the request's id at its end."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        request_id = getattr(record, "request_id", "")
        return super().formatMessage(record) + (f" [{request_id}]" if request_id else "")


def set_up_logs(wanted: Format | None = None) -> None:
    """Logs to the standard error; as text where that is a terminal, unless a format is wanted."""
    handler = logging.StreamHandler()
    if (wanted or ("text" if sys.stderr.isatty() else "json")) == "json":
        names = {"levelname": "level", "name": "logger", "process": "pid"}
        handler.setFormatter(
            JsonFormatter(JSON, rename_fields=names, timestamp="time", json_ensure_ascii=False)
        )
    else:
        handler.setFormatter(TextFormatter(TEXT))
    handler.addFilter(_with_request_id)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)


def log_exchange(exchange: Exchange) -> None:
    """A line for a request. Who asks for the service's health asks often; nobody reads of it."""
    level = logging.DEBUG if exchange.route in (ALIVE, READY) else logging.INFO
    milliseconds = round(exchange.seconds * 1000, 3)
    _log.log(
        level,
        "%s %s %d, %s ms",
        exchange.method,
        exchange.route or "-",
        exchange.status,
        milliseconds,
        extra={
            "request_id": exchange.request_id,
            "method": exchange.method,
            "route": exchange.route,
            "status": exchange.status,
            "duration_ms": milliseconds,
            "bytes": exchange.size,
            "generation": exchange.observation.generation,
        },
    )


def _with_request_id(record: logging.LogRecord) -> bool:
    """Adds the id of the request that a line is about."""
    if has_app_context() and "request_id" in g:
        record.request_id = g.request_id
    return True
