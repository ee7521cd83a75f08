"""Messages of the scripts in the language of the page, which templates embed as JSON."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext, ngettext

from search_web.api.endpoint import BASE_PATH
from search_web.language.formatting import formatter
from search_web.language.languages import root

PLURAL_SAMPLES = (0, 1, 2, 3, 11, 100)
"""A count of each plural category of Arabic: zero, one, two, few, many, other (CLDR)."""

Messages = dict[str, str | dict[str, str]]


def for_filters() -> Messages:
    """Return the messages of the filters in narrow.js, and the URL that counts the results."""
    return {
        "address": f"{root()}{BASE_PATH}/facets",
        "show": _plural_forms(
            lambda n: ngettext("Show %(count)s result", "Show %(count)s results", n, count="{n}")
        ),
        "counts": _results(),
        "figures": _number_locale(),
    }


def for_the_trend() -> Messages:
    """Return the messages of the trend in narrow.js."""
    return {
        "hint": gettext(
            "For several years, drag across the columns, or hold Shift and press an arrow key, "
            "then Enter."
        ),
        "range": gettext(
            "%(first)s to %(last)s: %(results)s",
            first="{first}",
            last="{last}",
            results="{results}",
        ),
        "counts": _results(),
        "figures": _number_locale(),
    }


def for_an_article() -> Messages:
    """Return the messages of article.js."""
    return {
        "match": gettext("Match %(number)s of %(count)s", number="{n}", count="{all}"),
        "place": gettext("%(number)s of %(count)s", number="{n}", count="{all}"),
        "print": gettext("Print"),
        "share": gettext("Share"),
        "link": gettext("Copy the link"),
        "copy": gettext("Copy"),
        "copied": gettext("Copied"),
        "figures": _number_locale(),
    }


def for_the_history() -> Messages:
    """Return the messages of history.js."""
    return {
        "here": gettext("They stay in this browser and are sent to nobody."),
        "none": gettext("The list is empty. Your next searches will appear here."),
        "off": gettext("Your searches are not kept."),
        "stop": gettext("Stop keeping my searches"),
        "keep": gettext("Keep my searches in this browser"),
    }


def _plural_forms(message: Callable[[int], str]) -> dict[str, str]:
    """Return a message for each plural category of the page's language, as Intl names them."""
    rule = formatter().locale.plural_form
    return {rule(count): message(count) for count in PLURAL_SAMPLES}


def _results() -> dict[str, str]:
    """Return the words for a number of results."""
    return _plural_forms(
        lambda n: ngettext("%(count)s result", "%(count)s results", n, count="{n}")
    )


def _number_locale() -> str:
    """Return the locale by which `Intl.NumberFormat` writes numbers as the page does."""
    current = formatter()
    return f"{current.locale.language}-u-nu-{current.numerals}"
