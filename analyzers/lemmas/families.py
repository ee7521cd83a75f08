"""The family of a lemma: a noun and the adjective in ـي that is made of it (nisba).

إرهاب and إرهابي, دولة and دولي, ألمانيا and ألماني. It widens a search; nothing else does: words of
one root, or that only look alike, are no family.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analyzers.normalize import normalize
from analyzers.variants.proclitics import ARTICLE
from analyzers.word_lists import WordLists

MARK = "~"
"""Before the name of a family among the terms of a form."""

NISBA = "ي"
PLURAL = "ات"
COUNTRY = ("ا", "يا")
ENDINGS = ("", "ه", PLURAL, *COUNTRY)
"""What a noun may lose before the ending of its adjective."""

LEAST = 3
"""Letters before the ending of an adjective."""

MET = 10
"""Times that a noun is met in the lexicon at least, so that it makes a family."""


class Families:
    """Finds the families of lemmas, and remembers them.

    A word that staff list as its own lemma has none.
    """

    def __init__(self, lists: WordLists, lemmas: Callable[[str], tuple[str, ...]]) -> None:
        self._lists = lists
        self._lemmas = lemmas
        self._known: dict[str, str] = {}
        self._alone = {form for form, words in lists.lemmas.items() if _forms(words) == {form}}

    def of(self, lemma: str) -> str:
        """Return the family of a lemma, or "" if it has none."""
        family = self._known.get(lemma)
        if family is None:
            family = self._known[lemma] = self._found(lemma)
        return family

    def _found(self, lemma: str) -> str:
        if "/" in lemma:  # no noun
            return ""
        form = "".join(normalize(lemma))
        if form in self._alone or form in self._lists.stop_words:
            return ""
        if lemma.endswith(NISBA) and (noun := self._noun_of(form.removesuffix(NISBA))):
            return MARK + noun
        return MARK + form if self._has_adjective(form) else ""

    def _noun_of(self, stem: str) -> str:
        """Return the commonest noun of which an adjective is made, or ""."""
        if len(stem) < LEAST:
            return ""
        is_people = stem + NISBA in _forms(self._lemmas(stem))  # عرب is a plural of عربي
        endings = COUNTRY if is_people else ENDINGS
        nouns = {form: noun for end in endings if (noun := self._noun(form := stem + end))}
        return nouns[max(nouns, key=self._met)] if nouns else ""

    def _has_adjective(self, form: str) -> bool:
        """Whether an adjective is made of this noun and of no commoner one."""
        return any(
            self._is_adjective(stem + NISBA) and self._noun_of(stem) == form
            for stem in (*_stems(form), form + PLURAL)
        )

    def _noun(self, form: str) -> str:
        """Return the noun that a form is, or is the plural in ـات of; "" if it is none."""
        if self._met(form) < MET or form in self._lists.stop_words or form in self._alone:
            return ""
        found = _forms(self._lemmas(form))
        if form in found or not form.endswith(PLURAL):
            return form if form in found else ""
        return min(found, default="")

    def _is_adjective(self, form: str) -> bool:
        return form not in self._alone and form in _forms(self._lemmas(form))

    def _met(self, form: str) -> int:
        lexicon = self._lists.lexicon
        return lexicon.get(form, 0) + lexicon.get(ARTICLE + form, 0)


def _stems(form: str) -> Iterator[str]:
    """Yield what is before the ending of an adjective of this noun."""
    for ending in ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= LEAST:
            yield form.removesuffix(ending)


def _forms(lemmas: tuple[str, ...]) -> set[str]:
    """Return the forms of the nouns among these lemmas."""
    return {"".join(normalize(lemma)) for lemma in lemmas if "/" not in lemma}
