"""Writes a segment of a Whoosh index from terms that are inverted already.

Whoosh's own writer sorts every posting of every document in Python. Here its codec, the part that
writes the files, is given each term's postings as they come out of the arrays: the same files,
several times sooner. Only what whoosh3 shares with the classic Whoosh 2.7.4 is used.
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

from indexer.engines.arrays.segment_buffer import FIELDS, FieldPostings, Ints, SegmentTerms
from indexer.engines.whoosh.schema import (
    STORED_FIELDS,
    forms_field,
    length_field,
    stems_field,
    value_field,
)
from indexer.model.fields import KEYWORDS

INDEX_NAME = "MAIN"
"""What Whoosh calls an index that nobody named."""

BLOCK = 512
"""Postings in a block: four times Whoosh's own, for a quarter of the blocks to pickle."""


COMPOUND = 1000
"""Documents from which Whoosh's files stay apart: it maps those, and reads a compound one whole."""

AT_ONCE = 1 << 17
"""Postings that are made ready at once, as Python objects."""

Lengths = tuple[int, int]
"""Of the documents that a term is in: the shortest and the longest field, in tokens."""

COMPRESSION = 3
"""zlib's level for a block."""

INLINE = 16
"""Fewer postings need no block: they are kept in the list of terms."""


def write_whoosh_segment(folder: Path, schema: Schema, terms: SegmentTerms) -> Any:
    """Writes the segment's files into the folder. The Whoosh segment, to be listed in a TOC."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".segment-") as apart:
        segment = _written(Path(apart), schema, terms)
        for path in Path(apart).iterdir():
            if path.is_file():
                path.rename(folder / path.name)
    return segment


def _written(folder: Path, schema: Schema, terms: SegmentTerms) -> Any:
    """Written in a folder of its own, where Whoosh leaves temporary files."""
    storage = _AppendedStorage(str(folder))
    segment = W3Codec().new_segment(storage, INDEX_NAME)
    _write_documents(storage, segment, schema, terms)
    segment.set_doc_count(len(terms.documents))
    writer = _FieldWriter(_BulkCodec(), storage, segment)
    _write_ids(writer, schema, terms)
    _write_fields(writer, schema, terms, forms_field)
    _write_fields(writer, schema, terms, stems_field)
    writer.close()
    if len(terms.documents) < COMPOUND:
        segment.create_compound_file(storage)
        segment.compound = True
    return segment


def _write_documents(storage: Any, segment: Any, schema: Schema, terms: SegmentTerms) -> None:
    """The stored fields, the columns, and the lengths by which Whoosh scores."""
    writer = W3Codec().per_document_writer(storage, segment)
    lengths = np.diff(terms.begins).reshape(-1, len(FIELDS)).tolist()
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
            **{value_field(field.name): field.of(article).encode() for field in KEYWORDS},
        }
        for field, length in zip(FIELDS, lengths[number], strict=True):
            columns[length_field(field)] = length
            for name in (forms_field(field), stems_field(field)):
                writer.add_field(name, schema[name], None, length)
        for name, value in columns.items():
            writer.add_column_value(name, schema[name].column_type, value)
        writer.finish_doc()
    writer.close()


def _write_ids(writer: _FieldWriter, schema: Schema, terms: SegmentTerms) -> None:
    writer.start_field("id", schema["id"])
    numbered = sorted(
        (document.article.id.encode(), n) for n, document in enumerate(terms.documents)
    )
    for text, postings in groupby(numbered, key=itemgetter(0)):
        writer.start_term(text)
        for _, number in postings:  # two where an article was added again in its stead
            writer.add(number, 1.0, b"", 0)
        writer.finish_term()
    writer.finish_field()


def _write_fields(
    writer: _FieldWriter, schema: Schema, terms: SegmentTerms, name_of: Callable[[str], str]
) -> None:
    """The fields of forms or those of stems."""
    of_forms = name_of is forms_field
    words = terms.forms if of_forms else terms.stems
    postings = terms.form_postings() if of_forms else terms.stem_postings()
    lengths = np.diff(terms.begins)
    for number, field in enumerate(FIELDS):
        name = name_of(field)
        writer.start_field(name, schema[name])
        _write_field(writer, words, postings, number, lengths[number :: len(FIELDS)])
        writer.finish_field()


def _write_field(
    writer: _FieldWriter,
    words: Sequence[str],
    postings: FieldPostings,
    field: int,
    lengths: Ints,
) -> None:
    """The postings of all terms in one field, with positions where its format has them."""
    begins, ends = postings.ends[field : -1 : len(FIELDS)], postings.ends[field + 1 :: len(FIELDS)]
    used = np.flatnonzero(ends > begins)
    portions = np.cumsum(ends[used] - begins[used]) // AT_ONCE
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
    """The postings [begins, ends) of each term in one field."""
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
    for place, (text, start, count) in enumerate(
        zip(texts, starts.tolist(), counts.tolist(), strict=True)
    ):
        part = slice(start, start + count)
        writer.start_term(text)
        writer.add_list(ids[part], weights[part], values[part], (shortest[place], longest[place]))
        writer.finish_term()


def _frequencies(frequencies: Ints) -> list[bytes]:
    """How often the term stands there, as Whoosh keeps it with each posting."""
    encoded = {number: pack_uint(number) for number in np.unique(frequencies).tolist()}
    return [encoded[number] for number in frequencies.tolist()]


def _positions(format_: Any, postings: FieldPostings, chosen: Ints) -> list[bytes]:
    """Where the term stands, as Whoosh keeps it with each posting."""
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
    """A file that knows its length: Whoosh asks for it several times a term, and the system is
    slow to tell."""

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
    def create_file(self, name: str, **_: Any) -> StructFile:
        return StructFile(_AppendedFile(io.FileIO(Path(self.folder, name), "wb")), name=name)


class _BulkPostings(W3PostingsWriter):  # type: ignore[misc]
    """Takes the postings of a term all at once; writes what one by one would write."""

    def add_list(
        self, ids: list[int], weights: list[float], values: list[bytes], lengths: Lengths
    ) -> None:
        """Takes the postings of a term."""
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
        """Few postings go into the list of terms, as Whoosh would have it but for a slip: it calls
        `set_inlined` by another name."""
        if self.written() or len(self) >= INLINE:
            return super().finish_postings()
        info = self._terminfo  # type: ignore[has-type]
        self._terminfo = None
        info.add_block(self)
        info.set_inlined(self._ids, self._weights, self._values)
        return info


class _BulkCodec(W3Codec):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=COMPRESSION)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _BulkPostings:
        return _BulkPostings(
            dbfile,
            blocklimit=self._blocklimit,
            byteids=byteids,
            compression=self._compression,
            inlinelimit=self._inlinelimit,
        )


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    @property
    def format(self) -> Any:
        return self._format

    def add_list(
        self, ids: list[int], weights: list[float], values: list[bytes], lengths: Lengths
    ) -> None:
        self._postwriter.add_list(ids, weights, values, lengths)
