"""Spelling variants of foreign names."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import normalize
from analyzers.variants.proclitics import ARTICLE
from analyzers.variants.spellings import spellings
from indexer.lists.query_lists import QueryLists
from tests.conftest import PROJECT
from tests.tables import rows

CASES = rows(Path(__file__).parent / "cases" / "spellings.tsv")
WORDS = PROJECT / "index_data" / "words"
NAMES = [normalize(name)[0] for name in QueryLists.load(WORDS).foreign_names]


def forms(row: list[str]) -> list[str]:
    return [normalize(word)[0] for word in row[1].split()]


@pytest.mark.parametrize("words", [forms(row) for row in CASES if row[0] == "together"], ids=str)
def test_variants_of_a_listed_name_are_generated(
    words: list[str], analyzer: ArabicAnalyzer
) -> None:
    name, *others = words
    assert name in NAMES
    assert set(others) <= set(spellings(name, analyzer.lists.lexicon))


@pytest.mark.parametrize("words", [forms(row) for row in CASES if row[0] == "apart"], ids=str)
def test_other_words_are_no_variants_of_a_name(words: list[str], analyzer: ArabicAnalyzer) -> None:
    name, *others = words
    assert not set(others) & set(spellings(name, analyzer.lists.lexicon))


def test_no_two_listed_names_share_a_variant(analyzer: ArabicAnalyzer) -> None:
    families = [{name, *spellings(name, analyzer.lists.lexicon)} for name in NAMES]
    assert not [one & other for one, other in combinations(families, 2) if one & other]


@pytest.mark.parametrize("name", NAMES)
def test_no_variant_is_a_common_word(name: str, analyzer: ArabicAnalyzer) -> None:
    lists = analyzer.lists
    words = lists.stop_words | lists.plurals.keys() | set(lists.plurals.values())
    for spelling in spellings(name, lists.lexicon):
        assert spelling not in words | lists.protected
        definite, bare = (lists.lexicon.get(form, 0) for form in (ARTICLE + spelling, spelling))
        assert definite <= max(bare, 10)
