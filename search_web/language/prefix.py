"""LanguagePrefix: a language at the beginning of an address, /en/search?q=…, as WSGI sees it.

The prefix moves from the path to the mount point, so that routes know nothing of it and `url_for`
keeps it in every link of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.utils import redirect

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "bahith.language"
"""In the environment of a request: the language that its address begins with."""

ONE_ADDRESS = ("api", "static")
"""What is the same in every language, and kept by caches under one address."""


class LanguagePrefix:
    """The application under each language's prefix, and without one."""

    def __init__(self, application: WSGIApplication, languages: Collection[str]) -> None:
        self._application = application
        self._languages = languages

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        root = environ.get("SCRIPT_NAME", "")
        _, prefix, *rest = (environ.get("PATH_INFO", "") or "/").split("/", 2)
        if prefix not in self._languages:
            return self._application(environ, start_response)
        path = f"/{rest[0]}" if rest else ""
        if not path:
            return redirect(_address(environ, f"{root}/{prefix}/"), 308)(environ, start_response)
        if path.split("/", 2)[1] in ONE_ADDRESS:
            return redirect(_address(environ, root + path), 308)(environ, start_response)
        moved = environ | {"SCRIPT_NAME": f"{root}/{prefix}", "PATH_INFO": path, KEY: prefix}
        return self._application(moved, start_response)


def _address(environ: WSGIEnvironment, path: str) -> str:
    """The path, as WSGI has it, with the question of the request."""
    question = environ.get("QUERY_STRING", "")
    return quote(path, encoding="latin-1") + (f"?{question}" if question else "")
