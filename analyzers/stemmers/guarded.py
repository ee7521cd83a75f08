"""The lexicon-guarded light stemmer, the default.

A light stemmer (Larkey, Ballesteros, Connell: "Light Stemming for Arabic Information Retrieval",
2007: light10's affixes) that takes an affix off only where a lexicon of word frequencies says that
what remains is a word. Tashaphyne finds where a word can be cut.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzers.lexicon import Lexicon
from analyzers.normalize import is_arabic
from analyzers.stemmers import affixes
from analyzers.variants.proclitics import ARTICLE, ARTICLES, FUTURE, JOINED, PERSONS
from analyzers.word_lists import WordLists

VERSION = f"1+tashaphyne-{affixes.VERSION}"
"""Its number is raised with every change of the rules that makes another stem of a form."""

LAM_ARTICLE = "لل"
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")  # light10's, after ة→ه
PLURALS = ("ان", "ون", "ين")
PRONOUNS = ("هما", "كما", "هم", "هن", "كم", "نا", "وا")

LEAST_STEM = 3
LEAST_AFTER_ARTICLE = 2
LONG = 5  # letters; so long a rest is hardly an accident
# An article stands if the bare word is at least this often met as the whole.
ARTICLE_EVIDENCE = 1 / 200
# A short rest before a plural's ending stands if it is at least this often met as the word.
SHORT_EVIDENCE = 1 / 20
# A word begins with no clitic if the article stands before it this often, against it alone.
ARTICLE_BEFORE = 1 / 10

# A form that is not in the lexicon may yet have been met a few times.
RARE = 10


class GuardedStemmer:
    """The lexicon-guarded light stemmer.

    `protected` names are never cut, whatever stands before or after them; `plurals` maps forms of
    broken plurals to their singulars.
    """

    def __init__(
        self, lexicon: Lexicon, protected: frozenset[str], plurals: Mapping[str, str]
    ) -> None:
        self._frequency = lexicon
        self._protected = protected
        self._plurals = plurals
        self._affixes = affixes.Affixes(
            prefixes=(*ARTICLES, *JOINED[1:], *FUTURE), suffixes=(*SUFFIXES, *PRONOUNS)
        )

    def stem(self, form: str) -> str:
        return self.steps(form)[-1]

    def steps(self, form: str) -> list[str]:
        steps = [form]
        if not is_arabic(form) or len(form) <= LEAST_STEM:
            if form in self._plurals:
                self._take_suffixes(steps)
            return steps
        while (bare := self._without_prefix(form)) != form:
            steps.append(bare)
            # a conjunction before an article; more than is usual before a word never met
            if not bare.startswith(ARTICLE) and form in self._frequency:
                break
            form = bare
        self._take_suffixes(steps)
        return steps

    def cuts(self, word: str) -> list[tuple[str, str, str]]:
        starts = [(word[:cut], word[cut:], "") for cut in self._affixes.prefix_ends(word)]
        return starts + [("", word[:cut], word[cut:]) for cut in self._affixes.suffix_starts(word)]

    def _known(self, word: str) -> bool:
        return word in self._protected or word in self._plurals

    def _begins_known(self, word: str) -> bool:
        """Whether the word, or what is left of it without a suffix, is in the lists."""
        return self._known(word) or any(
            self._known(word[:cut]) for cut in self._affixes.suffix_starts(word)
        )

    def _without_prefix(self, form: str) -> str:
        if self._begins_known(form):
            return form
        best, best_evidence = form, 0.0
        for cut in self._affixes.prefix_ends(form):
            prefix, rest = form[:cut], form[cut:]
            if prefix in FUTURE and rest[0] not in PERSONS:
                continue
            if self._begins_known(rest) and not self._is_letter(form, prefix, rest):
                return rest
            if prefix.endswith(LAM_ARTICLE) and self._begins_known(ARTICLE + rest):
                return ARTICLE + rest
            if (evidence := self._prefix_evidence(form, prefix, rest)) > best_evidence:
                best, best_evidence = rest, evidence
        if form.removesuffix(best).endswith(LAM_ARTICLE):  # as ل before the article would be
            return self._without_prefix(ARTICLE + best)
        return best

    def _is_letter(self, form: str, prefix: str, rest: str) -> bool:
        """Whether the whole is so common that its first letter is its own: فرقة beside الرقة."""
        if prefix in ARTICLES or len(rest) > LEAST_STEM:
            return False
        return self._frequency.get(form, 0) > self._met(rest) + RARE

    def _prefix_evidence(self, form: str, prefix: str, rest: str) -> float:
        """How well the rest is attested as a word; 0 if the prefix must stay."""
        frequency = self._frequency
        whole = frequency.get(form, 0)
        bare, definite = frequency.get(rest, 0), frequency.get(ARTICLE + rest, 0)
        if prefix not in ARTICLES:
            return self._clitic_evidence(form, rest, whole, bare + definite)
        if len(rest) < LEAST_AFTER_ARTICLE:
            return 0
        if prefix != ARTICLE:
            bare += definite
        if bare == 0 and (whole == 0 or len(rest) >= LONG):
            return 0.5  # an article before a rare word: any better evidence wins
        return bare if bare > whole * ARTICLE_EVIDENCE else 0

    def _clitic_evidence(self, form: str, rest: str, whole: int, found: int) -> float:
        """The same, where the prefix is no article: `whole` and `found` are how often both are met,
        the rest also with the article."""
        if (
            len(rest) < LEAST_STEM
            or self._frequency.get(ARTICLE + form, 0) > whole * ARTICLE_BEFORE
        ):
            return 0
        accusative = form.endswith("ا") and form[-2] not in "هنو"  # no pronoun: ها, نا, وا
        if accusative and self._met(form[:-1]) > found > 0:
            return 0  # of another word: فردا
        if whole or found:
            return found if found >= whole else 0
        unmet = len(rest) > LONG and self._without_suffixes(rest) in self._frequency
        return 0.25 if unmet else 0  # less than any word that is met, with an article or without

    def _take_suffixes(self, steps: list[str]) -> None:
        """Adds the steps from the last of these to the stem."""
        may_be_pronoun = may_be_plural = True
        while True:
            word = steps[-1]
            if may_be_plural and word in self._plurals:
                steps.append(self._plurals[word])
                may_be_pronoun, may_be_plural = True, False
                continue
            shorter = None if word in self._protected else self._shorter(word, may_be_pronoun)
            if shorter is None:
                return
            steps.append(shorter)
            may_be_pronoun = False

    def _without_suffixes(self, word: str) -> str:
        steps = [word]
        self._take_suffixes(steps)
        return steps[-1]

    def _shorter(self, word: str, may_be_pronoun: bool) -> str | None:
        """The word without a suffix; a pronoun ends it, so none stands before another suffix."""
        for cut in self._affixes.suffix_starts(word):
            rest, suffix = word[:cut], word[cut:]
            if suffix == "ات" and len(rest) < LEAST_STEM:
                singular = rest + "ه"
                if self._met(singular) > self._met(word) * SHORT_EVIDENCE:
                    return singular
            if len(rest) < LEAST_STEM:
                continue
            if rest in self._protected or rest in self._plurals:
                return rest
            if suffix in PRONOUNS and not (may_be_pronoun and self._attested(rest)):
                continue
            if suffix in ("ه", "يه") and self._ends_in_letter(word, rest):
                continue
            if self._may_be_letters(suffix, rest) and not self._as_common(rest, word):
                continue
            return self._without_feminine(rest)
        return self._without_case(word)

    def _without_feminine(self, rest: str) -> str:
        """What is left before a suffix, with ة for the ت that it is written with."""
        feminine = _feminine(rest)
        if not rest.endswith("ت"):
            return rest
        if len(rest) > LEAST_STEM:
            known = self._known(feminine)
            return feminine if known else rest[:-1] if feminine in self._frequency else rest
        return feminine if self._met(feminine) > self._met(rest) else rest

    def _without_case(self, word: str) -> str | None:
        """The word without the letter of an accusative (نجاحا) or of a plural or dual before its
        genitive (مقاتلو, منطقتا), if it is met more often so."""
        rest = word[:-1]
        if word.endswith("ا") and len(rest) >= LEAST_STEM:
            if self._met(rest) > self._frequency.get(word, 0):
                return self._without_feminine(rest)
            if rest.endswith("ت") and self._met(_feminine(rest)) > self._frequency.get(word, 0):
                return self._without_feminine(rest)
        if word.endswith("و") and len(rest) > LEAST_STEM:
            plural = min(self._met(rest + "ون"), self._met(rest + "ين"))
            if plural > self._frequency.get(word, 0):
                return rest
        return None

    def _may_be_letters(self, suffix: str, rest: str) -> bool:
        """Whether the suffix may be letters of the word itself: فلسطين, ميدان, أصوات."""
        return (suffix in PLURALS and len(rest) < LONG) or (
            suffix == "ات" and len(rest) == LEAST_STEM
        )

    def _ends_in_letter(self, word: str, rest: str) -> bool:
        """Whether the last ه is a letter of the word itself, with an ending of its own: اتجاهات."""
        frequency = self._frequency
        own = frequency.get(word + "ات", 0) + frequency.get(word + "ه", 0)
        return own > frequency.get(rest + "ات", 0) + frequency.get(rest, 0)

    def _as_common(self, rest: str, word: str) -> bool:
        """Whether the rest, or its feminine, is no rarity beside the word."""
        frequency = self._frequency
        found = max(frequency.get(rest, 0), frequency.get(_feminine(rest), 0))
        return found > frequency.get(word, 0) * SHORT_EVIDENCE

    def _met(self, word: str) -> int:
        """How often the word is met, with the article and without."""
        return self._frequency.get(word, 0) + self._frequency.get(ARTICLE + word, 0)

    def _attested(self, rest: str) -> bool:
        """Whether the rest, or its feminine, is a word of the lexicon."""
        return rest in self._frequency or _feminine(rest) in self._frequency


def _feminine(rest: str) -> str:
    """The feminine that ends so before a suffix, with its ة."""
    return rest.removesuffix("ت") + "ه"


def make(lists: WordLists) -> GuardedStemmer:
    """Return the stemmer that reads these word lists."""
    return GuardedStemmer(lists.lexicon, lists.protected, lists.plurals)
