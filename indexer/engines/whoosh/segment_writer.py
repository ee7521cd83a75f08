"""Bulk writer of a Whoosh segment from inverted terms.

Whoosh's own writer sorts every posting of every document in Python. This one passes the postings
from the arrays, already sorted, directly to Whoosh's codec. It writes the same files several times
faster. It uses only what whoosh3 shares with the classic Whoosh 2.7.4.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.system import pack_uint

from indexer.engines.arrays.segment_buffer import FIELD_NAMES, FieldPostings, Ints, SegmentTerms
from indexer.engines.whoosh.schema import (
    STORED_FIELDS,
    forms_field,
    length_field,
    stems_field,
    value_field,
)
from indexer.model.fields import KEYWORDS

INDEX_NAME = "MAIN"
"""Whoosh's name of an index without a name."""

BLOCK_SIZE = 512
"""Postings in a block; four times Whoosh's own, so that fewer blocks are pickled."""

MIN_SEPARATE_FILES = 1000
"""Documents from which the files of a segment stay separate.

Whoosh maps separate files into memory, but reads a compound file as a whole.
"""

POSTINGS_AT_ONCE = 1 << 17
"""Postings converted to Python objects at a time."""

Lengths = tuple[int, int]
"""Shortest and longest length of the field, in tokens, among the documents with a term."""

COMPRESSION_LEVEL = 3
"""zlib's level for a block."""

MIN_BLOCK_POSTINGS = 16
"""Terms with fewer postings are stored inline in the term list, without a block."""


def write_whoosh_segment(folder: Path, schema: Schema, terms: SegmentTerms) -> Any:
    """Write the files of a segment into a folder.

    Returns:
        The Whoosh segment, to be listed in a TOC.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".segment-") as apart:
        segment = _written(Path(apart), schema, terms)
        for path in Path(apart).iterdir():
            if path.is_file():
                path.rename(folder / path.name)
    return segment


def _written(folder: Path, schema: Schema, terms: SegmentTerms) -> Any:
    """Write the segment in a folder of its own, where Whoosh leaves temporary files."""
    storage = _AppendedStorage(str(folder))
    segment = W3Codec().new_segment(storage, INDEX_NAME)
    _write_documents(storage, segment, schema, terms)
    segment.set_doc_count(len(terms.documents))
    writer = _FieldWriter(_BulkCodec(), storage, segment)
    _write_ids(writer, schema, terms)
    _write_fields(writer, schema, terms, forms_field)
    _write_fields(writer, schema, terms, stems_field)
    writer.close()
    if len(terms.documents) < MIN_SEPARATE_FILES:
        segment.create_compound_file(storage)
        segment.compound = True
    return segment


def _write_documents(storage: Any, segment: Any, schema: Schema, terms: SegmentTerms) -> None:
    """Write the stored fields, the columns, and the field lengths for Whoosh's scoring."""
    writer = W3Codec().per_document_writer(storage, segment)
    lengths = np.diff(terms.begins).reshape(-1, len(FIELD_NAMES)).tolist()
    for number, document in enumerate(terms.documents):
        writer.start_doc(number)
        article = document.article
        for name in STORED_FIELDS:
            writer.add_field(name, schema[name], getattr(article, name), 0)
        columns: dict[str, Any] = {
            "id_value": article.id.encode(),
            "digest_value": document.digest.encode(),
            "ordinal": document.ordinal,
            "fingerprint": document.fingerprint,
            **{value_field(field.name): field.joined(article).encode() for field in KEYWORDS},
        }
        for field, length in zip(FIELD_NAMES, lengths[number], strict=True):
            columns[length_field(field)] = length
            for name in (forms_field(field), stems_field(field)):
                writer.add_field(name, schema[name], None, length)
        for name, value in columns.items():
            writer.add_column_value(name, schema[name].column_type, value)
        writer.finish_doc()
    writer.close()


def _write_ids(writer: _FieldWriter, schema: Schema, terms: SegmentTerms) -> None:
    """Write the postings of the ids of articles."""
    writer.start_field("id", schema["id"])
    numbered = sorted(
        (document.article.id.encode(), n) for n, document in enumerate(terms.documents)
    )
    for text, postings in groupby(numbered, key=itemgetter(0)):
        writer.start_term(text)
        for _, number in postings:  # several if an article was replaced within the segment
            writer.add(number, 1.0, b"", 0)
        writer.finish_term()
    writer.finish_field()


def _write_fields(
    writer: _FieldWriter, schema: Schema, terms: SegmentTerms, name_of: Callable[[str], str]
) -> None:
    """Write the form fields or the stem fields, as `name_of` names them."""
    of_forms = name_of is forms_field
    words = terms.forms if of_forms else terms.stems
    postings = terms.form_postings() if of_forms else terms.stem_postings()
    lengths = np.diff(terms.begins)
    for number, field in enumerate(FIELD_NAMES):
        name = name_of(field)
        writer.start_field(name, schema[name])
        _write_field(writer, words, postings, number, lengths[number :: len(FIELD_NAMES)])
        writer.finish_field()


def _write_field(
    writer: _FieldWriter,
    words: Sequence[str],
    postings: FieldPostings,
    field: int,
    lengths: Ints,
) -> None:
    """Write the postings of all terms in one field, with positions if its format has them."""
    step = len(FIELD_NAMES)
    begins, ends = postings.ends[field:-1:step], postings.ends[field + 1 :: step]
    used = np.flatnonzero(ends > begins)
    portions = np.cumsum(ends[used] - begins[used]) // POSTINGS_AT_ONCE
    for part in np.split(used, np.flatnonzero(np.diff(portions)) + 1):
        if len(part):
            texts = [words[number].encode() for number in part.tolist()]
            _write_terms(writer, texts, postings, begins[part], ends[part], lengths)


def _write_terms(
    writer: _FieldWriter,
    texts: Sequence[bytes],
    postings: FieldPostings,
    begins: Ints,
    ends: Ints,
    lengths: Ints,
) -> None:
    """Write the postings [begins, ends) of each term in one field."""
    counts = ends - begins
    starts = np.cumsum(counts) - counts
    chosen = np.repeat(begins - starts, counts) + np.arange(counts.sum())
    documents, frequencies = postings.documents[chosen], postings.frequencies[chosen]
    ids, weights = documents.tolist(), frequencies.astype(float).tolist()
    of_documents = lengths[documents]
    shortest = np.minimum.reduceat(of_documents, starts).tolist()
    longest = np.maximum.reduceat(of_documents, starts).tolist()
    if writer.format.supports("positions"):
        values = _positions(writer.format, postings, chosen)
    else:
        values = _frequencies(frequencies)
    for index, (text, start, count) in enumerate(
        zip(texts, starts.tolist(), counts.tolist(), strict=True)
    ):
        part = slice(start, start + count)
        writer.start_term(text)
        writer.add_list(ids[part], weights[part], values[part], (shortest[index], longest[index]))
        writer.finish_term()


def _frequencies(frequencies: Ints) -> list[bytes]:
    """Return the term frequency of each posting in Whoosh's encoding."""
    encoded = {number: pack_uint(number) for number in np.unique(frequencies).tolist()}
    return [encoded[number] for number in frequencies.tolist()]


def _positions(format_: Any, postings: FieldPostings, chosen: Ints) -> list[bytes]:
    """Return the positions of each posting in Whoosh's encoding."""
    single: dict[int, bytes] = {}
    values = []
    begins, frequencies = postings.token_begins[chosen], postings.frequencies[chosen]
    firsts = postings.positions[begins].tolist()
    for first, begin, count in zip(firsts, begins.tolist(), frequencies.tolist(), strict=True):
        if count > 1:
            values.append(format_.encode(postings.positions[begin : begin + count].tolist()))
            continue
        value = single.get(first)
        if value is None:
            value = single[first] = format_.encode([first])
        values.append(value)
    return values


class _AppendedFile(io.BufferedWriter):
    """A file that tracks its length, since Whoosh calls `tell` several times per term."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self._length = 0

    def write(self, data: Any) -> int:
        written = super().write(data)
        self._length += written
        return written

    def tell(self) -> int:
        return self._length


class _AppendedStorage(FileStorage):  # type: ignore[misc]
    """A storage that creates _AppendedFile files."""

    def create_file(self, name: str, **_: Any) -> StructFile:
        return StructFile(_AppendedFile(io.FileIO(Path(self.folder, name), "wb")), name=name)


class _BulkPostings(W3PostingsWriter):  # type: ignore[misc]
    """Adds all postings of a term at once, with the same output as one at a time."""

    def add_list(
        self, ids: list[int], weights: list[float], values: list[bytes], lengths: Lengths
    ) -> None:
        """Add the postings of a term.

        Args:
            ids: Numbers of the documents, ascending.
            weights: Term frequency of each posting.
            values: Encoded value of each posting.
            lengths: Shortest and longest field length among the documents.
        """
        for begin in range(0, len(ids), self._blocklimit):
            if begin:
                self._write_block()
            part = slice(begin, begin + self._blocklimit)
            self._ids = ids[part]
            self._weights = weights[part]
            self._values = values[part]
            self._minlength, self._maxlength = lengths
            self._maxweight = max(self._weights)

    def finish_postings(self) -> Any:
        """Finish a term, storing few postings inline.

        Whoosh means to do this too, but calls `set_inlined` by a name that does not exist.
        """
        if self.written() or len(self) >= MIN_BLOCK_POSTINGS:
            return super().finish_postings()
        info = self._terminfo  # type: ignore[has-type]
        self._terminfo = None
        info.add_block(self)
        info.set_inlined(self._ids, self._weights, self._values)
        return info


class _BulkCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with _BulkPostings and larger blocks."""

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK_SIZE, compression=COMPRESSION_LEVEL)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _BulkPostings:
        return _BulkPostings(
            dbfile,
            blocklimit=self._blocklimit,
            byteids=byteids,
            compression=self._compression,
            inlinelimit=self._inlinelimit,
        )


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Whoosh's writer of a field that adds all postings of a term at once."""

    @property
    def format(self) -> Any:
        """Return the format of the current field."""
        return self._format

    def add_list(
        self, ids: list[int], weights: list[float], values: list[bytes], lengths: Lengths
    ) -> None:
        """Add the postings of a term; see `_BulkPostings.add_list`."""
        self._postwriter.add_list(ids, weights, values, lengths)
