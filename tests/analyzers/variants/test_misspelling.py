"""Misspellings: likely ones, unlikely ones, and their cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.normalize import normalize
from analyzers.variants.keyboard import neighbours
from analyzers.variants.misspelling import cost, is_likely, skeleton

FORMS = st.text(alphabet="ابتجدرسعفقكلمنهويء", max_size=9)


def form(word: str) -> str:
    (one,) = normalize(word)
    return one


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الارهلب", "الإرهاب"),  # the next key
        ("صواريح", "صواريخ"),  # a dot
        ("مخدارت", "مخدرات"),  # two letters swapped
        ("زلنسكي", "زيلينسكي"),  # vowels left out
        ("انتخبات", "انتخابات"),
        ("الاستخباارت", "الاستخبارات"),
        ("متطرفيين", "متطرفين"),  # a letter doubled
        ("القدافي", "القذافي"),
        ("الضواهري", "الظواهري"),  # a letter of the same sound
        ("الحكمة", "الحكومة"),
    ],
)
def test_what_hands_eyes_and_ears_make_is_a_likely_misspelling(typed: str, meant: str) -> None:
    assert is_likely(form(typed), form(meant), cost(form(typed), form(meant)))


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("تعهيد", "تعيد"),
        ("جندرة", "ندرة"),
        ("تبون", "تكون"),
        ("سناك", "هناك"),
        ("دابا", "بابا"),
        ("نكبة", "نسبة"),
        ("درنة", "درجة"),
        ("ترويكا", "تركيا"),  # a vowel on the other side of a consonant
        ("حرب", "حزب"),  # too short
    ],
)
def test_other_words_are_no_misspelling(typed: str, other: str) -> None:
    assert not is_likely(form(typed), form(other), cost(form(typed), form(other)))


@given(FORMS, FORMS)
def test_only_equals_cost_nothing(one: str, other: str) -> None:
    assert (cost(one, other) == 0) == (one == other)


@given(FORMS, st.integers(0, 8), st.sampled_from("اوي"))
def test_a_vowel_more_leaves_the_skeleton(word: str, place: int, vowel: str) -> None:
    longer = word[:1] + word[1:place] + vowel + word[max(place, 1) :]
    if word:
        assert skeleton(longer) == skeleton(word)


def test_keys_are_beside_each_other_both_ways() -> None:
    letters = "ضصثقفغعهخحجدشسيبلاتنمكطءروزظ"
    assert all(
        one in neighbours(other) for other in letters for one in letters if other in neighbours(one)
    )
    assert "ل" in neighbours("ا")
    assert "م" not in neighbours("ا")
