"""Where the pages of files begin in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.page_starts import (
    PageStart,
    PageStartsError,
    format_page_starts,
    page_at,
    parse_page_starts,
)

STUDY = "https://centre.example/study.pdf"

STARTS = st.lists(
    st.builds(
        PageStart,
        st.integers(0, 10_000),
        st.integers(0, 5_000),
        st.sampled_from(["", STUDY, f"{STUDY}#top", "http://centre.example/دراسة.docx"]),
    )
).map(lambda starts: sorted(starts, key=lambda one: one.start))


@given(STARTS)
def test_page_starts_are_read_as_they_were_written(starts: list[PageStart]) -> None:
    assert list(parse_page_starts(format_page_starts(starts), 10_000)) == starts


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("x", "its line 1 is no start of a page"),
        ("1 0\n1 -4", "its line 2 is no start of a page"),
        ("1 0 javascript:x", "its line 1 is no start of a page"),
        ("1 6\n2 5", "the page of its line 2 begins outside of the text"),
        ("\n".join(["1 0"] * 50_001), "more than 50000 lines"),
    ],
)
def test_what_is_no_list_of_page_starts_is_refused(written: str, reason: str) -> None:
    with pytest.raises(PageStartsError, match=reason):
        parse_page_starts(written, 10)


@pytest.mark.parametrize(
    ("offset", "page"), [(0, None), (4, None), (5, 1), (8, 1), (9, 2), (900, 2)]
)
def test_a_place_is_on_the_page_that_begins_last_before_it(offset: int, page: int | None) -> None:
    found = page_at((PageStart(5, 1), PageStart(9, 2)), offset)
    assert (found.page if found else None) == page


@pytest.mark.parametrize(
    ("start", "address"),
    [
        (PageStart(0, 12, STUDY), f"{STUDY}#page=12"),
        (PageStart(0, 12, f"{STUDY}#top"), f"{STUDY}#page=12"),
        (PageStart(0, 0, STUDY), STUDY),
        (PageStart(0, 12), ""),
    ],
)
def test_the_address_of_a_page_opens_its_file_there(start: PageStart, address: str) -> None:
    assert start.address == address
