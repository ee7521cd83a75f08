"""Other spellings of a form, by a lexicon: what a misspelled or foreign letter stands for.

A rule proposes spellings, and the lexicon decides: a form that is rare or unknown is also indexed
as the frequent word that it may be meant for. A frequent word is never indexed as another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, product
from math import inf

from analyzers.lexicon import Lexicon
from analyzers.normalize import is_arabic
from analyzers.orthography.quranic import closed_teh
from analyzers.variants.proclitics import ARTICLE, without_article, without_joined

FOREIGN = {
    "گ": ("غ", "ك", "ج", "ق"),  # gaf
    "ڭ": ("ك", "غ", "ج", "ق"),  # ng
    "ڬ": ("ك", "غ", "ج", "ق"),  # kaf with a dot
    "ݣ": ("ك", "غ", "ج", "ق"),  # Moroccan gaf
    "ڨ": ("ق", "غ", "ك", "ج"),  # Tunisian gaf
    "ڠ": ("غ", "ك", "ج", "ق"),  # Malay nga
    "چ": ("تش", "ج", "ش"),  # cheh
    "ژ": ("ج", "ز", "ش"),  # zheh
}
"""Arabic letters for the sound of each foreign letter, the usual ones first."""

LEAST_FOREIGN = 3
"""Least number of letters of a word whose foreign letters may be other than the usual ones."""

MOST_FOREIGN = 2
"""Most foreign letters of such a word."""

OFTEN = 1 / 10
"""Least frequency of such a spelling, relative to the most frequent one."""

MET = 20
"""Least frequency of a word that a form may be meant for."""

HAMZA_RATIO = 3
"""Least ratio of the frequencies of a word and of its spelling with another hamza."""

LEAST_SEATED = 4
"""Least number of letters of an unknown word of which one is taken for the seat of a hamza."""

LEAST_DAMAGED = 5
"""Least number of letters of an unknown word that is taken for damaged."""

SEAT_RATIO = 1 / 8
"""Least ratio of the frequencies of a word with hamza and of another that the same form without
hamza may be inflected of."""

DEFINITE_RATIO = 10
"""The same ratio for a word behind the article that is taken for damaged."""

ARTICLE_RATIO = 3
"""Least ratio of the frequencies of a word behind لل and of the word that ل may stand before."""

ENDINGS = ("ها", "هم", "كم", "نا", "ات", "ان", "ون", "ين", "ته", "وا", "ه", "ا", "ي", "ت")
"""Endings of inflected forms."""

_FOREIGN = re.compile(f"[{''.join(FOREIGN)}]")
_DOUBTFUL = re.compile(f"[{''.join(FOREIGN)}ءت]|اه$")
_HAMZA = re.compile("ء|اه$")
_BEHIND_HAMZA = re.compile("(?<=.)ء(?![واي])")
# A seat is left alone behind a long a (قايمة), beside the same letter (مسوول, رييس), and near the
# beginning of a word (مومن, يوكد, سوال, بورة); elsewhere it is rather a letter (رويس, قاوم).
_SEATS_LEFT = re.compile(
    "(?<=ا)ي(?=.)|(?<=.)ي(?=ي.)|(?<=.)و(?=و.)|(?:(?<=^[ميتنا])|(?<=^الم))و(?=..)"
    "|(?:(?<=^.)|(?<=^ال.))و(?=ا.|.ه$|.اء$)"
)
_LAM_ALEF = re.compile("(?<=.)ال")

_DISTINCT = re.compile(".*(?:جزيء|النشء|مريء)")
"""Words that are no misspelling of a more frequent one."""


class Respellings:
    """The other spellings of forms; they depend on the lists alone.

    Args:
        lexicon: Frequency of each form.
        stop_words: Stop words, which stand for themselves alone.
        names: Protected names, which do so too, but may be written with foreign letters.
    """

    def __init__(self, lexicon: Lexicon, stop_words: frozenset[str], names: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._stop_words = stop_words
        self._names = names
        self._kept = stop_words | names

    def of(self, form: str) -> tuple[str, ...]:
        """Return the spellings of a form, the likeliest first; mostly the form alone."""
        if form in self._lexicon and not _DOUBTFUL.search(form):
            return (form,)
        if len(form) < 2 or form in self._kept or not is_arabic(form):
            return (form,)
        if _FOREIGN.search(form):
            return self._in_arabic_letters(form)
        found = dict.fromkeys((form, *self._others(form)))
        return (form, *(other for other in found if other != form and other not in self._kept))

    def _others(self, form: str) -> Iterator[str]:
        """Yield the frequent words that a form may be meant for."""
        if closed := closed_teh(form):
            yield closed
        if _HAMZA.search(form) and not _DISTINCT.fullmatch(form):
            yield from self._with_other_hamza(form)
        if form not in self._lexicon:
            yield from self._of_unknown(form)

    def _with_other_hamza(self, form: str) -> Iterator[str]:
        """Yield the more frequent words that differ from a form in the seat of a hamza."""
        met = self._met(form)
        least = max(MET, met * HAMZA_RATIO)
        yield from (one for one in _other_seats(form) if self._met(one) >= least)
        swapped = _other_ending(form)
        if swapped and self._is_long(form) and self._met(swapped) >= max(MET, met / HAMZA_RATIO):
            yield swapped

    def _of_unknown(self, form: str) -> Iterator[str]:
        """Yield the words that a form may be meant for that the lexicon lacks."""
        if len(form) >= LEAST_SEATED and not any(self._bare(form)):
            seated = self._most_met(_with_hamza(form))
            if self._is_rather(seated, form, SEAT_RATIO):
                yield seated
            elif len(form) >= LEAST_DAMAGED:
                mended = self._most_met((*_with_alef(form), *_with_lam_alef(form)))
                is_definite = without_article(form) != form
                if self._is_rather(mended, form, DEFINITE_RATIO if is_definite else inf):
                    yield mended
        if form.startswith("لال"):
            with_article = "للا" + form[3:]
            if self._met(with_article) >= max(MET, self._lexicon.get(form[1:], 0) * ARTICLE_RATIO):
                yield with_article

    def _is_rather(self, word: str, form: str, ratio: float) -> bool:
        """Return whether an unknown form is rather a word than inflected of a known one.

        Args:
            word: The word.
            form: The form.
            ratio: Least ratio of the frequencies of the word and of the known one.
        """
        met = self._met(word)
        if met < MET:
            return False
        base = self._base_met(form)
        return base < MET or met >= base * ratio

    def _most_met(self, words: Iterable[str]) -> str:
        """Return the most frequent word, or "" for none."""
        return max(words, key=self._met, default="")

    def _in_arabic_letters(self, form: str) -> tuple[str, ...]:
        """Return a form with its foreign letters as the usual Arabic ones, then as other ones.

        Of a word that is met or a name, only the spellings that are; of another one, all.
        """
        letters = [FOREIGN.get(letter, (letter,)) for letter in form]
        usual = "".join(choice[0] for choice in letters)
        if len(form) < LEAST_FOREIGN or len(_FOREIGN.findall(form)) > MOST_FOREIGN:
            return (usual,)
        spellings = map("".join, product(*letters))
        met = {
            other: max(self._met(other), MET if other in self._names else 0)
            for other in spellings
            if other not in self._stop_words
        }
        most = max(met.values(), default=0)
        least = max(MET, most * OFTEN) if most >= MET else 0
        often = sorted(
            filter(lambda other: met[other] >= least, met), key=lambda other: -met[other]
        )
        return tuple(dict.fromkeys((usual, *often)))

    def _met(self, word: str) -> int:
        """Return the frequency of a word, with and without the article."""
        if not word:
            return 0
        lexicon = self._lexicon
        bare = without_article(word) if ARTICLE in word[:5] or "لل" in word[:3] else word
        met = lexicon.get(word, 0) + lexicon.get(ARTICLE + word, 0)
        return met if bare == word else met + lexicon.get(bare, 0)

    def _is_long(self, form: str) -> bool:
        """Return whether a form has four letters or more without its proclitics."""
        return all(len(bare) > 3 for bare in (without_article(form), *self._bare(form)))

    def _bare(self, form: str) -> Iterator[str]:
        """Yield a form, with and without its proclitics, if the lexicon has it."""
        return (bare for bare in without_joined(form) if bare in self._lexicon)

    def _base_met(self, form: str) -> int:
        """Return the frequency of the most frequent word of which a form may be inflected."""
        rests = (
            bare.removesuffix(ending)
            for bare in without_joined(form)
            for ending in ENDINGS
            if bare.endswith(ending) and len(bare) - len(ending) > 2
        )
        words = chain.from_iterable((rest, rest + "ه", rest + "ي") for rest in rests)
        return max(map(self._met, words), default=0)


def _other_seats(form: str) -> Iterator[str]:
    """Yield a form with another letter beside a hamza: شيء for شئ, مسؤول for مسؤل."""
    if form.endswith("ء") and form[-2] not in "اوي":
        yield form[:-1] + "يء"
        yield form[:-1] + "وء"
    elif form.endswith(("يء", "وء")):
        yield form[:-2] + "ء"
    for found in _BEHIND_HAMZA.finditer(form):
        yield form[: found.end()] + "و" + form[found.end() :]


def _other_ending(form: str) -> str:
    """Return a form in ئة with أة, or the reverse: هيئة and هيأة; "" for others."""
    if form.endswith("ءه"):
        return form[:-2] + "اه"
    return form[:-2] + "ءه" if form.endswith("اه") else ""


def _with_hamza(form: str) -> Iterator[str]:
    """Yield an unknown form with one of its letters as a hamza: رؤساء for روساء."""
    for found in _SEATS_LEFT.finditer(form):
        yield form[: found.start()] + "ء" + form[found.end() :]


def _with_alef(form: str) -> Iterator[str]:
    """Yield an unknown form with one of its hamzas on an alef: مسألة for مسئلة, القرآن."""
    if "ءا" in form[1:]:
        yield form[0] + form[1:].replace("ءا", "ا")
    for place in range(1, len(form) - 1):
        if form[place] == "ء":
            yield form[:place] + "ا" + form[place + 1 :]


def _with_lam_alef(form: str) -> Iterator[str]:
    """Yield an unknown form with each ال inside it as لا, and with all of them.

    Extraction from PDF turns the letters of the ligature round. The article stays.
    """
    first = len(form) - len(without_article(form))
    places = [found.start() for found in _LAM_ALEF.finditer(form) if found.start() >= first]
    for place in places:
        yield form[:place] + "لا" + form[place + 2 :]
    if len(places) > 1:
        yield form[:first] + form[first:].replace("ال", "لا")
