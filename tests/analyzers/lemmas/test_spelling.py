"""The spelling of a word in a query chooses among the lemmas of its form."""

from __future__ import annotations

import pytest

from analyzers.lemmas.spelling import as_written


@pytest.mark.parametrize(
    ("written", "lemmas", "adjectives", "expected"),
    [
        ("إعلام", "إعلام علم", "", "إعلام"),
        ("بالإعلام", "إعلام علم", "", "إعلام"),
        ("أعلام", "إعلام علم", "", "علم"),
        ("اعلام", "إعلام علم", "", "إعلام علم"),
        ("مُدَرِّسة", "مدرس مدرسة", "", "مدرسة"),
        ("مدرسه", "مدرس مدرسة", "", "مدرس مدرسة"),
        ("أعلن", "أعلن/v علن/v", "", "أعلن/v"),
        ("كتب", "كتاب كتب/v", "", "كتاب كتب/v"),
        ("أسئلة", "سؤال", "", "سؤال"),
        ("كبيرة", "كبيرة كبير", "كبير", "كبيرة كبير"),
        ("والكبيرة", "كبيرة كبير", "كبير", "كبيرة كبير"),
        ("حربة", "حرب حربة", "", "حربة"),
    ],
)
def test_the_lemmas_that_the_spelling_allows_are_left(
    written: str, lemmas: str, adjectives: str, expected: str
) -> None:
    assert (
        " ".join(as_written(tuple(lemmas.split()), written, adjectives.split().__contains__))
        == expected
    )
