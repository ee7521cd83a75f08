"""Loan words and names whose spellings a list knows."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from analyzers.normalize import normalize
from analyzers.variants import loan_words
from analyzers.variants.loan_words import listed_spellings

LINES = [
    line
    for line in (Path(loan_words.__file__).parent / "loan_words.txt").read_text().splitlines()
    if not line.startswith("#")
]


def form_of(word: str) -> str:
    return "".join(normalize(word))


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("فدرالي", "فيدرالي فديرالي"),
        ("فدرالية", "فيدرالية فديرالية"),
        ("مليشيات", "ميليشيات ميلشيات"),
        ("البروتوكول", ""),
        ("شولتز", "شولتس"),
        ("سورية", "سوريا"),
        ("سوري", ""),
        ("كتاب", ""),
    ],
)
def test_a_word_knows_its_other_spellings_in_the_same_form(word: str, others: str) -> None:
    assert set(listed_spellings(form_of(word))) == set(map(form_of, others.split()))


def test_each_line_has_different_words_and_each_word_one_line() -> None:
    words = [list(map(form_of, re.split("[,،]", line))) for line in LINES]
    assert all(len(group) > 1 for group in words)
    every = list(chain.from_iterable(words))
    assert len(every) == len(set(every))
