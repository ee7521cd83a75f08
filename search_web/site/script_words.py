"""Messages of the scripts in the language of the page, which templates embed as JSON."""

from __future__ import annotations

from flask_babel import gettext

from search_web.language.formatting import formatter

Messages = dict[str, str]


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


def _number_locale() -> str:
    """Return the locale by which `Intl.NumberFormat` writes numbers as the page does."""
    current = formatter()
    return f"{current.locale.language}-u-nu-{current.numerals}"
