"""Bulk writer of a Whoosh segment from inverted terms.

Whoosh's own writer sorts every posting of every document in Python. This one has the postings
sorted in arrays, and encodes those of many terms at once. The files are Whoosh's own format; it
uses only what whoosh3 shares with the classic Whoosh 2.7.4.
"""

from __future__ import annotations

import codecs
import pickle
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3PerDocWriter
from whoosh.columns import VarBytesColumn
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.system import pack_ushort

from indexer.engines.arrays.segment_buffer import FIELD_NAMES, FieldPostings, Ints, SegmentTerms
from indexer.engines.whoosh.posting_lists import PostingLists, write_postings
from indexer.engines.whoosh.schema import STORED_FIELDS, forms_field, length_field, value_field
from indexer.engines.whoosh.term_file import write_terms
from indexer.model.article import Article
from indexer.model.fields import KEYWORD_FIELDS

INDEX_NAME = "MAIN"
"""Whoosh's name of an index without a name."""

STORED = "_stored"
"""Whoosh's name of the column of stored fields."""

COMPRESSED = VarBytesColumn()
"""What writes that column: Whoosh's own is the same, but compresses as it writes."""

PROTOCOL = 4
"""Protocol of pickled stored fields; Whoosh's own, 2, has no bytes."""

ENCODING = "cp1256"
"""Encoding of stored texts that it has all characters of."""

MIN_ENCODED = 100
"""Length from which a text is worth its encoding, in characters."""

COMPRESSION_LEVEL = 6
"""zlib's level for the stored fields of a document."""

MIN_SEPARATE_FILES = 1000
"""Documents from which the files of a segment stay separate.

Whoosh maps separate files into memory, but reads a compound file as a whole.
"""

POSTINGS_AT_ONCE = 1 << 19
"""Postings encoded at a time."""


def stored_article(article: Article) -> bytes:
    """Return an article as it stands in Whoosh's column of stored fields."""
    values = {name: _Text.of(getattr(article, name)) for name in STORED_FIELDS}
    return zlib.compress(pickle.dumps(values, PROTOCOL), COMPRESSION_LEVEL)


def new_segment() -> Any:
    """Return a Whoosh segment without files, which has its name."""
    return W3Codec().new_segment(None, INDEX_NAME)


def write_whoosh_segment(folder: Path, segment: Any, schema: Schema, terms: SegmentTerms) -> Any:
    """Write the files of a segment into a folder.

    Args:
        folder: The folder.
        segment: A new Whoosh segment.
        schema: The schema of its documents.
        terms: Their terms and stored values.

    Returns:
        The Whoosh segment, to be listed in a TOC.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".segment-") as apart:
        _write_files(Path(apart), segment, schema, terms)
        for path in Path(apart).iterdir():
            if path.is_file():
                path.rename(folder / path.name)
    return segment


def _write_files(folder: Path, segment: Any, schema: Schema, terms: SegmentTerms) -> None:
    """Write the segment in a folder of its own, where Whoosh leaves temporary files."""
    storage = FileStorage(str(folder))
    _write_documents(storage, segment, schema, terms)
    segment.set_doc_count(len(terms.documents))
    _write_terms(folder, segment, terms)
    if len(terms.documents) < MIN_SEPARATE_FILES:
        segment.create_compound_file(storage)
        segment.compound = True


def _write_documents(storage: Any, segment: Any, schema: Schema, terms: SegmentTerms) -> None:
    """Write the stored fields, the columns, and the field lengths for Whoosh's scoring."""
    writer = _DocumentWriter(W3Codec(), storage, segment)
    lengths = np.diff(terms.begins).reshape(-1, len(FIELD_NAMES)).tolist()
    for number, document in enumerate(terms.documents):
        writer.start_doc(number)
        columns: dict[str, Any] = {
            STORED: document.stored,
            "id_value": document.id.encode(),
            "digest_value": document.digest.encode(),
            "ordinal": document.ordinal,
            "fingerprint": terms.fingerprints[number],
            **{
                value_field(name): value.encode()
                for name, value in zip(KEYWORD_FIELDS, document.keywords, strict=True)
            },
        }
        for field, length in zip(FIELD_NAMES, lengths[number], strict=True):
            columns[length_field(field)] = length
            writer.add_field(forms_field(field), schema[forms_field(field)], None, length)
        for name, value in columns.items():
            column = COMPRESSED if name == STORED else schema[name].column_type
            writer.add_column_value(name, column, value)
        writer.finish_doc()
    writer.close()


class _DocumentWriter(W3PerDocWriter):  # type: ignore[misc]
    """Whoosh's writer of documents, whose stored fields come compressed."""

    def _create_column(self, fieldname: str, column: Any) -> None:
        super()._create_column(fieldname, COMPRESSED if fieldname == STORED else column)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is pickled with a byte for each character.

    It is unpickled as a text, by Python's own `codecs.decode`. Arabic compresses by a fifth more
    than as UTF-8, as little as with a dictionary that Whoosh could not read.
    """

    text: str

    @classmethod
    def of(cls, value: Any) -> Any:
        """Return a _Text of a long text that the encoding has all characters of, else the value."""
        if not isinstance(value, str) or len(value) < MIN_ENCODED:
            return value
        try:
            value.encode(ENCODING)
        except UnicodeEncodeError:
            return value
        return cls(value)

    def __reduce__(self) -> tuple[Any, tuple[bytes, str]]:
        return codecs.decode, (self.text.encode(ENCODING), ENCODING)


def _write_terms(folder: Path, segment: Any, terms: SegmentTerms) -> None:
    """Write the terms of all fields, with their postings."""
    fields = {name: number for number, name in enumerate(("id", *map(forms_field, FIELD_NAMES)))}
    keys: list[bytes] = []
    values: list[bytes] = []
    with (folder / segment.make_filename(W3Codec.POSTS_EXT)).open("wb") as file:
        for field, described in zip(
            fields.values(), (_ids(file, terms), *_all_forms(file, terms)), strict=True
        ):
            prefix = pack_ushort(field)
            for text, value in described:
                keys.append(prefix + text)
                values.append(value)
    with (folder / segment.make_filename(W3Codec.TERMS_EXT)).open("wb") as file:
        write_terms(file, fields, keys, values)


def _ids(file: BinaryIO, terms: SegmentTerms) -> Iterator[tuple[bytes, bytes]]:
    """Write the postings of the ids of articles; yield each with its description."""
    numbered = sorted((document.id.encode(), n) for n, document in enumerate(terms.documents))
    numbers = np.array([number for _, number in numbered], np.int64)
    # An id has several documents if its article was replaced within the segment.
    counts = {text: len([*same]) for text, same in groupby(numbered, key=itemgetter(0))}
    once = np.ones(len(numbers), np.int64)
    begins = np.cumsum([0, *counts.values()])
    lists = PostingLists(begins, numbers, once, np.zeros_like(once), None)
    yield from zip(counts, write_postings(file, lists), strict=True)


def _all_forms(file: BinaryIO, terms: SegmentTerms) -> Iterator[Iterator[tuple[bytes, bytes]]]:
    """Write the postings of the forms in each field; yield the forms with their descriptions."""
    postings = terms.form_postings()
    texts = [form.encode() for form in terms.forms]
    lengths = np.diff(terms.begins)
    for number in range(len(FIELD_NAMES)):
        yield _forms(file, texts, postings, number, lengths[number :: len(FIELD_NAMES)])


def _forms(
    file: BinaryIO, texts: Sequence[bytes], postings: FieldPostings, field: int, lengths: Ints
) -> Iterator[tuple[bytes, bytes]]:
    """Write the postings of all forms in one field; yield the forms with their descriptions."""
    step = len(FIELD_NAMES)
    begins, ends = postings.ends[field:-1:step], postings.ends[field + 1 :: step]
    used = np.flatnonzero(ends > begins)
    portions = np.cumsum(ends[used] - begins[used]) // POSTINGS_AT_ONCE
    for part in np.split(used, np.flatnonzero(np.diff(portions)) + 1):
        described = write_postings(file, _lists(postings, begins[part], ends[part], lengths))
        yield from zip((texts[form] for form in part.tolist()), described, strict=True)


def _lists(postings: FieldPostings, begins: Ints, ends: Ints, lengths: Ints) -> PostingLists:
    """Return the postings [begins, ends) of each term in one field."""
    chosen = _joined(begins, ends - begins)
    documents, frequencies = postings.documents[chosen], postings.frequencies[chosen]
    return PostingLists(
        begins=np.concatenate(([0], np.cumsum(ends - begins))),
        documents=documents,
        frequencies=frequencies,
        lengths=lengths[documents],
        positions=postings.positions[_joined(postings.token_begins[chosen], frequencies)],
    )


def _joined(begins: Ints, counts: Ints) -> Ints:
    """Return the indexes of several slices, joined."""
    starts = np.cumsum(counts) - counts
    return np.repeat(begins - starts, counts) + np.arange(counts.sum())
