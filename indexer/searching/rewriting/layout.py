"""Layout: words that were typed with the keyboard in the other language."""

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
"""What may stand between the parts of one word; other signs are keys of Arabic letters."""

LEAST_LETTERS = 2
LEAST_ABSENT = 3
"""Letters of a word that is typed on the other layout, and of one that no article holds."""


def other_layout(text: str, index: OpenIndex) -> str:
    """The text with each run of keys that is no word as the other layout has it, if that makes
    words of all of them; "" if it does not, or if all is words already."""
    runs = _SPACES.split(text)
    places = [place for place in range(0, len(runs), 2) if runs[place]]
    wrong = [place for place in places if not _is_word(runs[place], index)]
    if not wrong or len({_is_arabic_run(runs[place]) for place in wrong}) != 1:
        return ""
    from_arabic = _is_arabic_run(runs[wrong[0]])
    if any(_is_arabic_run(runs[place]) == from_arabic for place in set(places) - set(wrong)):
        return ""  # what is right was typed on the same layout
    for place in wrong:
        runs[place] = _converted(runs[place], from_arabic, index)
        if not runs[place]:
            return ""
    return "".join(runs)


def _is_arabic_run(run: str) -> bool:
    return any(map(is_arabic, run))


def _is_word(run: str, index: OpenIndex) -> bool:
    """Whether all that stands between two spaces is words, as they are."""
    found = typed(run, index)
    if not found.tokens:
        return False
    if all(token.form.isdigit() for token in found.tokens):
        return True
    if len(found.tokens) > 1 and not _is_one_word(run, found.tokens):
        return False
    return all(
        place not in found.absent or is_right(token.form, index)
        for place, token in enumerate(found.tokens)
    )


def _is_one_word(run: str, tokens: tuple[Token, ...]) -> bool:
    return all(len(token.form) >= LEAST_LETTERS for token in tokens) and all(
        set(run[one.end : other.start]) <= _INSIDE_A_WORD for one, other in pairwise(tokens)
    )


def _converted(run: str, from_arabic: bool, index: OpenIndex) -> str:
    """The run on the other layout if it is words there, its last signs as keys or as signs."""
    convert = on_english_layout if from_arabic else on_arabic_layout
    word = _SIGNS_AT_END.sub("", run)
    for keys in dict.fromkeys((run, word)):
        other = convert(keys)
        if other and _is_word_there(other, index):
            return other + run[len(keys) :]
    return ""


def _is_word_there(run: str, index: OpenIndex) -> bool:
    found = typed(run, index)
    return bool(found.tokens) and all(
        len(token.form) >= LEAST_LETTERS
        and (place not in found.absent or _is_meant(token.form, index))
        for place, token in enumerate(found.tokens)
    )


def _is_meant(form: str, index: OpenIndex) -> bool:
    """Whether a word that no article holds may be meant: an Arabic one that is right, or a name."""
    if is_arabic(form):
        return len(form) >= LEAST_ABSENT and index.known_words.is_sure(form)
    return is_listed(form, index) or bool(arabic_name((form,)) or named((form,)))
