"""Static files under content-hashed URLs, so that browsers may cache them for good."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from urllib.parse import quote

from flask import Response, request
from werkzeug.security import safe_join

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
    if (path := safe_join(str(FOLDER), name)) is None:
        raise FileNotFoundError(name)
    return version_of(Path(path).read_bytes())


def version_of(content: bytes) -> str:
    """Return a short hash of a file's content."""
    return hashlib.sha256(content).hexdigest()[:10]


def static_url(name: str) -> str:
    """Return the hashed URL of a static file, the same on pages of every language."""
    return f"{root()}/static/{name}?v={version(name)}"


@functools.cache
def icon_data_url() -> str:
    """Return the icon as a `data:` URL, which saves a request."""
    return "data:image/svg+xml," + quote((FOLDER / "icon.svg").read_text(encoding="utf-8").strip())


def allow_caching(response: Response) -> Response:
    """Mark a static file as immutable if its URL has the current hash."""
    is_file = request.endpoint == "static" and request.method in ("GET", "HEAD")
    if is_file and response.status_code == 200:
        name = (request.view_args or {}).get("filename", "")
        return keep_for_good(response, version(name))
    return response


def keep_for_good(response: Response, current: str) -> Response:
    """Mark a file as immutable if its URL has its current hash."""
    if request.args.get("v") == current:
        response.cache_control.public = True
        response.cache_control.max_age = MAX_AGE
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    return response
