"""Analysis of names of the research field: found with every proclitic, never conflated."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import ARTICLE, JOINED, without_article
from tests.tables import rows

NAMES = [name for name, _ in rows(Path(__file__).parent / "cases" / "names.tsv")]

ALSO_WORDS = ("السعودية", "الإخوان", "الزرقاوي")
"""Names that are inflections of other words as well."""


def joined(proclitic: str, name: str) -> str:
    """Return the spelling of a word with a proclitic: ل and the article become لل."""
    if proclitic.endswith("ل") and name.startswith(ARTICLE):
        return proclitic + "ل" + name.removeprefix(ARTICLE)
    return proclitic + name


def stems(word: str, analyzer: ArabicAnalyzer) -> set[str]:
    (form,) = analyzer.forms(word)
    return {*analyzer.stems(form)}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_with_every_proclitic(name: str, analyzer: ArabicAnalyzer) -> None:
    written = {joined(proclitic, name) for proclitic in JOINED}
    of_name = stems(name, analyzer)
    assert not {word for word in written if not of_name & stems(word, analyzer)}


def test_no_two_names_are_conflated(analyzer: ArabicAnalyzer) -> None:
    by_stem = defaultdict(set)
    for name in NAMES:
        for stem in stems(name, analyzer):
            by_stem[stem].add(name)
    assert not [names for names in by_stem.values() if len(names) > 1]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ALSO_WORDS])
def test_a_name_is_no_form_of_another_word(name: str, analyzer: ArabicAnalyzer) -> None:
    (form,) = analyzer.forms(name)
    own = {word for stem in analyzer.stems(form) for word in analyzer.forms(stem)}
    assert own in ({form}, {without_article(form)})
