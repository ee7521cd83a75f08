"""Keyboard layout: conversion of words typed on the Arabic layout to English, or vice versa."""

from __future__ import annotations

import re
from itertools import pairwise

from analyzers.normalize import is_arabic
from analyzers.token import Token
from analyzers.variants.keyboard import on_arabic_layout, on_english_layout
from analyzers.variants.names import named
from indexer.lists.territories import arabic_name
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.typed import is_listed, is_right, typed

_SPACES = re.compile(r"(\s+)")
_SIGNS_AT_END = re.compile(r"[^\w\s]+$")
_INSIDE_A_WORD = frozenset("-‐‑–'’._/")
"""Separators inside a word; other signs are on the keys of Arabic letters."""

LEAST_LETTERS = 2
"""Minimum length of a converted word."""

LEAST_ABSENT = 3
"""Minimum length of a converted Arabic word that no article contains."""


def other_layout(text: str, index: OpenIndex) -> str:
    """Return the text with its unknown runs converted to the other keyboard layout.

    A run is a part of the text between spaces. All unknown runs must have been typed on the same
    layout, no known run on it, and every converted run must consist of known words.

    Returns:
        The converted text, or "" if the conversion is impossible or all runs are known.
    """
    runs = _SPACES.split(text)
    indexes = [start for start in range(0, len(runs), 2) if runs[start]]
    wrong = [start for start in indexes if not _is_word(runs[start], index)]
    if not wrong or len({_is_arabic_run(runs[start]) for start in wrong}) != 1:
        return ""
    from_arabic = _is_arabic_run(runs[wrong[0]])
    if any(_is_arabic_run(runs[start]) == from_arabic for start in set(indexes) - set(wrong)):
        return ""  # a known run was typed on the same layout
    for start in wrong:
        runs[start] = _converted(runs[start], from_arabic, index)
        if not runs[start]:
            return ""
    return "".join(runs)


def _is_arabic_run(run: str) -> bool:
    return any(map(is_arabic, run))


def _is_word(run: str, index: OpenIndex) -> bool:
    """Return whether a run consists of known words as it was typed."""
    found = typed(run, index)
    if not found.tokens:
        return False
    if all(token.form.isdigit() for token in found.tokens):
        return True
    if len(found.tokens) > 1 and not _is_one_word(run, found.tokens):
        return False
    return all(
        number not in found.absent or is_right(token.form, index)
        for number, token in enumerate(found.tokens)
    )


def _is_one_word(run: str, tokens: tuple[Token, ...]) -> bool:
    """Return whether the tokens of a run are parts of one written word."""
    return all(len(token.form) >= LEAST_LETTERS for token in tokens) and all(
        set(run[one.end : other.start]) <= _INSIDE_A_WORD for one, other in pairwise(tokens)
    )


def _converted(run: str, from_arabic: bool, index: OpenIndex) -> str:
    """Return a run on the other layout, or "" if it has no known words there.

    Punctuation at the end is converted too, or kept if only that gives known words.

    Args:
        run: The run.
        from_arabic: Whether it was typed on the Arabic layout.
        index: The index.
    """
    convert = on_english_layout if from_arabic else on_arabic_layout
    word = _SIGNS_AT_END.sub("", run)
    for keys in dict.fromkeys((run, word)):
        other = convert(keys)
        if other and _is_word_there(other, index):
            return other + run[len(keys) :]
    return ""


def _is_word_there(run: str, index: OpenIndex) -> bool:
    """Return whether a converted run consists of known words."""
    found = typed(run, index)
    return bool(found.tokens) and all(
        len(token.form) >= LEAST_LETTERS
        and (number not in found.absent or _is_meant(token.form, index))
        for number, token in enumerate(found.tokens)
    )


def _is_meant(form: str, index: OpenIndex) -> bool:
    """Return whether a converted word that the index lacks is a known Arabic word or a name."""
    if is_arabic(form):
        return len(form) >= LEAST_ABSENT and index.known_words.is_sure(form)
    return is_listed(form, index) or bool(arabic_name((form,)) or named((form,)))
