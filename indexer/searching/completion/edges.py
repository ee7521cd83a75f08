"""Words at which a phrase may begin and end.

A phrase that begins or ends at another word is a fragment, as «لتنظيم داعش» and «رئيس الحكومة يجري»
are. The dictionary tells verbs, particles and adjectives in ـي.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from analyzers.analyzer import ArabicAnalyzer
from analyzers.lemmas.table import PARTICLE, shipped
from analyzers.normalize import normalize
from analyzers.variants.names import words_of_names
from analyzers.variants.proclitics import ARTICLE, CONJUNCTIONS, PREPOSITIONS, without_article
from analyzers.word_lists import VERB
from indexer.lists.territories import names_a_territory

MIN_LETTERS = 3
"""Fewest letters of the first and last word of a phrase."""

MIN_JOINED = 4
"""Fewest letters of a word whose first one may be a proclitic."""

PRONOUNS = ("هما", "ها", "هم", "هن")
"""Suffixed pronouns, which refer to something outside the phrase; one letter tells too little."""

PRESENT = ("ي", "ت")
"""Prefixes of the third person of the present tense."""

ACCUSATIVE = "ا"
"""Ending of the indefinite accusative."""

NISBA, FEMININE = "ي", "ه"
"""Ending of an adjective made from a noun, and of its feminine, in normalised forms."""

SAUDI_ARABIA = "السعوديه"
"""A country whose name is an adjective."""

ADVERBIAL = frozenset(
    normalize(word)[0]
    for word in (
        "أمس اليوم غدا الآن حاليا"
        " إثر أثناء إزاء أجل إطار باسم تجاه جراء حسب حوالي خارج خلف داخل رغم ضمن طوال طيلة عبر عدم"
        " عقب قبالة قرابة قرب لدى لقاء مثل منذ نحو نفس وسط وفق"
    ).split()
)
"""Nouns that are used as adverbs or prepositions, which the dictionary does not tell."""

UNFINISHED = frozenset(
    normalize(word)[0] for word in "أبو أبي ابن ابنة بنت عبد آل نجل شقيق حفيد زوجة".split()
)
"""Words after which a name follows."""


class Edges:
    """Tells at which words a phrase may begin and end.

    Args:
        analyzer: The analyser of the texts, with the lists of staff.
    """

    def __init__(self, analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self._lists = analyzer.lists
        self._table = shipped()
        cached = lru_cache(maxsize=None)
        self.is_inside = cached(self._is_inside)
        self.may_begin = cached(self._may_begin)
        self.may_end = cached(self._may_end)
        self.may_stand_alone = cached(self._may_stand_alone)

    def _is_inside(self, form: str) -> bool:
        """Return whether a phrase may contain a word: no stop word, verb or particle."""
        if form in self._lists.protected:
            return True
        return not (self._analyzer.is_stop(form) or self._lemma(form).endswith((VERB, PARTICLE)))

    def _may_begin(self, form: str) -> bool:
        """Return whether a phrase may begin with a word: no adjective, and no joined particle."""
        return self._is_content(form) and not (self._is_joined(form) or self._is_adjective(form))

    def _may_end(self, form: str) -> bool:
        """Return whether a phrase may end with a word."""
        if form in UNFINISHED or self._depends(form):
            return False
        has_preposition = self._is_joined(form) and not form.startswith(CONJUNCTIONS)
        return self._is_content(form) and not has_preposition

    def _may_stand_alone(self, form: str) -> bool:
        """Return whether a word may be a completion by itself."""
        return self.may_begin(form) and self.may_end(form) and not self._is_inflected_feminine(form)

    def _is_content(self, form: str) -> bool:
        return (
            len(form) >= MIN_LETTERS
            and not form.isdigit()
            and form not in ADVERBIAL
            and form not in _weekdays()
            and self.is_inside(form)
            and not self._may_be_verb(form)
        )

    def _may_be_verb(self, form: str) -> bool:
        """Return whether a form with a verb's prefix is read as one and has never the article."""
        is_name = form in self._lists.protected or form in words_of_names()
        if is_name or not form.startswith(PRESENT):
            return False
        is_verb = any(lemma.endswith(VERB) for lemma in self._table.get(form))
        return is_verb and not self._lists.lexicon.get(ARTICLE + form)

    def _lemma(self, form: str) -> str:
        """Return the likeliest lemma of a form by staff or the dictionary, or ""."""
        found = self._lists.lemmas.get(form) or self._table.get(form)
        return found[0] if found else ""

    def _is_adjective(self, form: str) -> bool:
        """Return whether a form is an adjective in ـي, or a feminine one with the article."""
        if form == SAUDI_ARABIA:
            return False
        if form.startswith(ARTICLE) and self._is_inflected_feminine(form):
            return True
        masculine = "".join(normalize(self._lemma(form))) or form.removesuffix(FEMININE)
        noun = masculine.removesuffix(NISBA)
        if noun == masculine:
            return False
        if names_a_territory(masculine) or without_article(noun) in self._lists.protected:
            return True
        if form in self._lists.protected or not self._lemma(form):
            return False
        feminine = ARTICLE + masculine + FEMININE
        return self._lemma(feminine) == self._lemma(form) or self._met(noun) > self._met(masculine)

    def _is_inflected_feminine(self, form: str) -> bool:
        """Return whether a form is the feminine of a masculine lemma: جديدة of جديد."""
        if form == SAUDI_ARABIA or form in self._lists.protected or not form.endswith(FEMININE):
            return False
        lemma = "".join(normalize(self._lemma(form)))
        return bool(lemma) and lemma == without_article(form).removesuffix(FEMININE)

    def _is_joined(self, form: str) -> bool:
        """Return whether a form begins with a joined particle: لتنظيم, but not ليبيا."""
        if without_article(form) != form:
            return not form.startswith(ARTICLE)
        if len(form) < MIN_JOINED or form in self._lists.protected:
            return False
        if form[0] not in CONJUNCTIONS + PREPOSITIONS:
            return False
        rest = form[1:]
        if lemma := self._lemma(form):
            return lemma == self._lemma(rest)
        return self._met(rest) > self._lists.lexicon.get(form, 0)

    def _met(self, word: str) -> int:
        """Return the frequency of a word in the language, with and without the article."""
        lexicon = self._lists.lexicon
        return lexicon.get(word, 0) + lexicon.get(ARTICLE + word, 0)

    def _depends(self, form: str) -> bool:
        """Return whether a form has an ending that ties it to a sentence.

        It is a pronoun, as in تمويلها, or the accusative, as in شخصا.
        """
        lemma = "".join(normalize(self._lemma(form)))
        if not lemma or form in self._lists.protected:
            return False
        has_pronoun = form.endswith(PRONOUNS) and not lemma.endswith(PRONOUNS)
        return has_pronoun or form == lemma + ACCUSATIVE


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    """Return the forms of the days of the week, of which news are full."""
    names = Locale("ar").days["format"]["wide"].values()
    return frozenset(form for name in names for form in normalize(str(name)))
