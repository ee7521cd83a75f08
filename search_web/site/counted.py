"""Counts with the plural forms of each language; Arabic has six."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

from flask_babel import ngettext, npgettext

from search_web.language.formatting import Formatter, formatter

CACHED = 4096
"""Counts whose words are kept."""


def _kept(words: Callable[[int, Formatter], str]) -> Callable[[int], str]:
    """Keep the words of each count in the language and digits of each reader."""
    kept = lru_cache(CACHED)(words)

    @wraps(words)
    def counted(count: int) -> str:
        return kept(count, formatter())

    return counted


@_kept
def results(count: int, current: Formatter) -> str:
    """Name a number of results."""
    return str(
        ngettext("%(count)s result", "%(count)s results", count, count=current.number(count))
    )


@_kept
def articles(count: int, current: Formatter) -> str:
    """Name a number of publications."""
    return str(
        ngettext(
            "%(count)s publication", "%(count)s publications", count, count=current.number(count)
        )
    )


@_kept
def suggestions(count: int, current: Formatter) -> str:
    """Name a number of completions."""
    return str(
        ngettext(
            "%(count)s suggestion", "%(count)s suggestions", count, count=current.number(count)
        )
    )


@_kept
def minutes(count: int, current: Formatter) -> str:
    """Name a number of minutes to read."""
    return str(
        ngettext(
            "%(count)s minute to read",
            "%(count)s minutes to read",
            count,
            count=current.number(count),
        )
    )


@_kept
def characters(count: int, current: Formatter) -> str:
    """Name a number of characters."""
    return str(
        npgettext(
            "a query has at most",
            "%(count)s character",
            "%(count)s characters",
            count,
            count=current.number(count),
        )
    )


@_kept
def filters(count: int, current: Formatter) -> str:
    """Name a number of filters."""
    return str(
        ngettext("%(count)s filter", "%(count)s filters", count, count=current.number(count))
    )


@_kept
def last_years(count: int, current: Formatter) -> str:
    """Name the period of a number of years up to today."""
    return str(ngettext("Last year", "Last %(count)s years", count, count=current.number(count)))


@_kept
def whole(count: int, current: Formatter) -> str:
    """Say how many results have all the words."""
    return str(
        ngettext(
            "%(count)s result has all the words",
            "%(count)s results have all the words",
            count,
            count=current.number(count),
        )
    )


@_kept
def nearly(count: int, current: Formatter) -> str:
    """Say how many more results have nearly the same text."""
    return str(
        ngettext(
            "%(count)s more with nearly the same text",
            "%(count)s more with nearly the same text",
            count,
            count=current.number(count),
        )
    )
