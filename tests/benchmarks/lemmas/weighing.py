"""Which of a word's readings are likely.

By its sentences, and by how common lemma and pattern are among all words (expectation and
maximisation: Dempster, Laird and Rubin, 1977).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzers.variants.proclitics import ARTICLE, ARTICLES, JOINED
from analyzers.word_lists import VERB
from tests.benchmarks.lemmas.readings import Chosen, Reading

ROUNDS = 4
CONTEXT = 0.5
"""Share of the sentences in a weight; the rest is what is common."""
DAMPING = 0.75
"""Exponent of a word's count: frequent words say less about others than their number."""
UNSEEN = 0.1
"""Added to the count of each lemma and pattern."""
DOUBT = 0.02
"""Added to the share of each reading at first, that the sentences never chose."""

PERSONAL = 0.1
"""What a reading in the first or second person, an imperative or a question counts: news and
reports hardly use them, but the words that look so are many (نقل, ترك)."""

CLITICS = 30
"""Times that a word without its clitics counts for the word with them."""

DUAL = 0.1
"""What a dual before its genitive counts: it is rare, and looks as an adjective in ـي does."""

NO_FEMININE = {"اسم جامد": ("ة", "ات"), "مصدر أصلي": ("ة",)}
"""Endings that kinds of nouns do not take: رياضة is of no رياض and حالات of no حال, where the
dictionary has رياضة and حالة."""

SUPPORT = 1 / 20
"""Share of a word's count that other words of its lemma have at least, if it is no name."""

NAME_COUNT = 8
"""Count of a word from which the lack of such words says something."""

NAME_ENDINGS = {"ون", "ين", "ان", "و", "ي", "ا"}
"""Endings that names have too: ماكرون is no plural of ماكر."""

_PERSONS = {"أنا", "نحن", "أنت", "أنتما", "أنتم", "أنتن"}
_OURS = {"نا"}
_YOURS = {"ك", "كم", "كما", "كن", "ني", "ي"}

Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written: how often it stands in the texts, and the share of each reading there."""

    count: int
    shares: Mapping[Key, float]


def in_sentences(chosen: Chosen, read: Mapping[str, Sequence[Reading]]) -> dict[str, Word]:
    """The shares of the readings by what was chosen in the sentences.

    A lemma's share is parted equally among its patterns.
    """
    words = {}
    for word in sorted(read):
        sound = [one for one in read[word] if _is_sound(one, read[word])]
        if not sound:
            continue
        count = sum(chosen[word].values())
        patterns: dict[str, list[Key]] = {}
        shares: dict[Key, float] = {}
        for one in sound:
            key = (one.lemma, one.pattern)
            patterns.setdefault(one.vocalised, []).append(key)
            shares.setdefault(key, 0.0)
        for vocalised, keys in patterns.items():
            for key in keys:
                share = chosen[word].get(vocalised, 0) / count / len(keys)
                shares[key] += share * _rarity(key[1])
        words[word] = Word(count, shares)
    return words


def _is_sound(one: Reading, others: Sequence[Reading]) -> bool:
    """Whether a reading is worth its weight beside the others.

    One that only addresses the reader is none: such a word is rather a name, or the other.
    """
    kind, ending = one.pattern[:2]
    if ending.startswith(NO_FEMININE.get(kind, ())):
        return all(other.lemma != one.lemma + "ة" for other in others)
    return not is_address(one.pattern)


def _rarity(pattern: tuple[str, ...]) -> float:
    """What a reading counts beside its frequency: less if it hardly stands in such texts."""
    _, ending, *_, number, _, enclitic = pattern
    if is_personal(pattern):
        return PERSONAL
    return DUAL if number == "مثنى" and ending in ("ي", "ا") and not enclitic else 1


def is_personal(pattern: tuple[str, ...]) -> bool:
    """Whether a reading speaks in the first or second person, commands or asks."""
    _, _, _, pronoun, _, _, _, enclitic = pattern
    return pronoun in _PERSONS or enclitic in _OURS or is_address(pattern)


def is_address(pattern: tuple[str, ...]) -> bool:
    """Whether a reading has "you", "me" or "my" behind it, commands or asks."""
    _, tense, _, _, _, _, proclitic, enclitic = pattern
    return enclitic in _YOURS or tense == "أمر" or proclitic.startswith("أ")


def reading_weights(words: Mapping[str, Word]) -> dict[str, dict[Key, float]]:
    """By word, the weight of each of its readings; they add up to 1."""
    weights = {word: _normal(_doubted(one.shares)) for word, one in words.items()}
    for _ in range(ROUNDS):
        lemmas: Counter[str] = Counter()
        patterns: Counter[tuple[str, ...]] = Counter()
        for word, one in words.items():
            for (lemma, pattern), weight in weights[word].items():
                lemmas[lemma] += one.count**DAMPING * weight
                patterns[pattern] += one.count**DAMPING * weight
        for word, one in words.items():
            common = _normal(
                {
                    key: (lemmas[key[0]] + UNSEEN) * (patterns[key[1]] + UNSEEN) * _rarity(key[1])
                    for key in one.shares
                }
            )
            shares = _normal(_doubted(one.shares, 1e-9))
            weights[word] = {
                key: CONTEXT * shares[key] + (1 - CONTEXT) * common[key] for key in shares
            }
    return weights


def misread(
    words: Mapping[str, Word], weights: Mapping[str, Mapping[Key, float]]
) -> dict[str, int]:
    """Words, with their counts, that are read as an inflection of what is never met otherwise.

    They are names: فيفري is no form of the verb فرى, ماكرون none of ماكر.
    """
    met: dict[str, Counter[str]] = {}
    for word, one in words.items():
        for (lemma, pattern), weight in weights[word].items():
            rest = without_clitics(word, pattern) or word
            met.setdefault(lemma, Counter())[rest] += weight * one.count  # type: ignore[assignment]
    found = {}
    for word, one in words.items():
        lemma, pattern = max(weights[word], key=lambda key: weights[word][key])
        rest = without_clitics(word, pattern) or word
        if one.count < NAME_COUNT or rest == lemma.removesuffix(VERB):
            continue
        if lemma.endswith(VERB):
            support = met[lemma].total() - met[lemma][rest]
        elif pattern[1] in NAME_ENDINGS and not pattern[-2].endswith((ARTICLE, "لل")):
            support = met[lemma][lemma]
        else:
            continue
        if support < SUPPORT * one.count:
            found[word] = one.count
    return {
        word: count
        for word, count in found.items()
        if not any(word.startswith(one) and word.removeprefix(one) in found for one in JOINED[1:])
    }


def lemma_counts(
    words: Mapping[str, Word], weights: Mapping[str, Mapping[Key, float]], unread: Mapping[str, int]
) -> dict[str, Mapping[str, float]]:
    """By word, how often it stands for each of its lemmas, alone and behind clitics.

    What is behind a clitic speaks for the word without it, and that for the word with it: التنس
    says what تنس is.

    Args:
        words: The words that were read.
        weights: The weights of their readings.
        unread: How often words stand in the texts that nothing is known of.
    """
    alone: dict[str, Counter[str]] = {}
    behind: dict[str, Counter[str]] = {}
    for word, one in words.items():
        for (lemma, pattern), weight in weights[word].items():
            alone.setdefault(word, Counter())[lemma] += weight * one.count  # type: ignore[assignment]
            if rest := without_clitics(word, pattern):
                behind.setdefault(rest, Counter())[lemma] += weight * one.count  # type: ignore[assignment]
    for word, count in unread.items():
        if rest := _without_article(word):
            behind.setdefault(rest, Counter())[rest] += count
    both = {word: alone[word] + behind.get(word, Counter()) for word in words}
    counts: dict[str, Mapping[str, float]] = {}
    for word, one in words.items():
        found: Counter[str] = Counter()
        rests: dict[str, float] = {}
        for (lemma, pattern), weight in weights[word].items():
            found[lemma] += weight * one.count  # type: ignore[assignment]
            if known := both.get(without_clitics(word, pattern)):
                rests.setdefault(lemma, known[lemma] / known.total())
        for lemma, share in rests.items():
            found[lemma] += CLITICS * share  # type: ignore[assignment]
        counts[word] = found + behind.get(word, Counter())
    return counts


def without_clitics(word: str, pattern: tuple[str, ...]) -> str:
    """The word without what is joined before it in a reading; "" if nothing is."""
    proclitics = pattern[-2]
    return word.removeprefix(proclitics) if proclitics and word.startswith(proclitics) else ""


def _without_article(word: str) -> str:
    article = next((one for one in ARTICLES if word.startswith(one)), "")
    return word.removeprefix(article) if article else ""


def _doubted(shares: Mapping[Key, float], doubt: float = DOUBT) -> dict[Key, float]:
    return {key: share + doubt for key, share in shares.items()}


def _normal(weights: Mapping[Key, float]) -> dict[Key, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}
