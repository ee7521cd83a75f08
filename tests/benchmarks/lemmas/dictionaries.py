"""What other dictionaries add.

Broken plurals and verbs of arramooz, conjugated by libqutrub, and the table of simplemma
(Wiktionary and UniMorph).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files

import arramooz
import simplemma.strategies.dictionaries.dictionary_factory as simplemma_tables
from libqutrub.conjugator import conjugate
from pyarabic.araby import strip_tashkeel, strip_tatweel

_WORD = re.compile("[ء-ي]{2,}")
_SEPARATORS = re.compile("[،,؛;:+ ]+")


def plain(word: str) -> str:
    """The word without vowel marks."""
    return str(strip_tatweel(strip_tashkeel(word))).strip()


def plurals() -> tuple[dict[str, set[str]], frozenset[str]]:
    """The singulars of each broken plural, and all words that are singulars themselves."""
    singulars: dict[str, set[str]] = {}
    own = set()
    for word, number, single, broken in _rows(
        "select unvocalized, number, single, broken_plural from nouns"
    ):
        if number == "مفرد" or not single:
            own.add(word)
        for plural in map(plain, _SEPARATORS.split(broken or "")):
            if _WORD.fullmatch(plural):
                singulars.setdefault(plural, set()).add(word)
        if single and "جمع" in (number or "") and _WORD.fullmatch(plain(single)):
            singulars.setdefault(word, set()).add(plain(single))
    return singulars, frozenset(own)


def conjugated(verbs: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The forms of these verbs, each with its verb, without vowel marks."""
    query = "select vocalized, future_type, transitive from verbs order by id"
    for vocalised, vowel, transitive in _rows(query):
        verb = plain(vocalised)
        if verb not in verbs:
            continue
        table = conjugate(
            vocalised, vowel, alltense=True, transitive=bool(transitive), display_format="DICT"
        )
        for tense, persons in (table or {}).items():
            if "المؤكد" not in tense:  # energetic: not met in news
                yield from ((plain(form), verb) for form in persons.values() if form)


def simplemma_pairs() -> Iterator[tuple[str, str]]:
    """The forms of simplemma's table that have another lemma, each with it."""
    table = simplemma_tables.DefaultDictionaryFactory().get_dictionary("ar")
    for form, lemma in sorted(table.items()):
        if form != lemma and _WORD.fullmatch(form) and _WORD.fullmatch(lemma):
            yield form, lemma


def _rows(query: str) -> Iterator[tuple[str, ...]]:
    path = files(arramooz) / "data" / "arabicdictionary.sqlite"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        yield from connection.execute(query)
