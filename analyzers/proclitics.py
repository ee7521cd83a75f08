"""Proclitics: the ways in which Arabic writes a conjunction or a preposition joined to a word."""

from __future__ import annotations

from analyzers.normalize import is_arabic

ARTICLE = "ال"
CONJUNCTIONS = ("و", "ف")
PREPOSITIONS = ("ب", "ل", "ك")
JOINED = (
    "",
    *CONJUNCTIONS,
    *PREPOSITIONS,
    *(first + second for first in CONJUNCTIONS for second in PREPOSITIONS),
)


def with_proclitics(form: str) -> tuple[str, ...]:
    """The form by itself, then, if it is Arabic, behind each proclitic; لـ and ال become لل."""
    if not is_arabic(form):
        return (form,)
    return tuple(_joined(proclitic, form) for proclitic in JOINED)


def _joined(proclitic: str, form: str) -> str:
    if proclitic.endswith("ل") and form.startswith(ARTICLE):
        return proclitic + "ل" + form.removeprefix(ARTICLE)
    return proclitic + form
