"""Families of words: a noun and its adjective, but not words that only look alike."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from tests.tables import rows

CASES = rows(Path(__file__).parent / "cases" / "families.tsv")
FAMILY = [row[1].split() for row in CASES if row[0] == "family"]
NONE = [row[1].split() for row in CASES if row[0] == "none"]


@pytest.fixture(scope="module")
def by_lemma(analyzer: ArabicAnalyzer) -> ArabicAnalyzer:
    return make_analyzer(analyzer.lists, "lemma")


def terms(word: str, analyzer: ArabicAnalyzer) -> set[str]:
    (found,) = analyzer.indexed(analyzer.forms(word))
    return {*found}


@pytest.mark.parametrize("words", FAMILY, ids=lambda words: words[0])
def test_a_noun_and_its_adjective_are_of_one_family(
    words: list[str], by_lemma: ArabicAnalyzer
) -> None:
    for one, other in combinations(words, 2):
        assert terms(one, by_lemma) & terms(other, by_lemma), (one, other)


@pytest.mark.parametrize("words", NONE, ids=lambda words: words[0])
def test_words_that_only_look_so_are_of_none(words: list[str], by_lemma: ArabicAnalyzer) -> None:
    one, other = words
    assert not terms(one, by_lemma) & terms(other, by_lemma)


def test_no_stop_word_has_a_family(by_lemma: ArabicAnalyzer) -> None:
    stems = map(by_lemma.stems, by_lemma.lists.stop_words)
    assert not any(map(by_lemma.families, stems))


def test_no_content_word_of_the_lexicon_shares_a_term_with_a_stop_word(
    by_lemma: ArabicAnalyzer,
) -> None:
    of_stop_words = set(chain.from_iterable(by_lemma.indexed([*by_lemma.lists.stop_words])))
    forms = [*by_lemma.lists.lexicon]
    for form, held in zip(forms, by_lemma.indexed(forms), strict=True):
        # clitics and inflections of listed words, such as سيكون, are not content words
        assert {*by_lemma.stems(form)} <= of_stop_words or of_stop_words.isdisjoint(held), form
