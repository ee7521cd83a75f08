"""What may be joined to a word of the dictionary, and the words that may be left without it.

All is of normalised forms: ة is ه, ى is ي, and every seat of hamza within a word is ء.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analyzers.variants.proclitics import ARTICLE, ARTICLES, FUTURE, JOINED, PERSONS, PREPOSITIONS

PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "ه", "ي")
"""Those of the second person are left out: more names end so than words of news have them."""
ENDINGS = ("تان", "تين", "ات", "ان", "ين", "ون", "يه", "ه", "ا", "و", "ي", "ت", "وا", "تا", "ن")
LEAST = 3
"""Letters that are left at least; one fewer behind an article."""


class Bare(NamedTuple):
    """A word that may be left of a form.

    Attributes:
        word: The word.
        prefix: What was taken off before it.
        suffix: What was taken off behind it.
        is_noun: Whether it can be a noun, as what was taken off stands beside nouns.
        is_verb: Whether it can be a verb, likewise.
    """

    word: str
    prefix: str
    suffix: str
    is_noun: bool = True
    is_verb: bool = True


def bare_words(form: str) -> list[list[Bare]]:
    """Return the words that may be left of a form, those with least taken off first.

    They are without what is joined before it, without what is behind it, and without both.
    """
    before = list(without_prefix(form))
    behind = list(_without_suffix(Bare(form, "", "")))
    both = [bare for one in before for bare in _without_suffix(one)]
    return [before, behind, both]


def without_prefix(form: str) -> Iterator[Bare]:
    """Yield the words that may be left of a form without what is joined before it."""
    for prefix in ARTICLES:
        rest = form.removeprefix(prefix)
        if rest != form and len(rest) >= LEAST - 1:
            yield Bare(rest, prefix, "", is_verb=False)
            if prefix.endswith("لل"):  # of a word that begins with ل: للجنة, لجنة
                yield Bare("ل" + rest, prefix, "", is_verb=False)
                yield Bare(
                    ARTICLE + rest, prefix, "", is_verb=False
                )  # لألمانيا as it is misspelled
    for prefix in JOINED[1:]:
        rest = form.removeprefix(prefix)
        if rest == form or len(rest) < LEAST:
            continue
        takes_noun = prefix.endswith(PREPOSITIONS)
        takes_verb = not takes_noun or (prefix.endswith("ل") and rest[0] in PERSONS)
        yield Bare(rest, prefix, "", is_verb=takes_verb)
    for prefix in FUTURE:
        rest = form.removeprefix(prefix)
        if rest != form and len(rest) >= LEAST and rest[0] in PERSONS:
            yield Bare(rest, prefix, "", is_noun=False)


def _without_suffix(bare: Bare) -> Iterator[Bare]:
    word = bare.word
    if not bare.prefix.endswith(ARTICLES):
        for suffix in PRONOUNS:
            rest = word.removesuffix(suffix)
            if rest != word and len(rest) >= LEAST - 1:
                yield from _before_pronoun(bare, rest, suffix)
    for suffix in ENDINGS:
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= LEAST:
            yield from _before_ending(bare, rest, suffix)


def _before_pronoun(bare: Bare, rest: str, suffix: str) -> Iterator[Bare]:
    """Yield the words that are written as `rest` before a pronoun."""
    if len(rest) >= LEAST:
        yield bare._replace(word=rest, suffix=suffix)
    match rest[-1]:
        case "ت":
            yield bare._replace(word=rest[:-1] + "ه", suffix=suffix, is_verb=False)
        case "ا":
            yield bare._replace(word=rest[:-1] + "ي", suffix=suffix)
        case "و":
            yield bare._replace(word=rest + "ا", suffix=suffix, is_noun=False)
            yield bare._replace(word=rest + "ن", suffix=suffix, is_verb=False)
        case "ي":
            yield bare._replace(word=rest + "ن", suffix=suffix, is_verb=False)


def _before_ending(bare: Bare, rest: str, suffix: str) -> Iterator[Bare]:
    """Yield the words that have this ending in another number, gender, case or person."""
    match suffix:
        case "تان" | "تين" | "ات":
            yield bare._replace(word=rest + "ه", suffix=suffix, is_verb=False)
            yield bare._replace(word=rest, suffix=suffix, is_verb=False)
        case "يه":
            yield bare._replace(word=rest + "ي", suffix="ه", is_verb=False)
        case "ون" | "ين" | "ان" | "و" | "ي":
            yield bare._replace(word=rest, suffix=suffix, is_verb=suffix in ("ون", "ان"))
        case "وا" | "تا" | "ن" | "ت":
            yield bare._replace(word=rest, suffix=suffix, is_noun=False)
        case _:
            yield bare._replace(word=rest, suffix=suffix)
