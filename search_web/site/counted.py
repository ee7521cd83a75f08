"""Counts with the plural forms of each language; Arabic has six."""

from __future__ import annotations

from functools import lru_cache

from flask_babel import ngettext, npgettext

from search_web.language.formatting import Formatter, formatter

CACHED = 4096
"""Counts whose words are kept."""


def results(count: int) -> str:
    """Name a number of results."""
    return str(ngettext("%(count)s result", "%(count)s results", count, count=_number(count)))


def articles(count: int) -> str:
    """Name a number of publications."""
    return str(
        ngettext("%(count)s publication", "%(count)s publications", count, count=_number(count))
    )


def suggestions(count: int) -> str:
    """Name a number of completions."""
    return str(
        ngettext("%(count)s suggestion", "%(count)s suggestions", count, count=_number(count))
    )


def minutes(count: int) -> str:
    """Name a number of minutes to read."""
    return _minutes(count, formatter())


@lru_cache(CACHED)
def _minutes(count: int, current: Formatter) -> str:
    """Name a number of minutes, in the language of the current formatter."""
    return str(
        ngettext(
            "%(count)s minute to read",
            "%(count)s minutes to read",
            count,
            count=current.number(count),
        )
    )


def characters(count: int) -> str:
    """Name a number of characters."""
    return str(
        npgettext(
            "a query has at most",
            "%(count)s character",
            "%(count)s characters",
            count,
            count=_number(count),
        )
    )


def filters(count: int) -> str:
    """Name a number of filters."""
    return str(ngettext("%(count)s filter", "%(count)s filters", count, count=_number(count)))


def last_years(count: int) -> str:
    """Name the period of a number of years up to today."""
    return str(ngettext("Last year", "Last %(count)s years", count, count=_number(count)))


def whole(count: int) -> str:
    """Say how many results have all the words."""
    return str(
        ngettext(
            "%(count)s result has all the words",
            "%(count)s results have all the words",
            count,
            count=_number(count),
        )
    )


def nearly(count: int) -> str:
    """Say how many more results have nearly the same text."""
    return str(
        ngettext(
            "%(count)s more with nearly the same text",
            "%(count)s more with nearly the same text",
            count,
            count=_number(count),
        )
    )


def _number(count: int) -> str:
    return formatter().number(count)
