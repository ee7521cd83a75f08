"""Tables of sorted lines: as a dictionary, whatever their size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzers.sorted_lines import SortedLines

keys = st.text("اأبتةيab1é", max_size=5)
values = st.text("xyس /", max_size=60)


@given(st.dictionaries(keys, values, max_size=80), st.lists(keys, max_size=20))
def test_a_table_gives_each_key_its_value_and_no_other_any(
    rows: dict[str, str], others: list[str]
) -> None:
    table = SortedLines.of(rows.items())
    assert len(table) == len(rows)
    assert [*table] == sorted(rows, key=str.encode)
    assert table.values() == set(rows.values())
    for key in (*rows, *others):
        assert table.get(key) == rows.get(key)
        assert (key in table) == (key in rows)
