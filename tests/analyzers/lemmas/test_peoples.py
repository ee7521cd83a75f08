"""Countries with their adjectives and peoples: each a family of its own."""

from __future__ import annotations

from itertools import product

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.lemmas.peoples import Row, shipped_rows

ROWS = [*shipped_rows()]
BEFORE = ("", "و", "ال", "وال", "بال", "لل")
ENDINGS = ("", "ة", "ون", "ين", "ات")


def written(row: Row) -> tuple[set[str], set[str]]:
    """Return the words for a country and those for its people, as texts write them."""
    joined = ("و", "ب", "ل", "وال", "بال")
    country = {*row.names, *(one + name for one, name in product(joined, row.names))}
    people = {
        before + adjective + ending
        for before, adjective, ending in product(BEFORE, row.adjectives, ENDINGS)
        if not (before == "لل" and adjective.startswith("ل"))
    }
    return country, people | {before + one for before in BEFORE for one in row.plurals}


def terms(word: str, analyzer: ArabicAnalyzer) -> set[str]:
    """Return what a word is indexed by."""
    (found,) = analyzer.indexed(analyzer.forms(word))
    return {*found}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.names[0])
def test_a_country_is_a_family_with_its_people(row: Row, analyzer: ArabicAnalyzer) -> None:
    country, people = written(row)
    family = set.intersection(*(terms(word, analyzer) for word in row.names))
    lost = [word for word in country | people if family.isdisjoint(terms(word, analyzer))]
    assert not lost


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.names[0])
def test_all_words_for_a_people_are_one_word(row: Row, analyzer: ArabicAnalyzer) -> None:
    _, people = written(row)
    (stem,) = {analyzer.stem(form) for form in analyzer.forms(row.adjectives[0])}
    assert [word for word in people if stem not in analyzer.stems(analyzer.forms(word)[0])] == []


def test_no_two_countries_are_one_family(analyzer: ArabicAnalyzer) -> None:
    families = [analyzer.families(analyzer.stems(analyzer.forms(row.names[0])[0])) for row in ROWS]
    assert len({*families}) == len(ROWS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("الفروسية", "روسيا"), ("الألبان", "ألبانيا"), ("تبتل", "التبت")],
)
def test_a_word_that_looks_like_a_people_is_none(
    one: str, other: str, analyzer: ArabicAnalyzer
) -> None:
    assert terms(one, analyzer).isdisjoint(terms(other, analyzer))
