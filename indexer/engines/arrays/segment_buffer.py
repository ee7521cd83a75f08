"""SegmentBuffer: documents gathered until they are a segment, then inverted in one go.

Forms first: a token is the number of its form; the stem belongs to the form, once.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.term_list import sorted_terms
from indexer.model.article import Article
from indexer.model.document import Document
from indexer.model.fields import TEXT_FIELDS
from indexer.model.fingerprint import fingerprint

Ints = npt.NDArray[np.signedinteger[Any]]

FIELDS = tuple(field.name for field in TEXT_FIELDS)
NO_DATE = 0
"""Among the ordinals, which are proleptic Gregorian: 1 is 1 January of year 1."""

_FORM_SIZE = 200
"""Bytes that a form takes in the tables below, about."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is kept of a document beside its terms. `ordinal` is the day of publication."""

    article: Article
    digest: str
    ordinal: int
    fingerprint: int


class SegmentBuffer:
    """The documents of a segment to be, in the order they were added."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._stems: list[tuple[str, ...]] = []
        self._tokens = array("I")
        self._starts = array("I")
        self._ends = array("I")
        self._lengths = array("I")
        self._documents: list[StoredDocument] = []
        self._text_size = 0

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def size(self) -> int:
        """What it takes in memory, in bytes, about."""
        return 12 * len(self._tokens) + _FORM_SIZE * len(self._numbers) + self._text_size

    def add(self, document: Document) -> None:
        numbers, stems = self._numbers, self._stems
        for field in FIELDS:
            terms = document.terms[field]
            lexicon = array("I")
            for form, held in zip(terms.lexicon, terms.lexicon_stems, strict=True):
                number = numbers.get(form)
                if number is None:
                    number = numbers[form] = len(stems)
                    stems.append(held)
                lexicon.append(number)
            self._tokens.frombytes(_numbers(lexicon)[_numbers(terms.tokens)].tobytes())
            self._starts.extend(terms.starts)
            self._ends.extend(terms.ends)
            self._lengths.append(len(terms))
        article = document.article
        ordinal = article.date.toordinal() if article.date else NO_DATE
        alike = fingerprint(document.terms["body"])
        self._documents.append(StoredDocument(article, document.digest, ordinal, alike))
        self._text_size += 4 * len(article.body)

    def inverted(self) -> SegmentTerms:
        """The terms of all documents, numbered in their order."""
        forms = list(self._numbers)
        order = sorted_terms(forms)
        place = np.empty(len(forms), np.int32)
        place[order] = np.arange(len(forms))
        stems = list(dict.fromkeys(chain.from_iterable(self._stems)))
        stems = [stems[n] for n in sorted_terms(stems)]
        stem_number = {stem: number for number, stem in enumerate(stems)}
        lengths = _numbers(self._lengths)
        begins = np.concatenate(([0], np.cumsum(lengths)))
        return SegmentTerms(
            documents=tuple(self._documents),
            forms=[forms[n] for n in order],
            stems=stems,
            form_stems=np.array(
                [stem_number[stem] for n in order for stem in self._stems[n]], np.int32
            ),
            form_stem_ends=np.cumsum([0, *(len(self._stems[n]) for n in order)]),
            tokens=place[_numbers(self._tokens)],
            starts=_numbers(self._starts),
            ends=_numbers(self._ends),
            begins=begins,
        )


@dataclass(frozen=True)
class SegmentTerms:
    """The terms of a segment's documents.

    `forms` and `stems` are sorted; the stems of form n are form_stems[form_stem_ends[n] :
    form_stem_ends[n + 1]], the likeliest first. Of every token, in order
    of documents and in each of FIELDS: the number of its form, and where it stands in its text.
    The tokens of field f of document d are [begins[n], begins[n + 1]), n = d * len(FIELDS) + f.
    """

    documents: tuple[StoredDocument, ...]
    forms: list[str]
    stems: list[str]
    form_stems: Ints
    form_stem_ends: Ints
    tokens: Ints
    starts: Ints
    ends: Ints
    begins: Ints

    def form_postings(self) -> FieldPostings:
        """The postings of the forms."""
        return self._postings(self.tokens, np.arange(len(self.tokens)), len(self.forms))

    def stem_postings(self) -> FieldPostings:
        """The postings of the stems: a token has one for each stem of its form."""
        counts = np.diff(self.form_stem_ends)[self.tokens]
        tokens = np.repeat(np.arange(len(self.tokens)), counts)
        place = np.arange(len(tokens)) - np.repeat(np.cumsum(counts) - counts, counts)
        numbers = self.form_stems[self.form_stem_ends[self.tokens[tokens]] + place]
        return self._postings(numbers, tokens, len(self.stems))

    def _postings(self, numbers: Ints, tokens: Ints, terms: int) -> FieldPostings:
        """The postings of `terms` terms, given the number of each occurrence and its token."""
        slots = np.repeat(np.arange(len(self.begins) - 1, dtype=np.int32), np.diff(self.begins))
        slots = slots[tokens]
        keys = numbers * len(FIELDS) + slots % len(FIELDS)
        order = np.argsort(keys, kind="stable")
        keys, slots = keys[order], slots[order]
        new = np.ones(len(keys), bool)
        new[1:] = (keys[1:] != keys[:-1]) | (slots[1:] != slots[:-1])
        first = np.flatnonzero(new)
        return FieldPostings(
            ends=np.searchsorted(keys[first], np.arange(terms * len(FIELDS) + 1)),
            documents=slots[first] // len(FIELDS),
            token_begins=first,
            frequencies=np.diff(first, append=len(keys)),
            positions=(tokens[order] - self.begins[slots]).astype(np.int32),
        )


@dataclass(frozen=True)
class FieldPostings:
    """Postings by term and field. Those of term t in field f are [ends[k], ends[k + 1]),
    k = t * len(FIELDS) + f. Each has its document, how often the term stands there, and where in
    `positions` its own positions in the field begin."""

    ends: Ints
    documents: Ints
    frequencies: Ints
    token_begins: Ints
    positions: Ints


def _numbers(values: array[int]) -> Ints:
    return np.frombuffer(values, np.int32) if len(values) else np.empty(0, np.int32)
