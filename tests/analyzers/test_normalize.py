"""Normalisation of words to forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.normalize import MAX_FORM_LENGTH, normalize
from analyzers.tokenizer import tokenize, words
from tests.tables import rows

CASES = rows(Path(__file__).parent / "cases" / "forms.tsv")

ARABIC_TEXT = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.sampled_from(
            "\u200b\u200c\u200e\u200f\u202a\u0640\u064b\u064e\u0651\u0653\u0654\u0670\u06e7"
            " ءأةالمﻻﷺﷲﺔﻟ abZ9-_.,،؛؟\n"
        ),
        st.characters(exclude_categories=["Cs"]),
    )
)


@pytest.mark.parametrize(("written", "forms", "why"), CASES, ids=[row[2] for row in CASES])
def test_a_word_is_normalised_to_its_forms(written: str, forms: str, why: str) -> None:
    assert [token.form for token in tokenize(written)] == forms.split()


@given(ARABIC_TEXT)
def test_offsets_span_whole_words_of_the_original_text(text: str) -> None:
    end = 0
    for word, start, stop in words(text):
        assert text[start:stop] == word
        assert end <= start < stop
        end = stop


@given(ARABIC_TEXT)
def test_positions_count_from_zero_and_no_form_is_empty(text: str) -> None:
    tokens = tokenize(text)
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert all(0 < len(token.form) <= MAX_FORM_LENGTH for token in tokens)


@given(ARABIC_TEXT)
def test_normalisation_is_idempotent(text: str) -> None:
    for token in tokenize(text):
        again = tokenize(token.form)
        assert "".join(other.form for other in again) == token.form


@given(ARABIC_TEXT)
def test_marks_and_tatweel_make_no_difference(text: str) -> None:
    decorated = "".join(f"{letter}ّـ" if letter.isalpha() else letter for letter in text)
    plain = [form for word, _, _ in words(text) for form in normalize(word)]
    assert [token.form for token in tokenize(decorated)] == plain


def test_a_word_never_begins_or_ends_with_an_invisible_control() -> None:
    text = "\u202bداعش\u202c"
    assert [text[start:end] for _, start, end in words(text)] == ["داعش"]


def test_marks_belong_to_the_word_before_them() -> None:
    text = "والتطرّفِ."
    assert [word for word, _, _ in words(text)] == ["والتطرّفِ"]
