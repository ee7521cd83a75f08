"""Pairs of forms of UD Arabic-PUD: which belong to one word, and which an analysis joins."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from analyzers.normalize import normalize

NOUNS = frozenset({"NOUN", "ADJ", "PROPN"})
VERBS = frozenset({"VERB"})

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Joined:
    """How an analysis joins forms.

    Attributes:
        meet: Share of the pairs of one word that it joins.
        wrong: Share of the pairs it joins that are of different words.
    """

    meet: float
    wrong: float


def gold_lemmas(path: Path, kinds: frozenset[str]) -> dict[str, set[str]]:
    """The lemmas of each form of these parts of speech, all normalised."""
    lemmas: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["upos"] in kinds and (forms := normalize(row["surface_word"])):
                lemmas.setdefault(forms[0], set()).update(normalize(row["lemma_undiac"])[:1])
    return lemmas


def joined(gold: Mapping[str, set[str]], analysis: Callable[[str], Iterable[str]]) -> Joined:
    """Compare what an analysis joins, by any key that two forms share, with the gold."""
    wanted = _pairs(gold)
    made = _pairs({form: set(analysis(form)) for form in gold})
    both = len(wanted & made)
    return Joined(both / len(wanted), 1 - both / len(made))


def _pairs(keys: Mapping[str, set[str]]) -> set[Pair]:
    forms: dict[str, set[str]] = {}
    for form, held in keys.items():
        for key in held:
            forms.setdefault(key, set()).add(form)
    return {pair for group in forms.values() for pair in combinations(sorted(group), 2)}
