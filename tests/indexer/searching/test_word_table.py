"""Words that are looked up as in a dictionary, and found by an edit distance or a key."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.searching.word_table import SIGNED_AT_ONCE, KeyedWords, WordTable

LETTERS = "ابتجدريولمن" + "aé9" + "\U0001f600" + "\ud800"
WORDS = st.text(LETTERS, min_size=1, max_size=9)
NUMBERS = st.dictionaries(WORDS, st.integers(0, 2**32 - 1), max_size=60)


@given(NUMBERS, st.lists(st.text(LETTERS, max_size=9), max_size=20))
def test_a_table_answers_as_the_dictionary_that_it_is_made_of(
    numbers: dict[str, int], asked: list[str]
) -> None:
    table = WordTable(numbers)
    assert [*table] == sorted(numbers)
    assert table.counted() == dict(table) == numbers
    assert table.total == sum(numbers.values())
    for word in (*asked, *numbers):
        assert (word in table) == (word in numbers)
        assert table.get(word, -1) == numbers.get(word, -1)
        assert table.begins(word[:2]) == any(one.startswith(word[:2]) for one in numbers)


@given(NUMBERS, st.text(LETTERS, max_size=9), st.integers(0, 2))
def test_the_near_words_are_all_that_comparing_with_each_word_finds(
    numbers: dict[str, int], word: str, distance: int
) -> None:
    near = WordTable(numbers).near(word, distance)
    compared = {one: OSA.distance(word, one) for one in numbers}
    assert dict(near) == {one: apart for one, apart in compared.items() if apart <= distance}
    assert [apart for _, apart in near] == sorted(apart for _, apart in near)


@given(NUMBERS)
def test_words_are_found_by_a_key_of_theirs(numbers: dict[str, int]) -> None:
    def key(word: str) -> str:
        return word.replace("ا", "")

    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(numbers):
        by_key[key(word)].append(word)
    keyed = KeyedWords(WordTable(numbers), key)
    assert sorted(keyed.groups()) == sorted(by_key.values())
    for word in ("ا", "زز", *by_key):
        assert keyed.of(word) == by_key.get(word, [])


def test_a_word_that_is_not_there_has_no_number() -> None:
    with pytest.raises(KeyError, match="كتب"):
        WordTable({"كتاب": 3})["كتب"]


def test_words_are_near_in_every_part_of_a_long_table() -> None:
    words = {f"{number:06}": number for number in range(SIGNED_AT_ONCE + 10)}
    table = WordTable(words)
    last = f"{SIGNED_AT_ONCE + 9:06}"
    assert (last, 0) in table.near(last, 1)
    assert len(table.near("99999", 0)) == 0
    assert table.near("00000", 1)[0] == ("000000", 1)
