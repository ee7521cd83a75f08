"""The links to other pages of results."""

from __future__ import annotations

import pytest

from search_web.site.presentation import page_numbers


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (2, 15, [1, 2, 3, None, 15]),
        (4, 15, [1, 2, 3, 4, 5, None, 15]),
        (8, 15, [1, None, 7, 8, 9, None, 15]),
        (12, 15, [1, None, 11, 12, 13, 14, 15]),
        (15, 15, [1, None, 14, 15]),
    ],
)
def test_the_ends_and_the_neighbours_are_linked(
    current: int, last: int, numbers: list[int | None]
) -> None:
    assert page_numbers(current, last) == numbers


def test_a_gap_always_hides_more_than_one_page() -> None:
    for current in range(1, 31):
        numbers = page_numbers(current, 30)
        for before, gap, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if gap is None:
                assert before is not None
                assert after is not None
                assert after - before > 2
