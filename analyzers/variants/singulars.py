"""Singulars of plural forms, by rule or from a list: طائرة for طائرات."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from analyzers.variants.proclitics import ARTICLE

FEMININE, FEMININE_PLURAL = "ه", "ات"
"""Endings of a feminine, normalised, and of its plural."""

MASCULINE_PLURALS = ("ون", "ين")
"""Endings of masculine plurals."""

LEAST_LETTERS = 3
"""Least number of letters of a word without its ending."""


def singular(form: str, plurals: Mapping[str, str], words: Collection[str]) -> str:
    """Return the singular of a form, with its article, or the form if it is not a plural.

    Args:
        form: The form.
        plurals: The singular of each broken plural.
        words: All known words; the singular by rule must be one of them.
    """
    article = ARTICLE if form.startswith(ARTICLE) else ""
    bare = form.removeprefix(article)
    return article + _singular(bare, plurals, words)


def _singular(bare: str, plurals: Mapping[str, str], words: Collection[str]) -> str:
    """Return the singular of a form that has no article, or the form."""
    if one := plurals.get(bare):
        return one
    rest = bare[:-2]
    if len(rest) >= LEAST_LETTERS:
        if bare.endswith(FEMININE_PLURAL) and rest + FEMININE in words:
            return rest + FEMININE
        if bare.endswith(MASCULINE_PLURALS) and rest in words:
            return rest
    return bare
