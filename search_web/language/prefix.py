"""WSGI middleware for a language prefix in the path, such as /en/search?q=….

The prefix moves from PATH_INFO to SCRIPT_NAME, so that routes do not see it and `url_for` keeps it
in every link of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.utils import redirect

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGE_KEY = "bahith.language"
"""Key of the WSGI environment that holds the language prefix of the path, if there is one."""

UNPREFIXED = ("api", "elements", "static")
"""First path segments that are the same in every language: a prefix before them is redirected."""


class LanguagePrefix:
    """Serve a WSGI application under each language prefix as well as without one.

    Args:
        application: The application to wrap.
        languages: The prefixes.
    """

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
        if path.split("/", 2)[1] in UNPREFIXED:
            return redirect(_address(environ, root + path), 308)(environ, start_response)
        moved = {"SCRIPT_NAME": f"{root}/{prefix}", "PATH_INFO": path, LANGUAGE_KEY: prefix}
        return self._application(environ | moved, start_response)


def _address(environ: WSGIEnvironment, path: str) -> str:
    """Return the URL of a path (in Latin-1, as in WSGI) with the query string of the request."""
    query_string = environ.get("QUERY_STRING", "")
    return quote(path, encoding="latin-1") + (f"?{query_string}" if query_string else "")
