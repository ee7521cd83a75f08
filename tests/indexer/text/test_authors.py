"""The names in a line of authors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.authors import author_kind, split_authors

ONE = [
    "سالم الهادي",
    "وحدة الدراسات والتقارير",
    "وحدة الدراسات و التقارير",
    "وحدة دراسات الهجرة و شؤون اللاجئين",
    "وحدة مكافحة الإرهاب والاستخبارات الأوروبية",
    "المركز الأوروبي لدراسات مكافحة الإرهاب والاستخبارات",
    "سالم الهادي، باحث في شؤون الهجرة",
    "د. سالم الهادي، أستاذ العلوم السياسية",
    "وحدة الدراسات، برلين",
    "سالم وائل وليد",
    "وائل النجار",
    "Smith, John",
    "Salem and Sons, Ltd.",
    "Department of War and Peace",
]
SEVERAL = [
    (
        "وحدة الدراسات؛ د. سالم الهادي؛ د. ماريا شميت",
        ["وحدة الدراسات", "د. سالم الهادي", "د. ماريا شميت"],
    ),
    ("سالم; ليلى", ["سالم", "ليلى"]),
    ("سالم الهادي، ليلى النجار", ["سالم الهادي", "ليلى النجار"]),
    ("سالم الهادي و ليلى النجار", ["سالم الهادي", "ليلى النجار"]),
    ("سالم الهادي ود. ليلى النجار", ["سالم الهادي", "د. ليلى النجار"]),
    ("وحدة الدراسات ووحدة الهجرة والأمن", ["وحدة الدراسات", "وحدة الهجرة والأمن"]),
    ("وحدة الدراسات و د. ليلى النجار", ["وحدة الدراسات", "د. ليلى النجار"]),
    (
        "د. سالم الهادي، باحث في الهجرة، د. ليلى النجار",
        ["د. سالم الهادي، باحث في الهجرة", "د. ليلى النجار"],
    ),
    ("John Smith, Mary Jones and Max Weber", ["John Smith", "Mary Jones", "Max Weber"]),
    ("سالم الهادي؛ سالم الهادي ؛", ["سالم الهادي"]),
    (" ؛ ", []),
]
KINDS = [
    ("وحدة الدراسات", "unit"),
    ("الوحدة الإعلامية", "unit"),
    ("هيئة التحرير", "unit"),
    ("European Center for Counterterrorism", "unit"),
    ("د. سالم الهادي", "person"),
    ("الباحثة ليلى النجار", "person"),
    ("Dr. Maria Schmidt", "person"),
    ("سالم الهادي", ""),
    ("", ""),
]


@pytest.mark.parametrize("line", ONE)
def test_one_name_stays_one(line: str) -> None:
    assert split_authors(line) == (line,)


@pytest.mark.parametrize(("line", "names"), SEVERAL)
def test_several_names_are_several(line: str, names: list[str]) -> None:
    assert split_authors(line) == tuple(names)


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_name_says_whether_it_is_that_of_a_unit(name: str, kind: str) -> None:
    assert author_kind(name) == kind


@given(st.lists(st.sampled_from("سالم الهادي وحدة د. و ، ؛ and باحث وليلى".split()), max_size=12))
def test_no_name_is_lost(words: list[str]) -> None:
    left = "".join(split_authors(" ".join(words)))
    assert set(left) <= set("".join(words) + " ")
    assert all(word in left for word in words if word in ("سالم", "الهادي", "باحث"))
