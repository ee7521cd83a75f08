"""Reader preferences, stored in cookies that identify nobody."""

from __future__ import annotations

from flask import request

from search_web.language.vary import vary_on

PREFERENCES = {
    "language": ("ar", "en"),
    "numerals": ("latn", "arab"),
    "theme": ("system", "light", "dark"),
}
"""Allowed values by cookie name, the default first.

Numerals are numbering systems of CLDR: `latn` is 0-9, `arab` is ٠-٩.
"""


def chosen(name: str) -> str:
    """Return the value that the reader has set, or "" if there is none."""
    vary_on("Cookie")
    value = request.cookies.get(name, "")
    return value if value in PREFERENCES[name] else ""


def preference(name: str) -> str:
    """Return the value that the reader has set, or the default."""
    return chosen(name) or PREFERENCES[name][0]
