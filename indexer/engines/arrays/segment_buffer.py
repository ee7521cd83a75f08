"""In-memory buffer of a segment's documents, and their inversion.

A token is stored as the number of its form; the stem is stored once for each form, and an article
as the bytes that its engine stores of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.term_list import sorted_terms
from indexer.model.address import addresses_of
from indexer.model.article import Article
from indexer.model.document import Document
from indexer.model.fields import KEYWORDS, TEXT_FIELDS
from indexer.model.fingerprint import fingerprint_of, form_hashes

Ints = npt.NDArray[np.signedinteger[Any]]
"""An array of integers."""

FIELD_NAMES = tuple(field.name for field in TEXT_FIELDS)
"""Names of the text fields. Text number n is field n % len(FIELD_NAMES) of a document."""

NO_DATE = 0
"""Ordinal of a document without a date; others are proleptic Gregorian, from 1 for 0001-01-01."""

_FORM_SIZE = 200
"""Approximate memory of a form in the buffer, in bytes."""

_DOCUMENT_SIZE = 1000
"""Approximate memory of a document's values besides its article, in bytes."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The stored data of a document besides its terms.

    Attributes:
        id: Id of the article.
        digest: Content digest.
        ordinal: Day of publication as a proleptic Gregorian ordinal, or NO_DATE.
        addresses: Addresses of the article, in their one spelling.
        keywords: Its value of each field of KEYWORDS, joined.
        stored: The article, as the engine stores it.
    """

    id: str
    digest: str
    ordinal: int
    addresses: tuple[str, ...]
    keywords: tuple[str, ...]
    stored: bytes


class SegmentBuffer:
    """The documents of the next segment, in the order of addition."""

    def __init__(self, stored: Callable[[Article], bytes]) -> None:
        """Start without documents.

        Args:
            stored: Function that returns an article as the engine stores it.
        """
        self._stored = stored
        self._numbers: dict[str, int] = {}
        self._stems: list[tuple[str, ...]] = []
        self._tokens = array("I")
        self._starts = array("I")
        self._ends = array("I")
        self._lengths = array("I")
        self._documents: list[StoredDocument] = []
        self._stored_size = 0

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._documents)

    @property
    def tokens(self) -> int:
        """Return the number of tokens."""
        return len(self._tokens)

    @property
    def size(self) -> int:
        """Return the approximate memory of the buffer in bytes."""
        return 12 * len(self._tokens) + _FORM_SIZE * len(self._numbers) + self._stored_size

    def add(self, document: Document) -> None:
        """Add a document."""
        numbers, stems = self._numbers, self._stems
        for field in FIELD_NAMES:
            terms = document.terms[field]
            for form, held in zip(terms.lexicon, terms.lexicon_stems, strict=True):
                if form not in numbers:
                    numbers[form] = len(stems)
                    stems.append(held)
            lexicon = array("I", map(numbers.__getitem__, terms.lexicon))
            self._tokens.frombytes(_numbers(lexicon)[_numbers(terms.tokens)].tobytes())
            self._starts.extend(terms.starts)
            self._ends.extend(terms.ends)
            self._lengths.append(len(terms))
        article = document.article
        stored = self._stored(article)
        self._documents.append(
            StoredDocument(
                id=article.id,
                digest=document.digest,
                ordinal=article.date.toordinal() if article.date else NO_DATE,
                addresses=addresses_of(article),
                keywords=tuple(field.joined(article) for field in KEYWORDS),
                stored=stored,
            )
        )
        self._stored_size += len(stored) + _DOCUMENT_SIZE

    def inverted(self) -> SegmentTerms:
        """Return the terms of all documents, with forms and stems numbered in sorted order."""
        forms = list(self._numbers)
        order = sorted_terms(forms)
        rank = np.empty(len(forms), np.int32)
        rank[order] = np.arange(len(forms))
        stems = list(dict.fromkeys(chain.from_iterable(self._stems)))
        stems = [stems[n] for n in sorted_terms(stems)]
        stem_number = {stem: number for number, stem in enumerate(stems)}
        lengths = _numbers(self._lengths)
        begins = np.concatenate(([0], np.cumsum(lengths)))
        tokens = _numbers(self._tokens)
        hashes = form_hashes(forms)
        bodies = begins[FIELD_NAMES.index("body") :: len(FIELD_NAMES)].tolist()
        body_ends = begins[FIELD_NAMES.index("body") + 1 :: len(FIELD_NAMES)].tolist()
        fingerprints = [
            fingerprint_of(hashes[tokens[begin:end]])
            for begin, end in zip(bodies, body_ends, strict=False)
        ]
        return SegmentTerms(
            documents=tuple(self._documents),
            fingerprints=fingerprints,
            forms=[forms[n] for n in order],
            stems=stems,
            form_stems=np.array(
                [stem_number[stem] for n in order for stem in self._stems[n]], np.int32
            ),
            form_stem_ends=np.cumsum([0, *(len(self._stems[n]) for n in order)]),
            tokens=rank[tokens],
            starts=_numbers(self._starts),
            ends=_numbers(self._ends),
            begins=begins,
        )


@dataclass(frozen=True)
class SegmentTerms:
    """The terms of a segment's documents.

    Tokens are ordered by document, field and position. The tokens of field f of document d are
    [begins[n], begins[n + 1]), where n = d * len(FIELD_NAMES) + f is the number of the text.

    Attributes:
        documents: The documents.
        fingerprints: Simhash of each document's body.
        forms: The distinct forms, sorted as by `sorted_terms`.
        stems: The distinct stems, likewise.
        form_stems: Numbers of the stems of each form, the likeliest first.
        form_stem_ends: Start of each form's entries in `form_stems`, then the number of entries.
            Shape: (forms + 1,).
        tokens: Number of each token's form. Shape: (tokens,).
        starts: Start of each token in its text, in code points. Shape: (tokens,).
        ends: End of each token, exclusive, likewise. Shape: (tokens,).
        begins: Number of the first token of each text, then the token count. Shape: (texts + 1,).
    """

    documents: tuple[StoredDocument, ...]
    fingerprints: Sequence[int]
    forms: list[str]
    stems: list[str]
    form_stems: Ints
    form_stem_ends: Ints
    tokens: Ints
    starts: Ints
    ends: Ints
    begins: Ints

    def form_postings(self) -> FieldPostings:
        """Invert the tokens by their forms."""
        tokens = np.arange(len(self.tokens), dtype=np.int32)
        return self._postings(self.tokens, tokens, len(self.forms))

    def stem_postings(self) -> FieldPostings:
        """Invert the tokens by their stems; a token is posted once for each stem of its form."""
        counts = np.diff(self.form_stem_ends).astype(np.int32)[self.tokens]
        tokens = np.repeat(np.arange(len(self.tokens), dtype=np.int32), counts)
        # Index in `form_stems` of each occurrence: that of its form's first stem, and then onwards.
        begins = self.form_stem_ends.astype(np.int32)[self.tokens] - _starts(counts)
        entries = np.repeat(begins, counts) + np.arange(len(tokens), dtype=np.int32)
        return self._postings(self.form_stems[entries], tokens, len(self.stems))

    def _postings(self, numbers: Ints, tokens: Ints, terms: int) -> FieldPostings:
        """Invert occurrences of terms.

        Args:
            numbers: Number of the term of each occurrence. Shape: (occurrences,).
            tokens: Number of the token of each occurrence. Shape: (occurrences,).
            terms: Number of terms.
        """
        texts = np.repeat(np.arange(len(self.begins) - 1, dtype=np.int32), np.diff(self.begins))
        texts = texts[tokens]
        keys = numbers * np.int32(len(FIELD_NAMES)) + texts % np.int32(len(FIELD_NAMES))
        order = np.argsort(keys, kind="stable")
        keys, texts = keys[order], texts[order]
        new = np.ones(len(keys), bool)
        new[1:] = (keys[1:] != keys[:-1]) | (texts[1:] != texts[:-1])
        first = np.flatnonzero(new)
        return FieldPostings(
            ends=np.searchsorted(keys[first], np.arange(terms * len(FIELD_NAMES) + 1)),
            documents=texts[first] // len(FIELD_NAMES),
            token_begins=first,
            frequencies=np.diff(first, append=len(keys)),
            positions=(tokens[order] - self.begins[texts]).astype(np.int32),
        )


@dataclass(frozen=True)
class FieldPostings:
    """Postings by term and field.

    Those of term t in field f are [ends[k], ends[k + 1]), where k = t * len(FIELD_NAMES) + f.

    Attributes:
        ends: Index of the first posting of each key k, and the count of postings.
            Shape: (terms * fields + 1,).
        documents: Document of each posting. Shape: (postings,).
        frequencies: Term frequency of each posting. Shape: (postings,).
        token_begins: Index in `positions` of each posting's first position. Shape: (postings,).
        positions: Position of each token in its text, in order of postings. Shape: (tokens,).
    """

    ends: Ints
    documents: Ints
    frequencies: Ints
    token_begins: Ints
    positions: Ints


def _starts(counts: Ints) -> Ints:
    """Return where each of several slices begins that are joined."""
    return np.cumsum(counts, dtype=np.int32) - counts


def _numbers(values: array[int]) -> Ints:
    return np.frombuffer(values, np.int32) if len(values) else np.empty(0, np.int32)
