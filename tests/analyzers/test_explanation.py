"""Explanations of the analysis of a text, for staff."""

from __future__ import annotations

import pytest

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.explanation import explain


@pytest.fixture(scope="module")
def guarded(analyzer: ArabicAnalyzer) -> ArabicAnalyzer:
    return make_analyzer(analyzer.lists, "guarded")


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
def test_every_cut_is_explained(word: str, stem: str, said: str, guarded: ArabicAnalyzer) -> None:
    (token,) = explain(word, guarded)
    assert token.stem == stem
    assert said in token.why


@pytest.mark.parametrize(
    ("word", "stem", "said"),
    [
        ("في", "في", "a stop word"),
        ("عليهما", "علي", "علي a stop word: علي (stop word)"),
        ("وأحزابهم", "حزب", "by the dictionary: حزب (noun)"),
        ("بلبنان", "لبنان", "by peoples.tsv: لبنان (noun); family لبنان"),
        ("بباريس", "باريس", "by protected_names.txt: باريس (noun)"),
        ("الأخرى", "آخر", "by lemmas.tsv: آخر (noun)"),
        ("انسحبت", "انسحب", "by the dictionary: انسحب (verb); family انسحاب"),
        ("وقرنفلا", "قرنفل", "by rule: the dictionary does not know it: قرنفل"),
    ],
)
def test_a_lemma_is_explained_by_its_source(
    word: str, stem: str, said: str, analyzer: ArabicAnalyzer
) -> None:
    (token,) = explain(word, analyzer)
    assert token.stem == stem
    assert said in token.why


def test_the_evidence_is_given_in_numbers(guarded: ArabicAnalyzer) -> None:
    (token,) = explain("الوزير", guarded)
    count = guarded.lists.lexicon["وزير"] + guarded.lists.lexicon["الوزير"]
    assert f"وزير {count:,}" in token.why


def test_a_token_is_shown_with_its_position_and_offsets(analyzer: ArabicAnalyzer) -> None:
    tokens = explain("مكافحة الإرهاب!", analyzer)
    assert [(token.start, token.end, token.word) for token in tokens] == [
        (0, 6, "مكافحة"),
        (7, 14, "الإرهاب"),
    ]
