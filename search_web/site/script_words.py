"""Words for the scripts: what they say, in the language of the page, as JSON beside what they do.

A script counts by `Intl.PluralRules`, so counted things are handed over in all their forms.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext, ngettext

from search_web.language.formatting import formatter

COUNTS = (0, 1, 2, 3, 11, 100)
"""One for each category of plurals that Arabic has."""

Words = dict[str, str | dict[str, str]]


def for_suggestions() -> Words:
    """Those of search.js, and where it asks."""
    return {
        "address": url_for("suggest.endpoint"),
        "label": gettext("Search suggestions"),
        "counts": _forms(
            lambda n: ngettext("%(count)s suggestion", "%(count)s suggestions", n, count="{n}")
        ),
        "figures": _figures(),
    }


def for_an_article() -> Words:
    """Those of article.js."""
    return {
        "next": gettext("Next match"),
        "previous": gettext("Previous match"),
        "place": gettext("Match %(number)s of %(count)s", number="{n}", count="{all}"),
        "print": gettext("Print"),
        "share": gettext("Share"),
        "copy": gettext("Copy"),
        "copied": gettext("Copied"),
        "figures": _figures(),
    }


def _forms(said: Callable[[int], str]) -> dict[str, str]:
    """A form for each category of plurals of the page's language."""
    spoken = formatter().locale
    return {spoken.plural_form(count): said(count) for count in COUNTS}


def _figures() -> str:
    """The locale of `Intl.NumberFormat` that writes numbers as the page does."""
    said = formatter()
    return f"{said.locale.language}-u-nu-{said.numerals}"
