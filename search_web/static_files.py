"""Static files under content-hashed URLs, so that browsers may cache them for good."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from urllib.parse import quote

from flask import Response, request

from search_web.language.languages import root

FOLDER = Path(__file__).parent / "static"
MAX_AGE = 365 * 24 * 60 * 60
"""Seconds that a browser may cache a file whose URL has its hash."""


@functools.cache
def version(name: str) -> str:
    """Return a short content hash of a static file.

    Raises:
        OSError: There is no such file.
    """
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """Return the hashed URL of a static file, the same on pages of every language."""
    return f"{root()}/static/{name}?v={version(name)}"


@functools.cache
def icon_data_url() -> str:
    """Return the icon as a `data:` URL, which saves a request."""
    return "data:image/svg+xml," + quote((FOLDER / "icon.svg").read_text(encoding="utf-8").strip())


def allow_caching(response: Response) -> Response:
    """Mark a static file as immutable if its URL has the current hash."""
    if request.endpoint == "static" and response.status_code == 200 and _is_current():
        response.cache_control.public = True
        response.cache_control.max_age = MAX_AGE
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    return response


def _is_current() -> bool:
    name = (request.view_args or {}).get("filename", "")
    return request.args.get("v") == version(name)
