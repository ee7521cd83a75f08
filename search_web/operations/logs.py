"""Logs: a line for each request and for what happens, as text for people or JSON for programs.

No line holds an address, a cookie, a user agent or what was searched for.
"""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType
from typing import Literal

from flask import Flask, request
from pythonjsonlogger.json import JsonFormatter

from search_web.operations.access_log import Exchange, request_id
from search_web.operations.health import ALIVE, READY
from search_web.operations.metrics import PATH as METRICS

Format = Literal["text", "json"]

TEXT = "%(asctime)s %(levelname)s %(message)s"
JSON = ("levelname", "message", "name", "process")

_log = logging.getLogger(__name__)


UNSEEN = (ALIVE, READY, METRICS)
"""Who asks for these asks often; nobody reads of it."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class TextFormatter(logging.Formatter):
    """A line of text, with the request's id at its end. What was put into a message can neither
    begin a line of its own nor steer a terminal; the lines of a traceback are set in."""

    def format(self, record: logging.LogRecord) -> str:
        first, *others = super().format(record).split("\n")
        return "\n".join((_escaped(first), *(f"    {_escaped(line)}" for line in others)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        id_ = getattr(record, "request_id", "")
        return _escaped(super().formatMessage(record)) + (f" [{id_}]" if id_ else "")


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class JsonLineFormatter(JsonFormatter):
    """An object of JSON a line, in letters that can be read, but for those that end a line or steer
    a terminal, which are escaped."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger", "process": "pid"}
        super().__init__(JSON, rename_fields=names, timestamp="time", json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", super().format(record))


class LoggedFlask(Flask):
    """Flask, which logs the route of a request that failed, not its path: a client chose that."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        route = request.url_rule.rule if request.url_rule else "-"
        self.logger.error("%s could not be answered", route, exc_info=exc_info)


def set_up_logs(wanted: Format | None = None) -> None:
    """Logs to the standard error; as text where that is a terminal, unless a format is wanted."""
    handler = logging.StreamHandler()
    if (wanted or ("text" if sys.stderr.isatty() else "json")) == "json":
        handler.setFormatter(JsonLineFormatter())
    else:
        handler.setFormatter(TextFormatter(TEXT))
    handler.addFilter(_with_request_id)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)


def log_exchange(exchange: Exchange) -> None:
    """A line for a request."""
    level = logging.DEBUG if exchange.route in UNSEEN else logging.INFO
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
    if (id_ := request_id()) and not hasattr(record, "request_id"):
        record.request_id = id_
    return True
