"""Words that Arabic derives from its roots, and words that it does not."""

from __future__ import annotations

import pytest

from analyzers.lemmas.derivation import DerivedNouns, is_derived
from analyzers.normalize import normalize

NATIVE = "كتاب مكتوب مفاوضات استقطاب تخوين انتفاضة صواريخ مقاتلين يتراجعون مستخدم برهان مترجم مسالم"
FOREIGN = "شولتز موغيريني زيلينسكي دبلوماسي بروتوكول خاركوف غوتيريش كازاخستان تكتيك كولومبيا"
DERIVED = "استتابة مناصحة انغماسي استتابات ارتهان مستضعفين تجنيس متعاقدون استمالة احتراب"
MISSPELLED = "استجاية صواريح مخدارت برلمن مكافخة انتخبات محاولت ارهابب تنضيم منضمة"


def form_of(word: str) -> str:
    return "".join(normalize(word))


@pytest.mark.parametrize("word", NATIVE.split())
def test_an_arabic_word_has_a_root_and_a_pattern(word: str) -> None:
    assert is_derived(form_of(word))


@pytest.mark.parametrize("word", FOREIGN.split())
def test_a_foreign_word_has_none(word: str) -> None:
    assert not is_derived(form_of(word))


@pytest.mark.parametrize("word", DERIVED.split())
def test_rare_derived_nouns_are_known(word: str) -> None:
    assert form_of(word) in DerivedNouns()


@pytest.mark.parametrize("word", [*MISSPELLED.split(), *FOREIGN.split(), ""])
def test_misspelled_words_and_foreign_ones_are_no_derived_nouns(word: str) -> None:
    assert form_of(word) not in DerivedNouns()
