"""Lookup of the lemmas of a form: in the lists of staff, in the dictionary, or by rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Literal, NamedTuple

from analyzers.lemmas.endings import LEAST, Bare, bare_words, with_clitics, without_prefix
from analyzers.lemmas.peoples import Peoples
from analyzers.lemmas.table import PARTICLE, FormTable
from analyzers.lemmas.unknown_verbs import unknown_verb
from analyzers.normalize import is_arabic, normalize
from analyzers.variants.proclitics import ARTICLE, ARTICLES, CONJUNCTIONS, FUTURE, PREPOSITIONS
from analyzers.word_lists import MAQSURA, VERB, WordLists

Source = Literal[
    "staff",
    "stop word",
    "people",
    "name",
    "dictionary",
    "known name",
    "affixes",
    "rule",
    "as written",
]
"""The step of the lookup that found the lemmas."""

STOP = "/s"
"""Suffix of the lemma of a stop word, which keeps it apart from other words."""

LONG = 5
"""Least number of letters of a long word (as in `stemmers.guarded`).

A long word is unlikely to be left by chance when affixes are taken off.
"""

UNMET = 0.5
"""Evidence of a long word that the lexicon lacks."""

AND = "و"
"""The conjunction that words begin with most often."""

RARE = 10
"""Frequency that a word outside the lexicon may still have (as in `stemmers.guarded`)."""

NEARLY = 0.2
"""Frequency of a word, relative to the best, from which a form may be of it: مدرسات, of مدرس."""


ADJECTIVES = ("", "ه", "ا", "ات", "ي", "يا", "يه", "يات", "يون", "يين", "يتين", "يتان")
"""Endings of feminines and adjectives, with their inflections, of words that nobody knows."""

_PRONOUN_AFTER_TEH = re.compile("(.{4,})ت(?:ها|هم|هما|هن|كم)")
_BEFORE_NOUN = ("بم", "لم")


class Lemmas(NamedTuple):
    """The lemmas of a form.

    Attributes:
        words: One lemma or more, likeliest first, each in the spelling of the dictionary and with
            the mark of its kind (`lemmas.table`).
        source: The step that found them.
        bare: The word that was looked up: the form without its affixes.
    """

    words: tuple[str, ...]
    source: Source
    bare: str


class _Attested(NamedTuple):
    """A word that a form may be of.

    Attributes:
        met: How well it is attested, from UNMET.
        bare: The word.
        words: Its lemmas.
    """

    met: float
    bare: Bare
    words: tuple[str, ...]


class Lemmatizer:
    """A lemmatiser that depends on its lists and its table alone. Safe to share between threads.

    Args:
        lists: The word lists of staff.
        table: The dictionary.
        peoples: The names of countries and their peoples.
        steps: Return a form that is neither listed nor in the dictionary, then the word after each
            cut of an affix.
        names: Names that are no forms of other words, unless the dictionary has them.

    Attributes:
        function: The verbs that are function words: those that several stop words are forms of.
    """

    def __init__(
        self,
        lists: WordLists,
        table: FormTable,
        peoples: Peoples,
        steps: Callable[[str], list[str]],
        names: Container[str] = (),
    ) -> None:
        self._lists = lists
        self._table = table
        self._peoples = peoples
        self._steps = steps
        self._names = names
        self._stop_words = with_clitics(sorted(lists.stop_words))
        verbs = Counter(found[0] for word in lists.stop_words if len(found := table.get(word)) == 1)
        self.function = frozenset(
            lemma for lemma, words in verbs.items() if lemma.endswith(VERB) and words > 1
        )

    def lemmas(self, form: str) -> Lemmas:
        """Return the lemmas of a normalised form."""
        if not is_arabic(form):
            return Lemmas((form,), "as written", form)
        if form in self._lists.lemmas:
            return Lemmas(self._lists.lemmas[form], "staff", form)
        found = (
            self._listed(form)
            or self._in_table(form)
            or self._known_name(form)
            or self._without_affixes(form)
            or self._by_rule(form)
        )
        if len(found.words) > 1:
            found = found._replace(words=self._before_pronouns(form, found.words))
        words = tuple(dict.fromkeys(one for word in found.words for one in self._corrected(word)))
        return found if words == found.words else Lemmas(words, "staff", found.bare)

    def known(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form that is in the lists or the table as it is, or none."""
        lists = self._lists
        if form in lists.lemmas:
            return lists.lemmas[form]
        name = self._name(form)
        found = name.words if name else self._table.get(form)
        return tuple(one for word in self._content(found) for one in self._corrected(word))

    def _before_pronouns(self, form: str, lemmas: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lemmas that a form may have if it has a ة, as ت, before its ending.

        حربتهم is of حربة: حربه may be حرب with a pronoun, which no other ending follows.
        """
        forms = {"".join(normalize(lemma)) for lemma in lemmas}
        shorter = {one[:-1] for one in forms if one.endswith("ه") and one[:-1] + "ت" in form}
        if not shorter:
            return lemmas
        return tuple(
            one
            for one in lemmas
            if "".join(normalize(one)) not in shorter or self.is_adjective(one)
        )

    def _corrected(self, lemma: str) -> tuple[str, ...]:
        """Return the lemmas that staff list instead of a lemma, or the lemma itself."""
        if lemma.endswith((VERB, PARTICLE, STOP)):
            return (lemma,)
        return self._lists.lemmas.get("".join(normalize(lemma)), (lemma,))

    def _listed(self, form: str) -> Lemmas | None:
        """Return the lemmas of a form from the lists of staff, or None."""
        if form in self._lists.stop_words:
            return self._stop_word(form)
        if name := self._name(form):
            return name
        for bare in without_prefix(form):
            if bare.is_noun and not self._is_letter(form, bare):
                if bare.word in self._lists.lemmas:
                    return Lemmas(self._lists.lemmas[bare.word], "staff", bare.word)
                if name := self._name(bare.word):
                    return name
        return self._stop_word(form)

    def _stop_word(self, form: str) -> Lemmas | None:
        """Return the lemma of a stop word, listed or with clitics, or None for other words."""
        word = self._stop_words.get(form)
        if word is None or not (form in self._lists.stop_words or self._is_only(form, word)):
            return None
        found = self._table.get(word)
        is_verb = found and self.function.issuperset(found)
        return Lemmas(found[:1] if is_verb else (word + STOP,), "stop word", word)

    def _is_only(self, form: str, stop_word: str) -> bool:
        """Return whether a form is, by the dictionary, no other word than a stop word.

        Of the forms that the dictionary lacks, those with a conjunction or a pronoun are.
        """
        found, own = self._table.get(form), self._table.get(stop_word)
        if not found:
            return (form[1:] == stop_word and form[0] in CONJUNCTIONS) or form.startswith(stop_word)
        return all(word in own or word.endswith(PARTICLE) for word in found)

    def _is_letter(self, form: str, bare: Bare) -> bool:
        """Return whether a prefix is rather a letter of the word: فرقة is not ف and رقة.

        It is if the whole word is more frequent than the rest, or is a noun of the dictionary that
        is not rare: فروسية is not ف and روسية.
        """
        if bare.prefix in ARTICLES:
            return False
        conjunction = bare.prefix[:1] if len(bare.prefix) > 1 else ""
        whole = form.removeprefix(conjunction)
        met = self._met(whole)
        is_noun = any(_is_spelled(noun, whole) for noun in self._table.get(whole))
        often = self._lists.lexicon.get(form, 0) > self._met(bare.word) + RARE
        return (is_noun and met >= RARE and bare.prefix != AND) or often

    def _name(self, form: str) -> Lemmas | None:
        """Return the lemma of the name of a people, or of one that staff protect, or None.

        A protected name has the spelling of its noun in the dictionary, if that is the same word.
        """
        if people := self._peoples.lemmas.get(form):
            nouns = (one for one in self._table.get(form) if not one.endswith((VERB, PARTICLE)))
            others = (noun for noun in nouns if noun.endswith(MAQSURA))  # مجري, but also مجرى
            return Lemmas((*people, *others), "people", form)
        if form in self._lists.protected:
            return Lemmas((self._spelled(form),), "name", form)
        return None

    def _in_table(self, form: str) -> Lemmas | None:
        """Return the lemmas of a form that is in the dictionary, or None."""
        words = self._content(self._table.get(form))
        if not words or (form.startswith(ARTICLES) and words[0].endswith(PARTICLE)):
            return None
        return Lemmas(words, "dictionary", form)

    def _known_name(self, form: str) -> Lemmas | None:
        """Return the lemma of a known name with or without proclitics, or None for other words."""
        for bare in (form, *(one.word for one in without_prefix(form) if one.is_noun)):
            if bare in self._names:
                return Lemmas((self._spelled(bare),), "known name", bare)
        return None

    def _spelled(self, name: str) -> str:
        """Return a name as its noun in the dictionary is spelled, or as it is without one."""
        return next((noun for noun in self._table.get(name) if _is_spelled(noun, name)), name)

    def is_adjective(self, lemma: str) -> bool:
        """Return whether a lemma is an adjective: its feminine is a form of it behind the article.

        There a final ه is no pronoun. الكبيرة is of كبير alone, or rather of it, as is كبيرات.
        """
        form = "".join(normalize(lemma))
        definite = self._table.get(ARTICLE + form + "ه")
        plural = self._table.get(form + "ات")
        return definite == (lemma,) or (definite[:1] == plural[:1] == (lemma,))

    def _content(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lemmas without those of function words, or all if no others are left."""
        content = (
            word for word in words if word not in self.function and not word.endswith(PARTICLE)
        )
        return tuple(content) or words

    def _without_affixes(self, form: str) -> Lemmas | None:
        """Return the lemmas of the best attested word without affixes, or None.

        Of a form that the lexicon lacks, words without a second prefix are tried last: لوتتعلق.
        """
        if best := self._without_affixes_once(form):
            return best
        if form in self._lists.lexicon:
            return None
        for bare in without_prefix(form):
            rest = bare.word
            found = self._listed(rest) or self._in_table(rest) or self._of_rest(rest)
            if bare.is_noun and found:
                return found
        return None

    def _without_affixes_once(self, form: str) -> Lemmas | None:
        """Return the lemmas of the best attested word without a prefix and a suffix, or None.

        Words without a prefix are tried first, then those without a suffix, then without both.
        """
        unmet: list[list[_Attested]] = []
        for candidates in bare_words(form):
            attested = self._attested(form, candidates)
            if best := _best([one for one in attested if one.met >= 1]):
                return best
            unmet.append(attested)
        return next(filter(None, map(_best, unmet)), None)

    def _of_rest(self, rest: str) -> Lemmas | None:
        """Return the lemmas of a word behind a prefix that has one more, or None."""
        found = self._without_affixes_once(rest)
        attested = found and len(found.bare) > LEAST and self._met(found.bare) >= RARE
        return found if attested else None

    def _attested(self, form: str, candidates: Iterable[Bare]) -> list[_Attested]:
        """Return those of the words that are attested as what a form is of, with their lemmas."""
        return [
            _Attested(met, bare, words)
            for bare in candidates
            if (met := self._evidence(form, bare)) and (words := self._words(bare))
        ]

    def _words(self, bare: Bare) -> tuple[str, ...]:
        """Return the lemmas of a word whose kind, noun or verb, fits its affixes."""
        word = bare.word
        if name := self._name(word):
            return name.words if bare.is_noun else ()
        if word in self._lists.stop_words:
            return ()
        if bare.prefix and self._stop_word(word):
            return ()  # a clitic before بعض is taken off later
        found = self._lists.lemmas.get(word) or self._table.get(word)
        fitting = [
            word
            for word in self._content(found)
            if not word.endswith(PARTICLE)
            and (bare.is_verb if word.endswith(VERB) else bare.is_noun)
        ]
        nouns = [word for word in fitting if not word.endswith(VERB)]
        return tuple(nouns if nouns and bare.prefix.endswith(PREPOSITIONS) else fitting)

    def _evidence(self, form: str, bare: Bare) -> float:
        """Return how well the word is attested; 0 if the affix is rather part of the word."""
        if self._name(bare.word):
            return 1e9
        whole, met = self._lists.lexicon.get(form, 0), self._met(bare.word)
        if whole:
            return met if met >= whole or bare.prefix.endswith(ARTICLE) else 0
        return met or (UNMET if len(bare.word) >= LONG else 0)

    def _met(self, word: str) -> int:
        """Return the frequency of a word, with and without the article."""
        lexicon = self._lists.lexicon
        return lexicon.get(word, 0) + lexicon.get(ARTICLE + word, 0)

    def _by_rule(self, form: str) -> Lemmas:
        """Return the nouns of the dictionary that are written as the stem, else the stem.

        Only endings of adjectives and feminines are taken off: براون, ماسون are no plurals or
        duals. The و of a long word that the lexicon lacks is taken for the conjunction: وقرنفلا.
        """
        if form[0] == AND and len(form) > LONG and form not in self._lists.lexicon:
            return self.lemmas(form[1:])
        if verb := unknown_verb(form):
            return Lemmas((verb,), "rule", verb)
        if word := _before_pronoun(form):
            return self.lemmas(word)
        *_, stem = (step for step in self._steps(form) if _is_adjective_of(form, step))
        words = () if stem in self._lists.stop_words else self._table.get(stem)
        nouns = tuple(word for word in words if _is_spelled(word, stem))
        return Lemmas(nouns or (stem,), "rule", stem)


def _best(attested: Sequence[_Attested]) -> Lemmas | None:
    """Return the lemmas of the best attested of these words, and of those nearly as common."""
    if not attested:
        return None
    best = max(attested, key=attrgetter("met"))
    near = (
        one.words
        for one in attested
        if one.met >= best.met * NEARLY
        and (one.bare.prefix, one.bare.suffix) == (best.bare.prefix, best.bare.suffix)
    )
    return Lemmas(tuple(dict.fromkeys(chain.from_iterable(near))), "affixes", best.bare.word)


def _before_pronoun(form: str) -> str:
    """Return the word before ت and a pronoun of several letters in an unknown form, or "".

    The ت was a ة, or belongs to a plural: محبرتهم, محبراتهم. A preposition before م, with which
    many nouns begin, is left out too: بمحبرتهم, but not بيولوجيتهم.
    """
    found = _PRONOUN_AFTER_TEH.fullmatch(form)
    if not found:
        return ""
    word = found[1] + ("ت" if found[1].endswith("ا") else "ه")
    return word[1:] if word.startswith(_BEFORE_NOUN) else word


def _is_adjective_of(form: str, word: str) -> bool:
    """Return whether a form is a word with or without a prefix, or an adjective made from it."""
    before, found, ending = form.rpartition(word)
    return bool(found) and ending in ADJECTIVES and before not in FUTURE


def _is_spelled(noun: str, form: str) -> bool:
    """Return whether a lemma is a noun that is written as a form."""
    return "".join(normalize(noun)) == form
