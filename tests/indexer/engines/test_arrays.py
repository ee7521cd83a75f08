"""Array files return what was written, or an error."""

from __future__ import annotations

import os
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays.adjacency import inside, near, phrase_starts
from indexer.engines.arrays.array_file import (
    BLOCK_SIZE,
    ArrayFile,
    DamagedArraysError,
    write_arrays,
)
from indexer.engines.arrays.segment_buffer import FIELD_NAMES, FieldPostings, SegmentTerms
from indexer.engines.arrays.stem_postings import StemPostings, stem_posting_arrays
from indexer.engines.arrays.term_list import TermList, sorted_terms, term_arrays
from indexer.engines.arrays.token_offsets import TokenOffsets, offset_arrays

Spans = list[tuple[int, int]]

WORDS = st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1)
POSITIONS = st.sets(st.integers(0, 60)).map(lambda places: np.array(sorted(places), np.uint32))


def written(path: Path) -> Path:
    write_arrays(path, {"few": np.arange(7, dtype=np.uint8), "many": np.arange(9000) * 3})
    return path


def test_arrays_are_read_whole_and_in_parts(tmp_path: Path) -> None:
    arrays = ArrayFile(written(tmp_path / "arrays"))
    assert arrays.whole("many").tolist() == [n * 3 for n in range(9000)]
    assert arrays.part("many", 8998, 9000).tolist() == [26994, 26997]
    assert arrays.bounds("few", 5) == (5, 6)
    assert arrays.part("few", 3, 3).tolist() == []


@given(st.data())
def test_any_damage_is_an_error_and_never_data(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "arrays")
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        try:
            arrays = ArrayFile(path)
            read = arrays.whole("few").tolist(), arrays.whole("many").tolist()
        except DamagedArraysError:
            return
        assert read == (list(range(7)), [n * 3 for n in range(9000)])  # it hit a filling byte


def test_damage_affects_only_the_damaged_block(tmp_path: Path) -> None:
    path = written(tmp_path / "arrays")
    content = bytearray(path.read_bytes())
    content[-BLOCK_SIZE] ^= 1
    path.write_bytes(content)
    arrays = ArrayFile(path)
    assert arrays.part("many", 0, 10).tolist() == [n * 3 for n in range(10)]
    with pytest.raises(DamagedArraysError, match="arrays is damaged at byte"):
        arrays.whole("many")


@pytest.mark.parametrize("kept", [0, 10, 100, 5000, -1])
def test_a_file_cut_short_is_damaged(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path / "arrays")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DamagedArraysError, match="arrays"):
        ArrayFile(path)


@pytest.mark.parametrize("kept", [0, 100, 20_000])
def test_what_is_gone_of_an_open_file_is_damaged_and_what_was_read_stays(
    tmp_path: Path, kept: int
) -> None:
    numbers = np.arange(100_000, dtype=np.int32)
    write_arrays(tmp_path / "arrays", {"numbers": numbers})
    file = ArrayFile(tmp_path / "arrays")
    read = file.part("numbers", 50_000, 51_000)
    os.truncate(tmp_path / "arrays", kept)
    with pytest.raises(DamagedArraysError, match="arrays ends at byte"):
        file.part("numbers", 50_000, 51_000)
    assert read.tolist() == list(range(50_000, 51_000))


@given(st.data())
def test_what_is_overwritten_in_an_open_file_is_an_error_and_never_data(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "arrays")
        os.utime(path, (0, 0))  # a file in use was not written in this very moment
        arrays = ArrayFile(path)
        before = [arrays.part("many", begin, begin + 100).tolist() for begin in range(0, 9000, 100)]
        with path.open("r+b") as stream:
            stream.seek(data.draw(st.integers(0, path.stat().st_size - 1)))
            stream.write(data.draw(st.binary(min_size=1, max_size=30)))
        for number, expected in enumerate(before):
            try:
                read = arrays.part("many", number * 100, number * 100 + 100).tolist()
            except DamagedArraysError:
                continue
            assert read == expected


@given(st.sets(WORDS, max_size=300), st.lists(WORDS, max_size=5))
def test_a_term_is_found_by_its_number_and_by_its_prefixes(
    words: set[str], others: list[str]
) -> None:
    unsorted = list(words)
    terms = [unsorted[number] for number in sorted_terms(unsorted)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays"
        write_arrays(path, term_arrays("words", terms))
        found = TermList(ArrayFile(path), "words")
        assert found.terms() == terms
        assert [found.number(term) for term in terms] == list(range(len(terms)))
        assert [found.term(number) for number in range(len(terms))] == terms
        for word in (*others, *(term[:1] for term in terms[:20])):
            assert found.number(word) == (terms.index(word) if word in words else None)
            prefixed = terms[slice(*found.prefixed(word))]
            assert prefixed == [term for term in terms if term.startswith(word)]


@given(st.lists(st.integers(0, (1 << 24) - 1), min_size=1).map(lambda few: [70_000, *few]))
def test_numbers_of_three_bytes_are_read_whole_and_in_parts(numbers: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays"
        write_arrays(path, {"numbers": np.array(numbers, np.uint32)})
        arrays = ArrayFile(path)
        assert arrays.whole("numbers").tolist() == numbers
        assert arrays.part("numbers", 1, len(numbers)).tolist() == numbers[1:]
        ends = np.array([[0, 1], [1, 1], [len(numbers) - 1, len(numbers)]])
        assert arrays.parts("numbers", ends).tolist() == [numbers[0], numbers[-1]]


def test_a_number_of_four_bytes_is_read_as_it_was(tmp_path: Path) -> None:
    write_arrays(tmp_path / "arrays", {"numbers": np.array([1, 1 << 24], np.uint32)})
    assert ArrayFile(tmp_path / "arrays").whole("numbers").tolist() == [1, 1 << 24]


TEXT = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=8)
"""A text, as the distance of each token from the end of the one before, and its length."""


@given(st.lists(TEXT, min_size=len(FIELD_NAMES), max_size=2 * len(FIELD_NAMES)), st.data())
def test_tokens_stand_where_they_stood(texts: list[Spans], data: st.DataObject) -> None:
    texts = texts[: len(texts) // len(FIELD_NAMES) * len(FIELD_NAMES)]
    starts, ends = [], []
    for text in texts:
        reached = 0
        for distance, length in text:
            starts.append(reached + distance)
            reached += distance + length
            ends.append(reached)
    begins = np.cumsum([0, *map(len, texts)])
    terms = segment_terms(begins, starts=np.array(starts, np.int32), ends=np.array(ends, np.int32))
    first = data.draw(st.integers(0, len(texts) - 1))
    last = data.draw(st.integers(first + 1, len(texts)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays"
        write_arrays(path, offset_arrays(terms))
        bounds = begins[first : last + 1].tolist()
        run = bounds[0], bounds[-1]
        advances, lengths = TokenOffsets(ArrayFile(path)).advances_and_lengths(run)
    found: Spans = []
    for begin, end in pairwise([bound - bounds[0] for bound in bounds]):
        of_text = np.cumsum(advances[begin:end])
        found += zip((of_text - lengths[begin:end]).tolist(), of_text.tolist(), strict=True)
    part = slice(bounds[0], bounds[-1])
    assert found == list(zip(starts[part], ends[part], strict=True))


def segment_terms(begins: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> SegmentTerms:
    """Return the terms of a segment of one form, for the offsets of its tokens."""
    one = np.zeros(len(starts), np.int32)
    return SegmentTerms((), (), ["ا"], ["ا"], one[:1], np.array([0, 1]), one, starts, ends, begins)


@pytest.mark.parametrize("documents", [1, 300, 9_000, 20_000, 200_000])
@given(st.data())
def test_postings_of_stems_are_read_as_they_were(documents: int, data: st.DataObject) -> None:
    frequencies = st.one_of(st.integers(1, 20), st.integers(1, 70_000))
    posting = st.tuples(st.integers(0, documents - 1), frequencies)
    postings = data.draw(st.lists(posting, min_size=1, max_size=30))
    numbers, counts = (np.array(column) for column in zip(*postings, strict=True))
    none = np.empty(0, np.int64)
    bounds = np.array(
        sorted(data.draw(st.lists(st.integers(0, len(postings)), min_size=4, max_size=4)))
    ).reshape(2, 2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays"
        lists = FieldPostings(none, numbers, counts, none, none)
        write_arrays(path, stem_posting_arrays(lists, documents))
        read = StemPostings(ArrayFile(path))
        for wanted in (bounds, bounds[:1]):
            expected = [one for begin, end in wanted.tolist() for one in postings[begin:end]]
            found = read.parts(wanted)
            assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


@given(st.lists(POSITIONS, min_size=1, max_size=4))
def test_a_phrase_starts_where_its_slots_are_adjacent(slots: list[np.ndarray]) -> None:
    sets = [set(slot.tolist()) for slot in slots]
    expected = [
        start for start in range(61) if all(start + n in slot for n, slot in enumerate(sets))
    ]
    assert phrase_starts(slots).tolist() == expected


@given(POSITIONS, st.lists(POSITIONS, max_size=3), st.integers(1, 9), st.integers(1, 60))
def test_near_means_within_the_distance_in_the_same_text(
    first: np.ndarray, others: list[np.ndarray], distance: int, border: int
) -> None:
    begins = np.where(first < border, 0, border)
    ends = np.where(first < border, border, 61)

    def close(one: int, other: int) -> bool:
        return 0 < abs(one - other) <= distance and (one < border) == (other < border)

    expected = [
        position
        for position in first.tolist()
        if all(any(close(position, other) for other in slot.tolist()) for slot in others)
    ]
    assert near(first, others, distance, begins, ends).tolist() == expected


@given(POSITIONS, st.lists(st.integers(0, 61), max_size=10).map(sorted))
def test_positions_inside_ranges_are_those_between_their_bounds(
    positions: np.ndarray, bounds: list[int]
) -> None:
    ranges = list(zip(bounds[::2], bounds[1::2], strict=False))
    expected = [p for begin, end in ranges for p in positions.tolist() if begin <= p < end]
    found = positions[inside(positions, np.array(ranges, np.int64).reshape(-1, 2))]
    assert found.tolist() == expected
