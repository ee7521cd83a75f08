"""Staff's lists for queries: their syntax, and the messages about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.lists.query_lists import (
    DIFFERENT_WORDS,
    FOREIGN_NAMES,
    NO_LISTS,
    PINNED,
    SYNONYMS,
    QueryLists,
)


def test_a_line_is_a_group_and_a_hash_begins_a_comment(tmp_path: Path) -> None:
    (tmp_path / SYNONYMS).write_text("# x\n\nداعش، تنظيم الدولة, ISIS # y\nناتو،NATO\n")
    (tmp_path / FOREIGN_NAMES).write_text("غوغل\n")
    lists = QueryLists.load(tmp_path)
    assert lists.synonyms == (("داعش", "تنظيم الدولة", "ISIS"), ("ناتو", "NATO"))
    assert lists.foreign_names == ("غوغل",)


def test_missing_lists_are_empty(tmp_path: Path) -> None:
    assert QueryLists.load(tmp_path).synonyms == NO_LISTS.synonyms == ()


def test_the_version_changes_with_a_list(tmp_path: Path) -> None:
    before = QueryLists.load(tmp_path).version
    (tmp_path / SYNONYMS).write_text("داعش، ISIS")
    assert QueryLists.load(tmp_path).version != before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("داعش، ISIS\nالناتو", "line 2, column 1: الناتو has nothing beside it"),
        ("داعش، ، ISIS", "line 1, column 7: there is no word"),
        ("داعش، ISIS\nالناتو، isis", "line 2, column 9: isis stands in line 1 already"),
        ("داعش، داعِش", "line 1, column 7: داعِش stands in this line already"),
    ],
)
def test_a_mistake_is_reported_with_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / SYNONYMS).write_text(text)
    (fault,) = QueryLists.load(tmp_path).faults
    assert str(fault).startswith(f"{tmp_path / SYNONYMS}: {said}")


def test_a_name_is_one_word(tmp_path: Path) -> None:
    (tmp_path / FOREIGN_NAMES).write_text("غوغل\n  نيو يورك\n")
    lists = QueryLists.load(tmp_path)
    assert lists.foreign_names == ("غوغل",)
    assert "line 2, column 3: نيو يورك is not one word" in str(lists.faults[0])


def test_a_line_names_words_that_are_not_one(tmp_path: Path) -> None:
    (tmp_path / DIFFERENT_WORDS).write_text("# x\nبرتغالي، برتقالي\nأ, ب، ج # y\n")
    lists = QueryLists.load(tmp_path)
    assert lists.different_words == (("برتغالي", "برتقالي"), ("أ", "ب", "ج"))
    assert lists.faults == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("برتغالي", "line 1, column 1: wanted two different words with a comma between them"),
        ("برتغالي، برتغاليّ", "line 1, column 1: wanted two different words"),
        ("أ، ب\nبرتغالي، نيو يورك", "line 2, column 10: نيو يورك is not one word: write words"),
        ("برتغالي، ", "line 1, column 9: there is no word"),
    ],
)
def test_a_mistake_in_different_words_is_reported(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / DIFFERENT_WORDS).write_text(text)
    (fault,) = QueryLists.load(tmp_path).faults
    assert str(fault).startswith(f"{tmp_path / DIFFERENT_WORDS}: {said}")


def test_a_line_that_is_not_utf_8_is_reported_and_the_others_are_used(tmp_path: Path) -> None:
    (tmp_path / SYNONYMS).write_bytes("داعش، ISIS\nناتو، ".encode() + b"\xff\xfe\nUN, UNO\n")
    lists = QueryLists.load(tmp_path)
    assert lists.synonyms == (("داعش", "ISIS"), ("UN", "UNO"))
    assert "line 2, column 7: it is not UTF-8" in str(lists.faults[0])


def test_an_unreadable_list_is_reported_and_the_others_are_used(tmp_path: Path) -> None:
    (tmp_path / SYNONYMS).write_text("داعش، ISIS\n")
    (tmp_path / FOREIGN_NAMES).mkdir()
    (tmp_path / PINNED).write_text("الأمن = 1\n", encoding="utf-16")
    lists = QueryLists.load(tmp_path)
    assert lists.synonyms == (("داعش", "ISIS"),)
    assert list(map(str, lists.faults)) == [
        f"{tmp_path / FOREIGN_NAMES}: it cannot be read: Is a directory",
        f"{tmp_path / PINNED}: it is saved as UTF-16: save it as UTF-8",
    ]


def test_words_of_a_faulty_group_may_be_in_a_later_group(tmp_path: Path) -> None:
    (tmp_path / SYNONYMS).write_text("داعش، ISIS، ،\nداعش، الدولة\n")
    assert QueryLists.load(tmp_path).synonyms == (("داعش", "الدولة"),)


def test_articles_are_pinned_to_a_query_however_it_is_spelled(tmp_path: Path) -> None:
    (tmp_path / PINNED).write_text("مكافحة الإرهاب = 12, 5/a، 12 # x\n")
    assert QueryLists.load(tmp_path).pinned == {("مكافحه", "الارهاب"): ("12", "5/a")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("الأمن 12", "line 1, column 9: wanted a query, = and the ids of articles"),
        ("الأمن = 1\n= 12", "line 2, column 1: wanted a query"),
        ("الأمن =، ", "line 1, column 7: wanted a query"),
        ("الأمن = 1\nالامن = 2", "line 2, column 1: الامن stands in line 1 already"),
    ],
)
def test_a_mistake_in_pinned_articles_is_reported(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / PINNED).write_text(text)
    (fault,) = QueryLists.load(tmp_path).faults
    assert str(fault).startswith(f"{tmp_path / PINNED}: {said}")
