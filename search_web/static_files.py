"""Static files: addresses that change with the content, so that browsers may keep them."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from urllib.parse import quote

from flask import Response, request
from werkzeug.security import safe_join

from search_web.language.languages import root

FOLDER = Path(__file__).parent / "static"
A_YEAR = 365 * 24 * 60 * 60


@functools.cache
def version(name: str) -> str:
    """A short hash of the file. Raises OSError if there is none of this name."""
    if (path := safe_join(str(FOLDER), name)) is None:
        raise FileNotFoundError(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """The same address on the pages of every language."""
    return f"{root()}/static/{name}?v={version(name)}"


@functools.cache
def icon() -> str:
    """The icon as an address that needs no request."""
    return "data:image/svg+xml," + quote((FOLDER / "icon.svg").read_text(encoding="utf-8").strip())


def keep(response: Response) -> Response:
    """Lets a browser keep a static file for good when it asked for the version that it got."""
    is_file = request.endpoint == "static" and request.method in ("GET", "HEAD")
    if is_file and response.status_code == 200 and _is_current():
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    return response


def _is_current() -> bool:
    name = (request.view_args or {}).get("filename", "")
    return request.args.get("v") == version(name)
