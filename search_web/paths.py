"""Paths of pages, made once for each path at which the application is mounted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import request, url_for

CACHED = 256
"""Paths that are kept."""


def path_of(endpoint: str, **values: Any) -> str:
    """Return the path of an endpoint, as `url_for` makes it for the current request."""
    return _path_of(endpoint, request.script_root, **values)


@lru_cache(CACHED)
def _path_of(endpoint: str, script_root: str, /, **values: Any) -> str:
    return url_for(endpoint, **values)
