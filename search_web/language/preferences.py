"""Preferences: what a reader chose once and for all, kept in cookies that name nobody."""

from __future__ import annotations

from flask import request

from search_web.language.varying import chosen_by

PREFERENCES = {
    "language": ("ar", "en"),
    "numerals": ("latn", "arab"),
    "theme": ("system", "light", "dark"),
}
"""The cookies and their values; the first is that of a reader who chose nothing. Numerals are
numbering systems of CLDR: 0-9 and ٠-٩."""


def chosen(name: str) -> str:
    """What the reader chose, or nothing."""
    chosen_by("Cookie")
    value = request.cookies.get(name, "")
    return value if value in PREFERENCES[name] else ""


def preference(name: str) -> str:
    """What the reader chose, or what is usual."""
    return chosen(name) or PREFERENCES[name][0]
