"""What is written in Whoosh's own formats is what Whoosh reads."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.fields import ID, TEXT
from whoosh.filedb.filetables import OrderedHashReader
from whoosh.filedb.structfile import BufferFile

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.posting_lists import BLOCK_SIZE, PostingLists, write_postings
from indexer.engines.whoosh.term_file import write_terms
from tests.indexer.engines.collection import ARTICLES, build

Posting = tuple[int, list[int]]
"""A document and the positions of a term in it."""

POSITIONS = st.lists(st.integers(0, 70_000), min_size=1, max_size=100, unique=True).map(sorted)
POSTINGS = st.dictionaries(st.integers(0, 300), POSITIONS, min_size=1, max_size=40).map(
    lambda found: sorted(found.items())
)
MANY = [(number * 130, [number % 7]) for number in range(BLOCK_SIZE + 2)]
"""More postings than one block holds, of documents with large numbers."""


@given(st.dictionaries(st.binary(min_size=1, max_size=3), st.binary(max_size=5), max_size=300))
def test_every_term_is_found_by_its_key_and_no_other(terms: dict[bytes, bytes]) -> None:
    file = BytesIO()
    keys = sorted(terms)
    write_terms(file, {"id": 0}, keys, [terms[key] for key in keys])
    reader = OrderedHashReader(BufferFile(memoryview(file.getvalue())), len(file.getvalue()))
    assert dict(reader.items()) == terms
    assert all(reader[key] == value for key, value in terms.items())
    assert b"none of them" not in reader
    assert reader.extras["fieldmap"] == {"id": 0}
    for one, other in pairwise(keys):
        assert reader.closest_key(one + b"\0") in (one + b"\0", other)


@given(st.lists(POSTINGS, min_size=1, max_size=4))
def test_postings_are_read_as_they_were(terms: list[list[Posting]]) -> None:
    assert_read(terms)


def test_postings_of_several_blocks_are_read_as_they_were() -> None:
    assert_read([[(3, [1])], MANY, [(5, [2, 300])]])


def assert_read(terms: list[list[Posting]]) -> None:
    """Check that Whoosh reads the postings of some terms, with their descriptions."""
    postings = [posting for term in terms for posting in term]
    documents = np.array([document for document, _ in postings])
    lists = PostingLists(
        begins=np.cumsum([0, *map(len, terms)]),
        documents=documents,
        frequencies=np.array([len(positions) for _, positions in postings]),
        lengths=documents + 1,
        positions=np.array([position for _, positions in postings for position in positions]),
    )
    file = BytesIO()
    described = [*write_postings(file, lists)]
    content = BufferFile(memoryview(file.getvalue()))
    for term, description in zip(terms, described, strict=True):
        info = W3TermInfo.from_bytes(description)
        assert info.doc_frequency() == len(term)
        assert info.weight() == sum(len(positions) for _, positions in term)
        matcher = W3Codec().postings_reader(content, info, TEXT(phrase=True).format)
        for document, positions in term:
            assert (matcher.id(), matcher.weight()) == (document, len(positions))
            assert matcher.value_as("positions") == positions
            matcher.next()
        assert not matcher.is_active()


def test_terms_without_positions_are_read_as_they_were() -> None:
    numbers = np.arange(40)
    ones = np.ones(40, int)
    file = BytesIO()
    described = [
        *write_postings(file, PostingLists(np.array([0, 1, 40]), numbers, ones, ones, None))
    ]
    content = BufferFile(memoryview(file.getvalue()))
    readers = [
        W3Codec().postings_reader(content, W3TermInfo.from_bytes(one), ID().format)
        for one in described
    ]
    assert [[*reader.all_ids()] for reader in readers] == [[0], [*range(1, 40)]]


@pytest.mark.parametrize(
    "body",
    ["نص " * 100, "نص ‌مع «رموز» é " * 20, "٢٠٢٤ " * 50, "نص 漢字 " * 30],
    ids=["Arabic", "other letters of the encoding", "Arabic digits", "letters of another script"],
)
def test_whoosh_alone_shows_the_stored_text(
    tmp_path: Path, analyzer: ArabicAnalyzer, body: str
) -> None:
    article = replace(ARTICLES[0], body=body)
    info = build(WhooshEngine(tmp_path), [article], analyzer)
    index = whoosh_index.open_dir(str(tmp_path / info.id))
    with index.reader() as reader:
        stored = reader.stored_fields(0)
    index.close()
    assert type(stored["body"]) is str
    assert stored["body"] == body
