"""Stemmers: form → stem, behind one small interface.

The default is a light stemmer (Larkey, Ballesteros, Connell: "Light Stemming for Arabic
Information Retrieval", 2007: light10's affixes) that takes an affix off only where a lexicon of
word frequencies says that what remains is a word. Tashaphyne finds where a word can be cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tashaphyne.stemming import ArabicLightStemmer

from analyzers.lexicon import Lexicon
from analyzers.normalize import is_arabic
from analyzers.variants.proclitics import ARTICLE, JOINED

ARTICLES = ("ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "فكال", "لل", "ولل", "فلل")
LAM_ARTICLE = "لل"
FUTURE = ("س", "وس", "فس")
PERSONS = "يتنا"  # what a verb in the future begins with
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")  # light10's, after ة→ه
PLURALS = ("ان", "ون", "ين")
PRONOUNS = ("هما", "كما", "هم", "هن", "كم", "نا", "وا")

LEAST_STEM = 3
LEAST_AFTER_ARTICLE = 2
LEAST_LEFT = 2
LONG = 5  # letters; so long a rest is hardly an accident
# An article stands if the bare word is at least this often met as the whole.
ARTICLE_EVIDENCE = 1 / 200
# A short rest before a plural's ending stands if it is at least this often met as the word.
SHORT_EVIDENCE = 1 / 20
# A word begins with no clitic if the article stands before it this often, against it alone.
ARTICLE_BEFORE = 1 / 10

# A form that is not in the lexicon may yet have been met a few times.
RARE = 10


class Stemmer(Protocol):
    """A pure function of the form, safe under threads. The stem is never empty."""

    def stem(self, form: str) -> str: ...

    def steps(self, form: str) -> list[str]:
        """The form and what is made of it step by step; the last is its stem."""

    def cuts(self, word: str) -> list[tuple[str, str, str]]:
        """The prefixes and suffixes that a word might have: prefix, rest and suffix of each."""


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
        self._cutter = _Cutter((*ARTICLES, *JOINED[1:], *FUTURE), (*SUFFIXES, *PRONOUNS))

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
        starts = [(word[:cut], word[cut:], "") for cut in self._cutter.starts(word)]
        return starts + [("", word[:cut], word[cut:]) for cut in self._cutter.ends(word)]

    def _known(self, word: str) -> bool:
        return word in self._protected or word in self._plurals

    def _begins_known(self, word: str) -> bool:
        """Whether the word, or what is left of it without a suffix, is in the lists."""
        return self._known(word) or any(self._known(word[:cut]) for cut in self._cutter.ends(word))

    def _without_prefix(self, form: str) -> str:
        if self._begins_known(form):
            return form
        best, best_evidence = form, 0.0
        for cut in self._cutter.starts(form):
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
        for cut in self._cutter.ends(word):
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


class _Cutter:
    """Tashaphyne's trees of affixes, with ours in them. It holds no state, so threads may share it.

    Two letters at least are left of a word, as Tashaphyne's own segmenter has it.
    """

    def __init__(self, prefixes: tuple[str, ...], suffixes: tuple[str, ...]) -> None:
        trees = ArabicLightStemmer()
        trees.set_prefix_list(["", *prefixes])
        trees.set_suffix_list(["", *suffixes])
        self._prefix_ends = trees.lookup_prefixes
        self._suffix_starts = trees.lookup_suffixes

    def starts(self, word: str) -> list[int]:
        """Where a prefix ends, shortest first."""
        latest = len(word) - LEAST_LEFT
        return sorted({end for end in self._prefix_ends(word) if 0 < end <= latest})

    def ends(self, word: str) -> list[int]:
        """Where a suffix begins, longest first."""
        return sorted({s for s in self._suffix_starts(word) if LEAST_LEFT <= s < len(word)})
