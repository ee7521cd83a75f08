"""Territories: Arabic names of countries and regions by their English and French names.

Source: the Unicode CLDR, as in Babel.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from analyzers.normalize import is_arabic, normalize

FOREIGN_LANGUAGES = ("en", "fr")
"""Languages of the foreign names."""

MAX_NAME_WORDS = 5
"""Longest foreign name that is looked up, in words."""


def arabic_name(forms: tuple[str, ...]) -> str:
    """Return the Arabic name of a territory, or "".

    Args:
        forms: The forms of its name in one of FOREIGN_LANGUAGES.
    """
    return _names().get(forms, "")


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, ...], str]:
    """Return the Arabic names of all territories, by the forms of their foreign names."""
    arabic = Locale("ar").territories
    names = {
        tuple(normalize(name)): str(arabic[code])
        for language in FOREIGN_LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in arabic
    }
    return {forms: name for forms, name in names.items() if forms and not is_arabic(forms[0])}
