"""Vectors on disk survive what happens to their writer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.base import LockedError
from indexer.semantic.embedder import unit
from indexer.semantic.vector_file import (
    DamagedVectorsError,
    Records,
    VectorFolder,
    records_of,
)

DIMENSION = 3


def made(*articles: int) -> Records:
    """Records of articles, one for each."""
    rng = np.random.default_rng(list(articles))
    return np.concatenate(
        [records_of(one, one, unit(rng.normal(size=(1, DIMENSION)))) for one in articles]
    )


def articles_of(folder: VectorFolder) -> list[int]:
    checkpoint = folder.checkpoint()
    return [] if checkpoint is None else folder.read(checkpoint)["article"].tolist()


def test_vectors_come_back_nearly_as_they_were() -> None:
    vectors = unit(np.random.default_rng(1).normal(size=(50, 384)))
    records = records_of(7, 8, vectors)
    back = records["values"] * records["scale"][:, None]
    assert float((back * vectors).sum(axis=1).min()) > 0.999
    assert records["number"].tolist() == list(range(50))
    assert set(records["of"].tolist()) == {50}


def test_a_vector_of_zeros_is_no_error() -> None:
    assert not records_of(1, 1, np.zeros((1, 3), np.float32))["values"].any()


@given(lengths=st.lists(st.integers(1, 4), min_size=1, max_size=5), torn=st.binary(max_size=200))
def test_what_a_killed_writer_left_behind_the_checkpoint_is_never_read(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], torn: bytes
) -> None:
    folder = VectorFolder(tmp_path_factory.mktemp("vectors"), "a")
    expected: list[int] = []
    for length in lengths:
        new = list(range(len(expected), len(expected) + length))
        with folder.writing():
            folder.append(made(*new))
        expected += new
        checkpoint = folder.checkpoint()
        assert checkpoint is not None
        with (folder.folder / checkpoint.file).open("ab") as stream:
            stream.write(torn)
        assert articles_of(folder) == expected


@pytest.mark.parametrize("content", [None, b"", b"?"])
def test_a_file_that_is_gone_or_was_cut_is_damaged_and_is_made_again(
    tmp_path: Path, content: bytes | None
) -> None:
    folder = VectorFolder(tmp_path, "a")
    folder.append(made(1, 2))
    (file,) = tmp_path.glob("*.vectors")
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(DamagedVectorsError, match="`indexer embed` makes them anew"):
        articles_of(folder)
    folder.clear()
    assert articles_of(folder) == []
    folder.append(made(3))
    assert articles_of(folder) == [3]


@given(place=st.integers(0), bit=st.integers(0, 7), parts=st.integers(1, 3))
def test_a_single_bit_that_has_changed_is_seen(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int, parts: int
) -> None:
    folder = VectorFolder(tmp_path_factory.mktemp("vectors"), "a")
    for part in range(parts):
        folder.append(made(part))
    (file,) = folder.folder.glob("*.vectors")
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= 1 << bit
    file.write_bytes(content)
    with pytest.raises(DamagedVectorsError):
        articles_of(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"model": "a"}', b"\xff"])
def test_a_damaged_checkpoint_is_none(tmp_path: Path, content: bytes) -> None:
    folder = VectorFolder(tmp_path, "a")
    folder.append(made(1))
    next(tmp_path.glob("*.json")).write_bytes(content)
    assert folder.checkpoint() is None
    folder.append(made(2))
    assert articles_of(folder) == [2]


def test_vectors_of_two_models_do_not_mix(tmp_path: Path) -> None:
    one, other = VectorFolder(tmp_path, "a/b"), VectorFolder(tmp_path, "a-b")
    one.append(made(1))
    other.append(made(2))
    assert (articles_of(one), articles_of(other)) == ([1], [2])


def test_vectors_of_another_dimension_replace_the_former(tmp_path: Path) -> None:
    folder = VectorFolder(tmp_path, "a")
    folder.append(made(1))
    folder.append(records_of(2, 2, unit(np.ones((1, 5)))))
    assert articles_of(folder) == [2]
    assert len([*tmp_path.glob("*.vectors")]) == 1


def test_vectors_of_articles_that_are_gone_are_dropped_once_they_are_most(tmp_path: Path) -> None:
    folder = VectorFolder(tmp_path, "a")
    folder.append(made(1, 2, 3, 4, 5))
    folder.keep(np.array([1, 2, 3], np.uint64))
    assert articles_of(folder) == [1, 2, 3, 4, 5]
    folder.keep(np.array([2, 5], np.uint64))
    assert articles_of(folder) == [2, 5]
    assert len([*tmp_path.glob("*.vectors")]) == 1


def test_two_processes_do_not_write_at_once(tmp_path: Path) -> None:
    with (
        VectorFolder(tmp_path, "a").writing(),
        pytest.raises(LockedError, match="another process"),
        VectorFolder(tmp_path, "b").writing(),
    ):
        pass
