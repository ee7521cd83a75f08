"""Explanations of the analysis of a text, for staff."""

from __future__ import annotations

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.explanation import explain


@pytest.mark.parametrize(
    ("word", "stem", "said"),
    [
        ("في", "في", "a stop word"),
        ("2019", "2019", "a number"),
        ("Europol", "europol", "not Arabic"),
        ("وأحزابهم", "حزب", "احزاب is the broken plural of حزب"),
        ("بلبنان", "لبنان", "ب- off: لبنان is a protected name; a protected name"),
        ("والسياسات", "سياس", "وال- off"),
        ("والسياسات", "سياس", "-ات off"),
        ("فلسطين", "فلسطين", "a protected name"),
        ("اتجاه", "اتجاه", "-ه stays"),
    ],
)
def test_every_decision_is_explained(
    word: str, stem: str, said: str, analyzer: ArabicAnalyzer
) -> None:
    (token,) = explain(word, analyzer)
    assert token.stem == stem
    assert said in token.why


def test_the_evidence_is_given_in_numbers(analyzer: ArabicAnalyzer) -> None:
    (token,) = explain("الوزير", analyzer)
    count = analyzer.lists.lexicon["وزير"] + analyzer.lists.lexicon["الوزير"]
    assert f"وزير {count:,}" in token.why


def test_a_token_is_shown_with_its_position_and_offsets(analyzer: ArabicAnalyzer) -> None:
    tokens = explain("مكافحة الإرهاب!", analyzer)
    assert [(token.start, token.end, token.word) for token in tokens] == [
        (0, 6, "مكافحة"),
        (7, 14, "الإرهاب"),
    ]
