"""Words that Arabic derives from roots: استتابة from تاب, whether the dictionary has them or not.

A root is the consonants of a verb of the dictionary. A derived word has a pattern, which puts
letters before, between and behind them (Wright, "A Grammar of the Arabic Language", volume 1).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analyzers.lemmas.table import FormTable, shipped
from analyzers.normalize import normalize
from analyzers.word_lists import VERB

WEAK = "اويء"
"""Letters that change in the forms of a root."""

BEFORE = frozenset(
    (
        *("", "ا", "ت", "م", "ي", "ن", "ان", "من", "ين", "تن", "مت", "يت", "نت", "تت"),
        *("است", "مست", "يست", "تست", "نست"),
    )
)
"""Letters of patterns before a root."""

BEHIND = frozenset(
    (
        *("", "ا", "ه", "ي", "ت", "ن", "ك", "ات", "ان", "ين", "ون", "وا", "تا", "تان", "تين"),
        *("يه", "يا", "يات", "يون", "يين", "ها", "هما", "هم", "هن", "كم", "نا", "ني", "تم"),
        *("ته", "تها", "تهم", "اته", "اتها", "اتهم", "يته", "يتها"),
    )
)
"""Endings and pronouns behind a root."""

LEAST, MOST = 3, 7
"""Least and most letters of a root with the letters of a pattern between them."""

_LONGEST_BEFORE, _LONGEST_BEHIND = (max(map(len, letters)) for letters in (BEFORE, BEHIND))
_OF_THREE = re.compile("(.)(?:[اوي]?ت?|وا|ءا)(.)[اوي]?(.)")
_OF_FOUR = re.compile("(.)(.)[او]?(.)[اوي]?(.)")
_HOLLOW = re.compile("(.)ت?[اوي](.)")
_OF_A_VERB = tuple(
    re.compile(pattern)
    for pattern in (
        *("(...)", "ا([^نت]..)", "ت(...)", "(.)ا(..)", "ت(.)ا(..)"),
        *("ان(...)", "ا(.)ت(..)", "است(...)"),
    )
)
_NOUNS = tuple(
    re.compile(pattern + "(?:ه|ات|ي|يه|يات|ين|ون|ا)?")
    for pattern in (
        *("است(.)(.)ا(.)", "مست(.)(.)ي?(.)", "ان(.)(.)ا(.)", "من(.)(.)(.)", "ا(.)ت(.)ا(.)"),
        *("م(.)ت(.)(.)", "ت(.)(.)ي(.)", "ت(.)ا(.)(.)", "مت(.)ا(.)(.)", "م(.)ا(.)(.)"),
    )
)
_NOUNS_OF_HOLLOW = tuple(re.compile(pattern) for pattern in ("است(.)ا(.)ه", "ا(.)ت?ا(.)ه"))
_BEFORE_FOUR = ("", "م", "ت", "مت", "ي", "يت")


class _Roots(NamedTuple):
    """Roots by kind.

    Attributes:
        three: Roots of three consonants.
        four: Roots of four consonants.
        hollow: First and last consonant of roots with a vowel between them.
    """

    three: frozenset[str]
    four: frozenset[str]
    hollow: frozenset[str]


def is_derived(word: str) -> bool:
    """Return whether a normalised word without proclitics has a root and a pattern."""
    for begin in range(_LONGEST_BEFORE + 1):
        if word[:begin] in BEFORE:
            for end in range(len(word), len(word) - _LONGEST_BEHIND - 1, -1):
                fits = word[end:] in BEHIND and LEAST <= end - begin <= MOST
                if fits and _has_root(word[begin:end], word[:begin]):
                    return True
    return False


class DerivedNouns:
    """The verbal nouns and participles of augmented verbs: استتابة, مناصحة, انغماسي.

    Their patterns are so long that a misspelled word rarely has one with a root.
    """

    def __contains__(self, form: object) -> bool:
        """Return whether a normalised word is such a noun, with or without an ending."""
        if not isinstance(form, str):
            return False
        roots = _shipped_roots()
        return any(
            (found := noun.fullmatch(form))
            and found.groups()[-1] not in WEAK
            and "".join(found.groups()) in known
            for nouns, known in ((_NOUNS, roots.three), (_NOUNS_OF_HOLLOW, roots.hollow))
            for noun in nouns
        )


def _has_root(core: str, before: str) -> bool:
    """Return whether letters between those of a pattern's beginning and end hold a root."""
    roots = _shipped_roots()
    three = _OF_THREE.fullmatch(core)
    if three and "".join(three.groups()) in roots.three:
        return True
    hollow = _HOLLOW.fullmatch(core) if before else None
    if hollow and "".join(hollow.groups()) in roots.hollow:
        return True
    four = _OF_FOUR.fullmatch(core) if before in _BEFORE_FOUR else None
    return bool(four and "".join(four.groups()) in roots.four)


@cache
def _shipped_roots() -> _Roots:
    """Return the roots of the verbs of the shipped dictionary."""
    return _roots(shipped())


def _roots(table: FormTable) -> _Roots:
    """Return the roots of the verbs of a dictionary."""
    verbs = {
        "".join(normalize(lemma.removesuffix(VERB)))
        for lemma in table.lemmas()
        if lemma.endswith(VERB)
    }
    doubled = {verb + verb[-1] for verb in verbs if len(verb) == 2}
    augmented = {
        "".join(found.groups())
        for verb in verbs
        for pattern in _OF_A_VERB
        if (found := pattern.fullmatch(verb)) and not set(WEAK) & set("".join(found.groups()))
    }
    weak = {verb for verb in verbs if len(verb) == 3 and verb[1] in WEAK and verb[2] not in WEAK}
    return _Roots(
        three=frozenset(doubled | augmented | {verb for verb in verbs if len(verb) == 3}),
        four=frozenset(verb for verb in verbs if len(verb) == 4 and not set(WEAK) & set(verb)),
        hollow=frozenset(verb[0] + verb[2] for verb in weak),
    )
