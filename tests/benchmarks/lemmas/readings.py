"""What farahidi (AlKhalil Morpho Sys 2) reads in texts.

The lemma that it chooses for each word in its sentence, counted, and all readings of each word.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from farahidi import Analyzer, Disambiguator, tokenize
from farahidi.normalize import remove_all_diacritics

from analyzers.lemmas.table import PARTICLE
from analyzers.word_lists import VERB

AT_ONCE = 200
"""Texts, or words, that a process is given at a time."""

KINDS = {"فعل": VERB, "حرف": PARTICLE}

Chosen = Mapping[str, Mapping[str, int]]
"""By word as written, without vowel marks, how often each vocalised lemma was chosen."""


class Reading(NamedTuple):
    """A reading of a word, told apart from others by lemma and pattern.

    Attributes:
        vocalised: The lemma with its vowel marks, as `Chosen` has it.
        lemma: The lemma as the table has it.
        pattern: All that is not the lemma: kind, inflection and what is joined to it
            (`weighing.Pattern`).
    """

    vocalised: str
    lemma: str
    pattern: tuple[str, ...]


def texts(corpus: Path, every: int) -> Iterator[str]:
    """Every so many of the texts of a corpus: JSON Lines of articles."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 0, None, every):
            article = json.loads(line)
            yield "\n".join(article.get(name) or "" for name in ("title", "summary", "body"))


def chosen_lemmas(all_texts: Iterable[str], pool: ProcessPoolExecutor) -> Chosen:
    """Count the lemmas that the words of the texts have in their sentences."""
    counted: dict[str, Counter[str]] = {}
    for part in pool.map(_chosen, _batches(all_texts)):
        for word, counts in part.items():
            counted.setdefault(word, Counter()).update(counts)
    return counted


def readings(words: Iterable[str], pool: ProcessPoolExecutor) -> dict[str, list[Reading]]:
    """All readings of each word that has any."""
    found = pool.map(_readings, _batches(words))
    return {word: read for part in found for word, read in part.items() if read}


def _batches(items: Iterable[str]) -> Iterator[tuple[str, ...]]:
    iterator = iter(items)
    while batch := tuple(itertools.islice(iterator, AT_ONCE)):
        yield batch


_disambiguator: list[Disambiguator] = []


def _shared() -> Disambiguator:
    """One of each process: it remembers the words that it has read."""
    if not _disambiguator:
        _disambiguator.append(Disambiguator(analyzer=Analyzer()))
    return _disambiguator[0]


def _chosen(batch: tuple[str, ...]) -> dict[str, Counter[str]]:
    disambiguator = _shared()
    counted: dict[str, Counter[str]] = {}
    for text in batch:
        for sentence in tokenize(text):
            lemmas = disambiguator.disambiguate_lemmas(sentence)
            for word, lemma in zip(sentence, lemmas, strict=True):
                counted.setdefault(remove_all_diacritics(word), Counter())[lemma] += 1
    return counted


def _readings(batch: tuple[str, ...]) -> dict[str, list[Reading]]:
    return {word: list(dict.fromkeys(_read(word))) for word in batch}


def _read(word: str) -> Iterator[Reading]:
    for one in _shared().analyzer.analyze(word):
        is_verb = one.pos == "فعل"
        kind = one.pos if one.pos in KINDS else one.type or one.pos
        ending = one.tense if is_verb else "".join(affix.form for affix in one.suffixes)
        moods = sorted({case.mood or case.case or "" for case in one.inflections})
        parts = (kind, ending, one.voice, one.pronoun, "+".join(moods), one.number)
        joined = (one.proclitics, one.enclitics)
        yield Reading(
            one.lemma,
            remove_all_diacritics(one.lemma) + KINDS.get(one.pos, ""),
            (
                *(remove_all_diacritics(part or "") for part in parts),
                *(remove_all_diacritics("".join(a.form for a in affixes)) for affixes in joined),
            ),
        )
