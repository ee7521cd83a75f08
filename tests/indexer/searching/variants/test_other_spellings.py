"""Foreign words that the texts of an index write in several ways, and words that only look so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import normalize
from analyzers.variants.foreign import ForeignWords
from indexer.lists.query_lists import DIFFERENT_WORDS, QueryLists
from indexer.searching.query.expansion import Expander
from indexer.searching.variants.other_spellings import OtherSpellings
from tests.conftest import PROJECT
from tests.tables import rows

CASES = Path(__file__).parents[1] / "cases" / "other_spellings.tsv"
LEXICON = Path(__file__).parents[1] / "cases" / "lexicon_spellings.tsv"

FREQUENT = 10
"""Least frequency of the words of the lexicon whose pairs were looked at."""

LEAST_PAIRS = 300
"""Least number of pairs of frequent words, so that the rule goes on finding them."""


def form_of(word: str) -> str:
    return "".join(normalize(word))


def listed_pairs() -> list[tuple[str, str]]:
    """All ordered pairs of spellings in the list of loan words."""
    file = PROJECT / "analyzers" / "variants" / "loan_words.txt"
    lines = (line for line in file.read_text().splitlines() if not line.startswith("#"))
    return [
        (one, other)
        for line in lines
        for one, other in permutations(line.split("، "), 2)
        if form_of(one) != form_of(other)
    ]


def spellings_in(
    words: Sequence[str], analyzer: ArabicAnalyzer, lists: QueryLists | None = None
) -> OtherSpellings:
    lists = lists or QueryLists.load(PROJECT / "index_data" / "words")
    expander = Expander(lists, analyzer)
    foreign = ForeignWords(analyzer.lists, expander.names)
    return OtherSpellings({form_of(word): 1 for word in words}, foreign, expander.apart)


def found(typed: str, spellings: OtherSpellings) -> set[str]:
    return {form for forms in spellings.of(form_of(typed)) for form in forms}


@pytest.mark.parametrize(("typed", "other", "expected"), rows(CASES))
def test_a_foreign_word_is_found_in_its_other_spellings(
    analyzer: ArabicAnalyzer, typed: str, other: str, expected: str
) -> None:
    others = found(typed, spellings_in((typed, other), analyzer))
    assert (form_of(other) in others) == (expected == "found")


@pytest.mark.parametrize(("typed", "other", "expected"), rows(CASES))
def test_both_spellings_find_each_other(
    analyzer: ArabicAnalyzer, typed: str, other: str, expected: str
) -> None:
    spellings = spellings_in((typed, other), analyzer)
    assert bool(found(typed, spellings)) == bool(found(other, spellings))


def test_a_word_that_no_text_has_is_left_to_the_corrections(analyzer: ArabicAnalyzer) -> None:
    assert found("كولومبس", spellings_in(["كولومبوس"], analyzer)) == set()


@pytest.mark.parametrize(("typed", "written"), listed_pairs())
def test_a_listed_pair_is_found_though_no_text_has_the_word_as_typed(
    analyzer: ArabicAnalyzer, typed: str, written: str
) -> None:
    for proclitic in ("", "ال", "وال", "ب"):
        spellings = spellings_in([proclitic + written], analyzer)
        assert form_of(proclitic + written) in found(proclitic + typed, spellings)


def test_all_forms_of_the_other_spelling_are_found(analyzer: ArabicAnalyzer) -> None:
    forms = ["الميليشيات", "ميليشيا", "وميليشيات", "بالميليشيا"]
    assert found("مليشيا", spellings_in(["مليشيا", *forms], analyzer)) == set(forms)
    own = ["المليشيات", "مليشيا"]
    assert found("لمليشيات", spellings_in([*own, *forms], analyzer)) == {*forms, *own}


def test_staff_say_which_words_are_not_one(tmp_path: Path, analyzer: ArabicAnalyzer) -> None:
    words = ["كولومبس", "كولومبوس"]
    assert found(words[0], spellings_in(words, analyzer)) == {words[1]}
    (tmp_path / DIFFERENT_WORDS).write_text("كولومبس، كولومبوس\n")
    assert found(words[0], spellings_in(words, analyzer, QueryLists.load(tmp_path))) == set()


def test_a_pair_is_reported_once_and_without_words_that_are_never_alone(
    analyzer: ArabicAnalyzer,
) -> None:
    words = ["كاسبرجاك", "وكاسبرجاك", "الكسبرجاك", "بفرانكفيل", "لفرنكفيل", "كتاب", "كاتب"]
    assert [*spellings_in(words, analyzer).pairs()] == [("كاسبرجاك", "كسبرجاك")]


def test_frequent_words_of_the_lexicon_are_only_taken_for_one_if_someone_looked(
    analyzer: ArabicAnalyzer,
) -> None:
    lexicon = analyzer.lists.lexicon
    expander = Expander(QueryLists.load(PROJECT / "index_data" / "words"), analyzer)
    foreign = ForeignWords(analyzer.lists, expander.names)
    frequent = {form: count for form, count in lexicon.items() if count >= FREQUENT}
    pairs = OtherSpellings(frequent, foreign, expander.apart).pairs()
    looked_at = {tuple(row) for row in rows(LEXICON)}
    assert [pair for pair in pairs if pair not in looked_at] == []
    assert len(pairs) >= LEAST_PAIRS
