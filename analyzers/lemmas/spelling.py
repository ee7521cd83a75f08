"""The choice among the lemmas of a form by the word as it is written.

A form folds hamza, ة and ى. Who writes a hamza or a ة means it; who writes none may have left it
out.
"""

from __future__ import annotations

from collections.abc import Callable

from analyzers.normalize import TASHKEEL, normalize
from analyzers.variants.proclitics import ARTICLES, JOINED
from analyzers.word_lists import VERB

MEANT = frozenset("أإآؤئة")
"""Letters that are only written on purpose."""

TEH_MARBUTA = "ة"
"""Ending of the feminine of an adjective."""

_PROCLITICS = sorted((*JOINED, *ARTICLES), key=len, reverse=True)


def as_written(
    lemmas: tuple[str, ...], written: str, is_adjective: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the lemmas that the spelling of a word allows, or all if it does not tell.

    كبيرة is of كبير as well, but حربة not of حرب.

    Args:
        lemmas: The lemmas of the word's form.
        written: The word, with or without vowel marks and proclitics.
        is_adjective: Return whether a lemma is an adjective, whose feminine is a form of it.
    """
    spelled = written.translate(TASHKEEL)
    if MEANT.isdisjoint(spelled):
        return lemmas
    bare = {spelled.removeprefix(one) for one in _PROCLITICS}
    forms = {"".join(normalize(word)) for word in bare}
    same = tuple(
        one
        for one in lemmas
        if one.removesuffix(VERB) in bare or (one + TEH_MARBUTA in bare and is_adjective(one))
    )
    if same:
        return same
    others = tuple(one for one in lemmas if "".join(normalize(one.removesuffix(VERB))) not in forms)
    return others or lemmas
