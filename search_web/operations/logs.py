"""Logs of requests and other events, as text or as JSON lines.

No line holds an address, a cookie, a user agent or a query.
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
"""Format of the logs."""

TEXT = "%(asctime)s %(levelname)s %(message)s"
"""Format string of a line of text."""

JSON = ("levelname", "message", "name", "process")
"""Attributes of a log record that a JSON line holds."""

_log = logging.getLogger(__name__)


UNSEEN = (ALIVE, READY, METRICS)
"""Routes polled by monitoring, which are logged at level DEBUG only."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, line separators and bidirectional controls, which are escaped."""


class TextFormatter(logging.Formatter):
    """A formatter of text lines that end with the request id.

    Control characters are escaped, so that a message can neither forge a line nor control a
    terminal. The lines of a traceback are indented.
    """

    def format(self, record: logging.LogRecord) -> str:
        first, *others = super().format(record).split("\n")
        return "\n".join((_escaped(first), *(f"    {_escaped(line)}" for line in others)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        id_ = getattr(record, "request_id", "")
        return _escaped(super().formatMessage(record)) + (f" [{id_}]" if id_ else "")


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class JsonLineFormatter(JsonFormatter):
    """A formatter of JSON lines, in UTF-8 with escaped control characters."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger", "process": "pid"}
        super().__init__(JSON, rename_fields=names, timestamp="time", json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", super().format(record))


class LoggedFlask(Flask):
    """A Flask application that logs the route of a failed request instead of its path.

    The path is chosen by the client and may hold personal data.
    """

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        route = request.url_rule.rule if request.url_rule else "-"
        self.logger.error("%s could not be answered", route, exc_info=exc_info)


def set_up_logs(wanted: Format | None = None) -> None:
    """Configure logging to standard error.

    Args:
        wanted: Format of the logs; by default text on a terminal, JSON elsewhere.
    """
    handler = logging.StreamHandler()
    if (wanted or ("text" if sys.stderr.isatty() else "json")) == "json":
        handler.setFormatter(JsonLineFormatter())
    else:
        handler.setFormatter(TextFormatter(TEXT))
    handler.addFilter(_with_request_id)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)


def log_exchange(exchange: Exchange) -> None:
    """Log a finished request."""
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
    """Add the request id to a log record, if there is one; return True to keep the record."""
    if (id_ := request_id()) and not hasattr(record, "request_id"):
        record.request_id = id_
    return True
