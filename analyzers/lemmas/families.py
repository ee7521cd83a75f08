"""Families of lemmas: a noun, its adjective in ـي (nisba) and the verb that it is the act of.

Examples are إرهاب and إرهابي, دولة and دولي, ألمانيا and ألماني, انسحب and انسحاب. A search for a
word also finds its family, with a lower weight. Other words of the same root are not of the family,
nor are words that only look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from analyzers.normalize import normalize
from analyzers.variants.proclitics import ARTICLE
from analyzers.word_lists import WordLists

MARK = "~"
"""Prefix of the name of a family among the terms of a form."""

NISBA = "ي"
"""Ending of an adjective made from a noun."""

PLURAL = "ات"
"""Ending of a plural; an adjective may be made from the noun with or without it."""

COUNTRY = ("ا", "يا")
"""Endings of countries that their adjectives drop."""

ENDINGS = ("", "ه", PLURAL, *COUNTRY)
"""Endings of nouns that their adjectives drop."""

LEAST = 3
"""Least number of letters of an adjective before its ending."""

MET = 10
"""Least frequency in the lexicon of the noun of a family."""


class Families:
    """The families of lemmas, found once and cached.

    A word that staff list as its own lemma has no family.

    Args:
        lists: The word lists of staff.
        lemmas: Return the lemmas of a form that is listed or in the dictionary as it is.
        verbal_nouns: The verbal noun of each verb that has one.
        peoples: Name of the country of each people, by form, and of itself.
    """

    def __init__(
        self,
        lists: WordLists,
        lemmas: Callable[[str], tuple[str, ...]],
        verbal_nouns: Mapping[str, str],
        peoples: Mapping[str, str],
    ) -> None:
        self._lists = lists
        self._lemmas = lemmas
        self._verbal_nouns = verbal_nouns
        self._peoples = peoples
        self._acts = frozenset(verbal_nouns.values())
        self._known: dict[str, str] = {}
        self._alone = {form for form, words in lists.lemmas.items() if _forms(words) == {form}}

    def of(self, lemma: str) -> str:
        """Return the family of a lemma, or "" if it has none."""
        family = self._known.get(lemma)
        if family is None:
            family = self._known[lemma] = self._found(lemma)
        return family

    def _found(self, lemma: str) -> str:
        """Return the family of a lemma, without the cache."""
        if noun := self._verbal_nouns.get(lemma):
            return self.of(noun)
        if "/" in lemma:  # another verb, a particle or a stop word
            return ""
        form = "".join(normalize(lemma))
        if form in self._alone or form in self._lists.stop_words:
            return ""
        if country := self._peoples.get(form):
            return MARK + country
        if lemma.endswith(NISBA) and (noun := self._noun_of(form.removesuffix(NISBA))):
            return MARK + noun
        return MARK + form if lemma in self._acts or self._has_adjective(form) else ""

    def _noun_of(self, stem: str) -> str:
        """Return the most frequent noun from which an adjective may be made, or ""."""
        if len(stem) < LEAST:
            return ""
        is_people = stem + NISBA in _forms(self._lemmas(stem))  # عرب is a plural of عربي
        endings = COUNTRY if is_people else ENDINGS
        nouns = {form: noun for end in endings if (noun := self._noun(form := stem + end))}
        return nouns[max(nouns, key=self._met)] if nouns else ""

    def _has_adjective(self, form: str) -> bool:
        """Return whether an adjective is made from this noun and from no more frequent one."""
        return any(
            self._is_adjective(stem + NISBA) and self._noun_of(stem) == form
            for stem in (*_stems(form), form + PLURAL)
        )

    def _noun(self, form: str) -> str:
        """Return the form if it is a noun, its singular if it is a plural in ـات, or ""."""
        if self._met(form) < MET or form in self._lists.stop_words or form in self._alone:
            return ""
        found = _forms(self._lemmas(form))
        if form in found or not form.endswith(PLURAL):
            return form if form in found else ""
        return min(found, default="")

    def _is_adjective(self, form: str) -> bool:
        """Return whether a form is a lemma of its own and staff have not excluded it."""
        return form not in self._alone and form in _forms(self._lemmas(form))

    def _met(self, form: str) -> int:
        """Return the frequency of a form, with and without the article."""
        lexicon = self._lists.lexicon
        return lexicon.get(form, 0) + lexicon.get(ARTICLE + form, 0)


def _stems(form: str) -> Iterator[str]:
    """Yield the stems to which a noun's adjective may add its ending."""
    for ending in ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= LEAST:
            yield form.removesuffix(ending)


def _forms(lemmas: tuple[str, ...]) -> set[str]:
    """Return the forms of the nouns among these lemmas."""
    return {"".join(normalize(lemma)) for lemma in lemmas if "/" not in lemma}
