"""Singulars: the form of one for the form of many, where rule or list knows it: طائرات, طائرة."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from analyzers.variants.proclitics import ARTICLE

FEMININE, FEMININE_PLURAL = "ه", "ات"
MASCULINE_PLURALS = ("ون", "ين")
LEAST_LETTERS = 3
"""Letters that are left of a word without its ending."""


def singular(form: str, plurals: Mapping[str, str], words: Collection[str]) -> str:
    """The singular of a form, with its article; the form if it is none of many.

    Args:
        form: The form.
        plurals: The singulars of broken plurals.
        words: The words that there are, which a form without its ending must be one of.
    """
    article = ARTICLE if form.startswith(ARTICLE) else ""
    bare = form.removeprefix(article)
    return article + _singular(bare, plurals, words)


def _singular(bare: str, plurals: Mapping[str, str], words: Collection[str]) -> str:
    if one := plurals.get(bare):
        return one
    rest = bare[:-2]
    if len(rest) >= LEAST_LETTERS:
        if bare.endswith(FEMININE_PLURAL) and rest + FEMININE in words:
            return rest + FEMININE
        if bare.endswith(MASCULINE_PLURALS) and rest in words:
            return rest
    return bare
