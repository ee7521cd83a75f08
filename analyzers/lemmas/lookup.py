"""The lemmas of a form: from the lists of staff, the dictionary, or by rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from analyzers.lemmas.endings import Bare, bare_words, without_prefix
from analyzers.lemmas.table import PARTICLE, FormTable
from analyzers.normalize import is_arabic, normalize
from analyzers.variants.proclitics import ARTICLE, ARTICLES
from analyzers.word_lists import VERB, WordLists

Source = Literal["staff", "stop word", "name", "dictionary", "affixes", "rule", "as written"]

STOP = "/s"
"""Behind the lemma of a stop word, so that no word of another kind shares it."""

LONG = 5
"""Letters; so long a rest is hardly an accident (as in `stemmers.guarded`)."""

RARE = 10
"""Times that a word may have been met though it is not in the lexicon (the same)."""


class Lemmas(NamedTuple):
    """The lemmas of a form, the likeliest first, never none.

    Attributes:
        words: Each as the dictionary writes it, with the mark of its kind (`lemmas.table`).
        source: Where they are from.
        bare: The word that was looked up, without what is joined to it.
    """

    words: tuple[str, ...]
    source: Source
    bare: str


class Lemmatizer:
    """Finds the lemmas of forms. A pure function of its lists and its table, safe under threads.

    `stem` cuts forms that the table does not know.
    """

    def __init__(self, lists: WordLists, table: FormTable, stem: Callable[[str], str]) -> None:
        self._lists = lists
        self._table = table
        self._stem = stem
        self._function = frozenset(
            lemma
            for word in lists.stop_words
            for lemma in table.get(word)
            if lemma.endswith((VERB, PARTICLE))
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
            or self._without_affixes(form)
            or self._by_rule(form)
        )
        words = tuple(dict.fromkeys(one for word in found.words for one in self._corrected(word)))
        return found if words == found.words else Lemmas(words, "staff", found.bare)

    def known(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form that is in the lists or the table as it is, or none."""
        lists = self._lists
        if form in lists.lemmas:
            return lists.lemmas[form]
        found = self._of_name(form) if form in lists.protected else self._table.get(form)
        return tuple(one for word in self._content(found) for one in self._corrected(word))

    def _corrected(self, lemma: str) -> tuple[str, ...]:
        """Return what staff say a lemma is a form of."""
        if lemma.endswith((VERB, PARTICLE, STOP)):
            return (lemma,)
        return self._lists.lemmas.get("".join(normalize(lemma)), (lemma,))

    def _listed(self, form: str) -> Lemmas | None:
        """Return what the lists of staff say."""
        if form in self._lists.stop_words:
            words = tuple(word for word in self._table.get(form) if word in self._function)
            return Lemmas(words or (form + STOP,), "stop word", form)
        if form in self._lists.protected:
            return Lemmas(self._of_name(form), "name", form)
        for bare in without_prefix(form):
            if bare.is_noun and not self._is_letter(form, bare):
                if bare.word in self._lists.lemmas:
                    return Lemmas(self._lists.lemmas[bare.word], "staff", bare.word)
                if bare.word in self._lists.protected:
                    return Lemmas(self._of_name(bare.word), "name", bare.word)
        return None

    def _is_letter(self, form: str, bare: Bare) -> bool:
        """Whether the whole is so common that its first letter is its own: فرقة beside الرقة."""
        if bare.prefix in ARTICLES:
            return False
        return self._lists.lexicon.get(form, 0) > self._met(bare.word) + RARE

    def _of_name(self, form: str) -> tuple[str, ...]:
        """Return the lemma of a protected name: the noun of the table, if it is as long."""
        nouns = (word for word in self._table.get(form) if not word.endswith((VERB, PARTICLE)))
        return (next((noun for noun in nouns if len(noun) >= len(form) - 1), form),)

    def _in_table(self, form: str) -> Lemmas | None:
        words = self._content(self._table.get(form))
        return Lemmas(words, "dictionary", form) if words else None

    def _content(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lemmas without those of function words, if others are left."""
        return tuple(word for word in words if word not in self._function) or words

    def _without_affixes(self, form: str) -> Lemmas | None:
        """Return the lemmas of the commonest word that is left with the least taken off."""
        for candidates in bare_words(form):
            best, most = None, 0.0
            for bare in candidates:
                if (met := self._evidence(form, bare)) > most and (words := self._words(bare)):
                    best, most = Lemmas(words, "affixes", bare.word), met
            if best:
                return best
        return None

    def _words(self, bare: Bare) -> tuple[str, ...]:
        """Return the lemmas of a word that can be of the kind that its affixes want."""
        word = bare.word
        if word in self._lists.protected:
            return self._of_name(word) if bare.is_noun else ()
        if word in self._lists.stop_words:
            return ()
        found = self._lists.lemmas.get(word) or self._table.get(word)
        return tuple(
            word
            for word in self._content(found)
            if not word.endswith(PARTICLE)
            and (bare.is_verb if word.endswith(VERB) else bare.is_noun)
        )

    def _evidence(self, form: str, bare: Bare) -> float:
        """How well the word is attested beside the form; 0 where the affix is rather a letter."""
        if bare.word in self._lists.protected:
            return 1e9
        whole, met = self._lists.lexicon.get(form, 0), self._met(bare.word)
        if whole:
            return met if met >= whole or bare.prefix.endswith(ARTICLE) else 0
        return met or (0.5 if len(bare.word) >= LONG else 0)

    def _met(self, word: str) -> int:
        """How often the word is met, with the article and without."""
        lexicon = self._lists.lexicon
        return lexicon.get(word, 0) + lexicon.get(ARTICLE + word, 0)

    def _by_rule(self, form: str) -> Lemmas:
        """Return what the dictionary knows of the stem, or the stem."""
        stem = self._stem(form)
        words = () if stem in self._lists.stop_words else self._content(self._table.get(stem))
        nouns = tuple(word for word in words if not word.endswith((VERB, PARTICLE)))
        return Lemmas(nouns or (stem,), "rule", stem)
