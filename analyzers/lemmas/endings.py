"""Affixes of the words of the dictionary, and the words that may be left without them.

All words and affixes are normalised: ة is ه, ى is ي, and a hamza on و or ي is ء.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from analyzers.variants.proclitics import (
    ARTICLE,
    ARTICLES,
    CONJUNCTIONS,
    FUTURE,
    JOINED,
    PERSONS,
    PREPOSITIONS,
)

PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "ه", "ي")
"""Suffixed pronouns of the first and third person.

In news, those of the second person are rarer than names with the same ending.
"""

SECOND_PERSON = ("كم", "ك")
"""Suffixed pronouns of the second person."""

AFTER_TEH = "تكم"
"""A pronoun of the second person behind a ت, as no names end: حكومتكم."""

ENDINGS = ("تان", "تين", "ات", "ان", "ين", "ون", "يه", "ه", "ا", "و", "ي", "ت", "وا", "تا", "ن")
"""Endings of number, gender, case and person."""

NO_GENITIVE = ("تان", "ان", "ون", "ا", "و")
"""Endings that a noun does not have behind a preposition."""

LEAST = 3
"""Least number of letters left of a word; one fewer beside an article or a pronoun."""

_PREFIXES = {
    first: tuple(prefix for prefix in (*ARTICLES, *JOINED[1:], *FUTURE) if prefix.startswith(first))
    for first in {prefix[0] for prefix in (*ARTICLES, *JOINED[1:], *FUTURE)}
}
"""The prefixes by their first letter."""


def _by_last_letter(suffixes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {
        last: tuple(suffix for suffix in suffixes if suffix.endswith(last))
        for last in {suffix[-1] for suffix in suffixes}
    }


_PRONOUNS, _ENDINGS = _by_last_letter(PRONOUNS), _by_last_letter(ENDINGS)

_RECENT = 64
"""Forms whose words without a prefix are kept: each form is asked about several times at once."""


class Bare(NamedTuple):
    """A word that may be left of a form without its affixes.

    Attributes:
        word: The word.
        prefix: The prefix taken off, or "".
        suffix: The suffix taken off, or "".
        is_noun: Whether the word can be a noun, given its affixes.
        is_verb: Whether the word can be a verb, given its affixes.
    """

    word: str
    prefix: str
    suffix: str
    is_noun: bool = True
    is_verb: bool = True


def bare_words(form: str) -> Iterator[Iterable[Bare]]:
    """Yield the words that may be left of a form, in three groups.

    Yields:
        The words without a prefix, those without a suffix, and those without both.
    """
    before = without_prefix(form)
    yield before
    yield _without_suffix(Bare(form, "", ""))
    yield (bare for one in before for bare in _without_suffix(one))


@lru_cache(_RECENT)
def without_prefix(form: str) -> tuple[Bare, ...]:
    """Return the words that may be left of a form without its prefix."""
    return tuple(_without_prefix(form))


def _without_prefix(form: str) -> Iterator[Bare]:
    for prefix in _PREFIXES.get(form[:1], ()):
        if not form.startswith(prefix):
            continue
        rest = form.removeprefix(prefix)
        if prefix in ARTICLES:
            if len(rest) < LEAST - 1:
                continue
            yield Bare(rest, prefix, "", is_verb=False)
            if prefix.endswith("لل"):
                # The first ل of a word is not written after لل: للجنة is of لجنة.
                yield Bare("ل" + rest, prefix, "", is_verb=False)
                # لألمانيا is often misspelled with لل.
                yield Bare(ARTICLE + rest, prefix, "", is_verb=False)
        elif len(rest) < LEAST:
            continue
        elif prefix in FUTURE:
            if rest[0] in PERSONS:
                yield Bare(rest, prefix, "", is_noun=False)
        elif prefix.endswith(PREPOSITIONS):
            # ليكون, and بيكون of the dialects
            takes_verb = not prefix.endswith("ك") and rest[0] in PERSONS
            yield Bare(rest, prefix, "", is_verb=takes_verb)
        else:
            yield Bare(rest, prefix, "")


def with_clitics(words: Collection[str]) -> dict[str, str]:
    """Return some words with clitics, each with the likeliest word that it is with them.

    The article is none of the clitics: الغير is no غير.
    """
    found: dict[str, str] = {}
    for prefix in (*CONJUNCTIONS, *JOINED):  # ولكن is لكن rather than كن
        for pronoun in (*PRONOUNS[:-1], *(() if prefix else SECOND_PERSON), ""):
            for word in words:
                if len(word) > 1 or not (prefix or pronoun):
                    found.setdefault(prefix + word + pronoun, word)
    return found


def _without_suffix(bare: Bare) -> Iterator[Bare]:
    """Yield the words that may be left of a word without its suffix."""
    word = bare.word
    if not bare.prefix.endswith(ARTICLES):
        for suffix in _PRONOUNS.get(word[-1], ()):
            rest = word.removesuffix(suffix)
            if rest != word and len(rest) >= LEAST - 1:
                yield from _before_pronoun(bare, rest, suffix)
        if word.endswith(AFTER_TEH) and len(word) > LEAST + len(AFTER_TEH):
            yield from _before_pronoun(bare, word.removesuffix("كم"), "كم")
    for suffix in _ENDINGS.get(word[-1], ()):
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= LEAST:
            yield from _before_ending(bare, rest, suffix)


def _before_pronoun(bare: Bare, rest: str, suffix: str) -> Iterator[Bare]:
    """Yield the words whose spelling before a pronoun is `rest`."""
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
    """Yield the words that have `rest` with this ending as an inflected form.

    Behind a preposition stand only the endings of the genitive.
    """
    is_genitive = bare.prefix.endswith(PREPOSITIONS) and bare.prefix not in ARTICLES
    if is_genitive and suffix in NO_GENITIVE:
        bare = bare._replace(is_noun=False)
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
