"""Names and words of two parts, written joined in one text and apart in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.foreign import ForeignWords
from indexer.model.occurrences import phrase_starts
from indexer.searching.variants.compounds import Compounds
from tests.tables import rows

CASES = Path(__file__).parents[1] / "cases" / "compounds.tsv"


def finds(typed: list[str], written: list[str], analyzer: ArabicAnalyzer) -> bool:
    """Whether a query finds what a text has, in another way than as it is typed."""
    compounds = Compounds({*typed, *written}, ForeignWords(analyzer.lists))
    joined = {form for forms in compounds.joined(typed).values() for form in forms}
    apart = [phrase for form in typed for phrase in compounds.apart(form)]
    return not joined.isdisjoint(written) or any(
        phrase_starts(written, phrase.slots) for phrase in apart
    )


@pytest.mark.parametrize(("typed", "written", "expected"), rows(CASES))
def test_compounds_are_found_joined_and_apart(
    analyzer: ArabicAnalyzer, typed: str, written: str, expected: str
) -> None:
    found = finds(analyzer.forms(typed), analyzer.forms(written), analyzer)
    assert found == (expected == "found")


def test_only_what_the_texts_have_is_an_alternative(analyzer: ArabicAnalyzer) -> None:
    compounds = Compounds({"نصر", "سياسي"}, ForeignWords(analyzer.lists))
    assert compounds.apart("نصرالله") == compounds.apart("جيوسياسي") == ()
    assert compounds.joined(["نصر", "الله"]) == {}


def test_each_part_of_a_compound_is_found_in_the_joined_word(analyzer: ArabicAnalyzer) -> None:
    compounds = Compounds({"بن", "لادن", "بنلادن"}, ForeignWords(analyzer.lists))
    joined = compounds.joined(["مقتل", "بن", "لادن", "أمس"])
    assert joined == {"بن": ("بنلادن",), "لادن": ("بنلادن",)}
