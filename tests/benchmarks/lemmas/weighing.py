"""Which of a word's readings are likely.

By its sentences, and by how common lemma and pattern are among all words (expectation and
maximisation: Dempster, Laird and Rubin, 1977).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

    A lemma's share is parted equally among its patterns. A word that has no reading but as an
    address is rather a name.
    """
    words = {}
    for word in sorted(read):
        if all(is_address(one.pattern) for one in read[word]):
            continue
        count = sum(chosen[word].values())
        patterns: dict[str, list[Key]] = {}
        shares: dict[Key, float] = {}
        for one in read[word]:
            key = (one.lemma, one.pattern)
            patterns.setdefault(one.vocalised, []).append(key)
            shares.setdefault(key, 0.0)
        for vocalised, keys in patterns.items():
            for key in keys:
                share = chosen[word].get(vocalised, 0) / count / len(keys)
                shares[key] += share * (PERSONAL if is_personal(key[1]) else 1)
        words[word] = Word(count, shares)
    return words


def is_personal(pattern: tuple[str, ...]) -> bool:
    """Whether a reading speaks in the first or second person, commands or asks."""
    _, _, _, pronoun, _, _, _, enclitic = pattern
    return pronoun in _PERSONS or enclitic in _OURS or is_address(pattern)


def is_address(pattern: tuple[str, ...]) -> bool:
    """Whether a reading has "you", "me" or "my" behind it, commands or asks."""
    _, tense, _, _, _, _, proclitic, enclitic = pattern
    return enclitic in _YOURS or tense == "أمر" or proclitic.startswith("أ")


def lemma_weights(words: Mapping[str, Word]) -> dict[str, dict[str, float]]:
    """By word, the weight of each of its lemmas; they add up to 1."""
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
                    key: (lemmas[key[0]] + UNSEEN)
                    * (patterns[key[1]] + UNSEEN)
                    * (PERSONAL if is_personal(key[1]) else 1)
                    for key in one.shares
                }
            )
            shares = _normal(_doubted(one.shares, 1e-9))
            weights[word] = {
                key: CONTEXT * shares[key] + (1 - CONTEXT) * common[key] for key in shares
            }
    return {word: _by_lemma(found) for word, found in weights.items()}


def _doubted(shares: Mapping[Key, float], doubt: float = DOUBT) -> dict[Key, float]:
    return {key: share + doubt for key, share in shares.items()}


def _normal(weights: Mapping[Key, float]) -> dict[Key, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def _by_lemma(weights: Mapping[Key, float]) -> dict[str, float]:
    added: dict[str, float] = {}
    for (lemma, _), weight in weights.items():
        added[lemma] = added.get(lemma, 0.0) + weight
    return added
