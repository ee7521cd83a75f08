"""The check that published figures are those of the code, and that of speed beside tantivy."""

from __future__ import annotations

import pytest

from tests.benchmarks.measured import GONE, changes, read_reasons, reasons_text
from tests.benchmarks.smoke import FACTOR, MOST, too_slow

MEASURED = {"indexer/a.py": "1", "indexer/b.py": "2"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MEASURED, {}),
        ({**MEASURED, "indexer/a.py": "3"}, {"indexer/a.py": "3"}),
        ({**MEASURED, "indexer/c.py": "4"}, {"indexer/c.py": "4"}),
        ({"indexer/a.py": "1"}, {"indexer/b.py": GONE}),
    ],
)
def test_a_file_that_is_new_gone_or_other_than_measured_is_a_change(
    now: dict[str, str], expected: dict[str, str]
) -> None:
    assert changes(MEASURED, now) == expected


def test_reasons_are_read_as_they_were_written_and_none_is_no_reason() -> None:
    reasons = {("indexer/a.py", "3"): "only names changed"}
    assert read_reasons(reasons_text(reasons)) == reasons
    assert read_reasons("indexer/a.py\t3\t \n") == {}


def test_a_ratio_far_above_the_last_release_or_the_bar_fails() -> None:
    key, most = next(iter(MOST.items()))
    assert [*too_slow({key: most}, {key: most})] == []
    assert len([*too_slow({key: most * 1.01}, {key: most})]) == 1
    assert len([*too_slow({key: most * 0.9}, {key: most * 0.8 / FACTOR})]) == 1
