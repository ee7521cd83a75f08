"""Evaluation of an analysis against the lemmas of UD Arabic-PUD, by pairs of forms."""

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
    """The result of an evaluation.

    Attributes:
        meet: Share of the pairs of one word that the analysis joins.
        wrong: Share of the joined pairs that are of different words.
    """

    meet: float
    wrong: float


def gold_lemmas(path: Path, kinds: frozenset[str]) -> dict[str, set[str]]:
    """Return the lemmas of each form of some parts of speech, all normalised.

    Args:
        path: The file of forms and lemmas, tab-separated.
        kinds: The parts of speech, as UD names them.
    """
    lemmas: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["upos"] in kinds and (forms := normalize(row["surface_word"])):
                lemmas.setdefault(forms[0], set()).update(normalize(row["lemma_undiac"])[:1])
    return lemmas


def joined(gold: Mapping[str, set[str]], analysis: Callable[[str], Iterable[str]]) -> Joined:
    """Compare the pairs that an analysis joins with the gold pairs.

    Args:
        gold: The lemmas of each form.
        analysis: Return the keys of a form; it joins two forms that share a key.
    """
    wanted = _pairs(gold)
    made = _pairs({form: set(analysis(form)) for form in gold})
    both = len(wanted & made)
    return Joined(both / len(wanted), 1 - both / len(made))


def _pairs(keys: Mapping[str, set[str]]) -> set[Pair]:
    """Return the pairs of forms that share a key."""
    forms: dict[str, set[str]] = {}
    for form, held in keys.items():
        for key in held:
            forms.setdefault(key, set()).add(form)
    return {pair for group in forms.values() for pair in combinations(sorted(group), 2)}
