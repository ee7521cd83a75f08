"""The words between which a passage may be cut."""

from __future__ import annotations

import pytest

from indexer.searching.snippets.cuts import divides


@pytest.mark.parametrize(
    "text",
    [
        "حزيران | ٢٠١٩",
        "السابع | والعشرين من حزيران",
        "السابع | من يونيو",
        "يوم | الخميس",
        "الخميس | 23 فيفري",
        "قتل | 22 شخصا",
        "22 | شخصا",
        "وزارة | التربية",
        "القطاع | الخاص",
        "هجوم | إلكتروني",
        "النقابة | العامة للحرس",
        "في | أوروبا",
        "قبل | أن",
        "هذه | المفارقة",
        "محمد | بن سلمان",
        "إلى | أن الرباعي",
    ],
)
def test_words_that_belong_together_are_not_divided(text: str) -> None:
    before, _, after = text.partition("| ")
    assert not divides(before + after, len(before), begins=True)
    assert not divides(before + after, len(before), begins=False)


@pytest.mark.parametrize(
    "text",
    [
        "في المدن | وتتابع الشرطة",
        "في المدن | حيث يقيم",
        "من السكان | لكن الحكومة",
        "أعلنت الشركة | في بيان",
        "البرلمان الأوروبي | بسبب الخلاف",
        "وزير الداخلية | يتوقع عودة",
        "انتهى الاجتماع. | القرار معلق",
        "قال الوزير، | القرار معلق",
    ],
)
def test_a_passage_may_begin_and_end_before_a_word_that_opens_something(text: str) -> None:
    before, _, after = text.partition("| ")
    assert divides(before + after, len(before), begins=True)
    assert divides(before + after, len(before), begins=False)


@pytest.mark.parametrize("text", ["الاتفاقيات | التي وقعت", "ذكرت الوكالة | أن الوزير"])
def test_a_passage_may_end_before_a_clause_about_a_word_but_not_begin_with_it(text: str) -> None:
    before, _, after = text.partition("| ")
    assert not divides(before + after, len(before), begins=True)
    assert divides(before + after, len(before), begins=False)
