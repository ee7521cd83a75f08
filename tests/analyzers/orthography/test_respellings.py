"""Respellings: rare and unknown forms are also read as the words that they may be meant for."""

from __future__ import annotations

import pytest

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import normalize
from analyzers.orthography.respellings import FOREIGN, Respellings

FREQUENT = 100
"""Frequency of a form that is a word of its own, whatever it resembles."""


@pytest.fixture(scope="module")
def respellings(analyzer: ArabicAnalyzer) -> Respellings:
    lists = analyzer.lists
    return Respellings(lists.lexicon, lists.stop_words, lists.protected)


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("شئ", "شيء"),
        ("مسؤلية", "مسؤولية"),
        ("سئ", "سيء سوء"),
        ("مفاجئة", "مفاجأة"),
        ("المورخين", "المؤرخين"),
        ("دقايق", "دقائق"),
        ("العالقات", "العلاقات"),
        ("نعمت", "نعمة"),
        ("جزيء", ""),
        ("المريء", ""),
        ("رويس", ""),
        ("خالفه", ""),
        ("عالجه", ""),
        ("لألمان", ""),
        ("الوالي", ""),
        ("سالم", ""),
        ("حياة", ""),
        ("قرى", ""),
    ],
)
def test_a_form_is_also_read_as_these_words(
    written: str, others: str, respellings: Respellings
) -> None:
    (form,) = normalize(written)
    read = [other for word in others.split() for other in normalize(word)]
    assert sorted(respellings.of(form)[1:]) == sorted(read)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("چيلي", "تشيلي شيلي"),
        ("گريگوري", "غريغوري"),
        ("ڭلميم", "كلميم غلميم جلميم قلميم"),
        ("انگليزي", "انغليزي انجليزي انكليزي"),
        ("گل", "غل"),
        ("گچگژ", "غتشغج"),
    ],
)
def test_foreign_letters_are_read_as_arabic_ones(
    written: str, read: str, respellings: Respellings
) -> None:
    (form,) = normalize(written)
    assert list(respellings.of(form)) == read.split()


def test_a_frequent_word_is_read_as_itself_alone(
    analyzer: ArabicAnalyzer, respellings: Respellings
) -> None:
    frequent = [form for form, count in analyzer.lists.lexicon.items() if count >= FREQUENT]
    assert [form for form in frequent if respellings.of(form) != (form,)] == []


def test_few_forms_of_the_lexicon_are_read_as_other_words(
    analyzer: ArabicAnalyzer, respellings: Respellings
) -> None:
    lexicon = analyzer.lists.lexicon
    read = [form for form in lexicon if respellings.of(form) != (form,)]
    assert 0 < len(read) <= len(lexicon) / 1000


def test_no_word_is_read_as_a_stop_word_or_a_protected_name(
    analyzer: ArabicAnalyzer, respellings: Respellings
) -> None:
    lists = analyzer.lists
    kept = lists.stop_words | lists.protected
    assert all(respellings.of(form) == (form,) for form in kept)
    read = {form: {*respellings.of(form)[1:]} for form in lists.lexicon}
    assert not any(lists.stop_words & others for others in read.values())
    named = [form for form, others in read.items() if lists.protected & others]
    assert all(set(form) & set(FOREIGN) for form in named)
