"""Ids of articles in paths, which may hold any characters, slashes included."""

from __future__ import annotations

from urllib.parse import quote, unquote

from flask import Request
from werkzeug.routing import PathConverter

AMBIGUOUS = frozenset((".", "..", "related", "citation"))
"""Segments of an id that mean something else in a path: a folder, or an endpoint below an id."""


class IdConverter(PathConverter):
    """URL converter of article ids; it percent-encodes the slashes beside ambiguous segments."""

    regex = ".+?"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """Return the id as a part of a URL."""
        is_ambiguous = not AMBIGUOUS.isdisjoint(value.split("/"))
        return quote(value, safe="") if is_ambiguous else super().to_url(value)


def ends_with_id(request: Request) -> bool:
    """Return whether the last slash of a request's path is percent-encoded, thus part of an id.

    PATH_INFO does not tell, as it is decoded. Without REQUEST_URI no slash counts as encoded.
    """
    path = request.environ.get("REQUEST_URI", "").partition("?")[0]
    return "/" in unquote(path.removesuffix("/").rpartition("/")[2])
