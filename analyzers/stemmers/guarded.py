"""The lexicon-guarded light stemmer.

It is a light stemmer with the affixes of light10 (Larkey, Ballesteros, Connell: "Light Stemming for
Arabic Information Retrieval", 2007). It cuts an affix only if a lexicon of word frequencies
confirms that the rest is a word. Tashaphyne finds the places where a word can be cut.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzers.lexicon import Lexicon
from analyzers.normalize import is_arabic
from analyzers.stemmers import affixes
from analyzers.variants.proclitics import ARTICLE, ARTICLES, FUTURE, JOINED, PERSONS
from analyzers.word_lists import WordLists

VERSION = f"1+tashaphyne-{affixes.VERSION}"
"""Version of the stems. Raise its number with every change of the rules that changes a stem."""

LAM_ARTICLE = "لل"
"""The article with the preposition ل."""

SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
"""Suffixes of light10, normalised: ة is ه."""

PLURALS = ("ان", "ون", "ين")
"""Endings of duals and masculine plurals; in a short word they may be letters of the word."""

PRONOUNS = ("هما", "كما", "هم", "هن", "كم", "نا", "وا")
"""Suffixed pronouns that light10 does not cut."""

LEAST_STEM = 3
"""Least number of letters of a stem."""

LEAST_AFTER_ARTICLE = 2
"""Least number of letters of a stem after an article."""

LONG = 5
"""Number of letters of a long word, which is unlikely to be left by chance."""

ARTICLE_EVIDENCE = 1 / 200
"""Frequency of the bare word, relative to the whole, above which an article is cut."""

SHORT_EVIDENCE = 1 / 20
"""Frequency of a short rest, relative to the word, above which the ending of a plural is cut."""

ARTICLE_BEFORE = 1 / 10
"""Frequency of a word with the article, relative to that without, above which no clitic is cut."""

RARE = 10
"""Frequency that a word outside the lexicon may still have."""


class GuardedStemmer:
    """The lexicon-guarded light stemmer.

    Args:
        lexicon: Frequency of each form.
        protected: Names that are never cut; affixes around them are.
        plurals: Singular of each broken plural.
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
            # go on if an article follows a conjunction, or if the form is not in the lexicon
            if not bare.startswith(ARTICLE) and form in self._frequency:
                break
            form = bare
        self._take_suffixes(steps)
        return steps

    def cuts(self, word: str) -> list[tuple[str, str, str]]:
        starts = [(word[:cut], word[cut:], "") for cut in self._affixes.prefix_ends(word)]
        return starts + [("", word[:cut], word[cut:]) for cut in self._affixes.suffix_starts(word)]

    def _known(self, word: str) -> bool:
        """Return whether the word is a protected name or a broken plural."""
        return word in self._protected or word in self._plurals

    def _begins_known(self, word: str) -> bool:
        """Return whether the lists contain the word, with or without a suffix."""
        return self._known(word) or any(
            self._known(word[:cut]) for cut in self._affixes.suffix_starts(word)
        )

    def _without_prefix(self, form: str) -> str:
        """Return the form without its best attested prefix, or the form if there is none."""
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
        if form.removesuffix(best).endswith(LAM_ARTICLE):  # لل is ل and the article
            return self._without_prefix(ARTICLE + best)
        return best

    def _is_letter(self, form: str, prefix: str, rest: str) -> bool:
        """Return whether a prefix is rather a letter of the word: فرقة is not ف and رقة.

        It is if the whole word is more frequent than a short rest.
        """
        if prefix in ARTICLES or len(rest) > LEAST_STEM:
            return False
        return self._frequency.get(form, 0) > self._met(rest) + RARE

    def _prefix_evidence(self, form: str, prefix: str, rest: str) -> float:
        """Return how well the rest is attested as a word; 0 if the prefix must stay."""
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
            return 0.5  # an article before a rare word; any frequency is more
        return bare if bare > whole * ARTICLE_EVIDENCE else 0

    def _clitic_evidence(self, form: str, rest: str, whole: int, found: int) -> float:
        """Return how well the rest after a clitic is attested; 0 if the clitic must stay.

        Args:
            form: The whole form.
            rest: The form without its prefix, which is not an article.
            whole: Frequency of the form.
            found: Frequency of the rest, with and without the article.
        """
        if (
            len(rest) < LEAST_STEM
            or self._frequency.get(ARTICLE + form, 0) > whole * ARTICLE_BEFORE
        ):
            return 0
        accusative = form.endswith("ا") and form[-2] not in "هنو"  # not ها, نا, وا
        if accusative and self._met(form[:-1]) > found > 0:
            return 0  # فردا is the accusative of فرد
        if whole or found:
            return found if found >= whole else 0
        unmet = len(rest) > LONG and self._without_suffixes(rest) in self._frequency
        return 0.25 if unmet else 0  # less than any other evidence

    def _take_suffixes(self, steps: list[str]) -> None:
        """Append the steps that follow the last one, down to the stem."""
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
        """Return the word without all its suffixes."""
        steps = [word]
        self._take_suffixes(steps)
        return steps[-1]

    def _shorter(self, word: str, may_be_pronoun: bool) -> str | None:
        """Return the word without one suffix, or None if there is none to cut.

        Args:
            word: The word.
            may_be_pronoun: Whether to cut a pronoun, which is always the last suffix of a word.
        """
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
        """Return the rest of a word before a suffix, with its final ت replaced if it was a ة.

        A short rest gets its ة back if it is more frequent so, a longer one if it is listed then. A
        longer one loses its ت if only the lexicon has it with ة.
        """
        feminine = _feminine(rest)
        if not rest.endswith("ت"):
            return rest
        if len(rest) > LEAST_STEM:
            known = self._known(feminine)
            return feminine if known else rest[:-1] if feminine in self._frequency else rest
        return feminine if self._met(feminine) > self._met(rest) else rest

    def _without_case(self, word: str) -> str | None:
        """Return the word without a final ا or و that is an ending, or None if it has none.

        The letter is the ending of an accusative (نجاحا), or of a plural or dual before its
        genitive (مقاتلو, منطقتا). It is cut if other forms of the word are more frequent.
        """
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
        """Return whether the suffix may belong to the word itself: فلسطين, ميدان, أصوات."""
        return (suffix in PLURALS and len(rest) < LONG) or (
            suffix == "ات" and len(rest) == LEAST_STEM
        )

    def _ends_in_letter(self, word: str, rest: str) -> bool:
        """Return whether the final ه belongs to the word, and so precedes endings: اتجاهات."""
        frequency = self._frequency
        own = frequency.get(word + "ات", 0) + frequency.get(word + "ه", 0)
        return own > frequency.get(rest + "ات", 0) + frequency.get(rest, 0)

    def _as_common(self, rest: str, word: str) -> bool:
        """Return whether the rest, or its feminine, is frequent enough beside the word."""
        frequency = self._frequency
        found = max(frequency.get(rest, 0), frequency.get(_feminine(rest), 0))
        return found > frequency.get(word, 0) * SHORT_EVIDENCE

    def _met(self, word: str) -> int:
        """Return the frequency of a word, with and without the article."""
        return self._frequency.get(word, 0) + self._frequency.get(ARTICLE + word, 0)

    def _attested(self, rest: str) -> bool:
        """Return whether the lexicon contains the rest or its feminine."""
        return rest in self._frequency or _feminine(rest) in self._frequency


def _feminine(rest: str) -> str:
    """Return the feminine noun of a rest before a suffix: with a final ة (normalised ه) for ت."""
    return rest.removesuffix("ت") + "ه"


def make(lists: WordLists) -> GuardedStemmer:
    """Return the stemmer for these word lists."""
    return GuardedStemmer(lists.lexicon, lists.protected, lists.plurals)
