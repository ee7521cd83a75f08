"""ArraySegment: a segment's terms as memory-mapped arrays.

Postings with positions are kept once, for forms: the numbers of the tokens at which each stands.
The postings of stems are merged from them when the segment is written. The tokens themselves, with
where they stand in their texts, are kept in order of the documents, for marks and snippets.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from analyzers.variants.similarity import grams
from indexer.engines.arrays.adjacency import Positions, near, side_by_side
from indexer.engines.arrays.array_file import AnyArray, ArrayFile, write_arrays
from indexer.engines.arrays.evaluator import Found, Leaf, Mask, TermLeaf, Values
from indexer.engines.arrays.segment_buffer import FIELDS, Ints, SegmentTerms
from indexer.engines.arrays.term_list import TermList, sorted_terms, term_arrays
from indexer.engines.base import Match
from indexer.model.article import Article
from indexer.model.document import Document, Terms
from indexer.model.fields import KEYWORD_FIELDS
from indexer.model.query import Leaf as QueryLeaf
from indexer.model.query import Near, Phrase, Prefix, Similar, Word

NUMBER_OF = {field: number for number, field in enumerate(FIELDS)}
RECENT = 16
"""Queries, by field, of which it is remembered what forms they look for: one byte a form each."""


def write_segment_arrays(path: Path, terms: SegmentTerms) -> None:
    """Writes the arrays of a segment."""
    documents = terms.documents
    by_form = np.argsort(terms.tokens, kind="stable")
    by_stem = np.argsort(terms.form_stems, kind="stable")
    form_of = np.repeat(np.arange(len(terms.forms)), np.diff(terms.form_stem_ends))
    stems = terms.stem_postings()
    steps = np.diff(terms.starts, prepend=0)
    begins = terms.begins[:-1][np.diff(terms.begins) > 0]
    steps[begins] = terms.starts[begins]
    arrays: dict[str, AnyArray] = {
        **term_arrays("forms", terms.forms),
        **term_arrays("stems", terms.stems),
        **_gram_arrays(terms.stems),
        "begins": _compact(terms.begins),
        "tokens": _compact(terms.tokens),
        "steps": _compact(steps),
        "lengths": _compact(terms.ends - terms.starts),
        "form_tokens": _compact(by_form),
        "form_ends": _compact(_ends(terms.tokens, len(terms.forms))),
        "form_stems": _compact(terms.form_stems),
        "form_stem_ends": _compact(terms.form_stem_ends),
        "stem_forms": _compact(form_of[by_stem]),
        "stem_ends": _compact(_ends(terms.form_stems, len(terms.stems))),
        "stem_posting_ends": _compact(stems.ends),
        "stem_documents": _compact(stems.documents),
        "stem_frequencies": _compact(stems.frequencies),
        "ordinals": np.array([document.ordinal for document in documents], np.int32),
        "fingerprints": np.array([document.fingerprint for document in documents], np.int64),
        **_texts("ids", [document.article.id for document in documents]),
        **_texts("digests", [document.digest for document in documents]),
    }
    for name in KEYWORD_FIELDS:
        values = [getattr(document.article, name) for document in documents]
        distinct = {value: number for number, value in enumerate(dict.fromkeys(values))}
        arrays |= _texts(f"{name}_values", list(distinct))
        arrays[f"{name}_numbers"] = _compact(np.array([distinct[v] for v in values], np.int64))
    write_arrays(path, arrays)


def _gram_arrays(stems: Sequence[str]) -> dict[str, AnyArray]:
    """The stems that hold each trigram, and how many of these each stem has."""
    holding: dict[str, array[int]] = {}
    counts = np.zeros(len(stems), np.uint8)
    for number, stem in enumerate(stems):
        held = grams(stem)
        counts[number] = len(held)
        for gram in held:
            holding.setdefault(gram, array("I")).append(number)
    names = [*holding]
    order = sorted_terms(names)
    lists = [np.frombuffer(holding[names[place]], np.uint32) for place in order]
    return {
        **term_arrays("grams", [names[place] for place in order]),
        "gram_stems": _compact(np.concatenate(lists)) if lists else np.empty(0, np.uint8),
        "gram_ends": _compact(np.cumsum([0, *map(len, lists)])),
        "stem_grams": counts,
    }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a query looks for in a field: `forms`, whether each form of the segment is wanted;
    `words`: for a form, the numbers of the leaves that are words or prefixes and hold it; `groups`:
    for the number of a leaf that wants forms side by side or near each other, those of each of its
    slots."""

    forms: Mask
    words: Mapping[int, tuple[int, ...]]
    groups: Sequence[tuple[int, tuple[frozenset[int], ...]]]

    @classmethod
    def of(
        cls, leaves: Sequence[tuple[int, QueryLeaf, tuple[frozenset[int], ...]]], forms: int
    ) -> _Wanted:
        words: dict[int, tuple[int, ...]] = {}
        groups = []
        wanted = np.zeros(forms, bool)
        for number, leaf, slots in leaves:
            wanted[[form for slot in slots for form in slot]] = True
            if isinstance(leaf, Phrase | Near):
                groups.append((number, slots))
            else:
                for form in slots[0]:
                    words[form] = (*words.get(form, ()), number)
        return cls(wanted, words, groups)


class ArraySegment:
    """The arrays of a segment. Documents are numbered from 0 in it.

    Every method raises DamagedArraysError if the arrays are not as they were written.
    """

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        self._forms = TermList(self._file, "forms")
        self._stems = TermList(self._file, "stems")
        self._grams = TermList(self._file, "grams")
        self._begins = self._file.whole("begins")
        self._recent: dict[tuple[tuple[QueryLeaf, ...], str], _Wanted] = {}
        self.count = len(self._begins) // len(FIELDS)

    def values(self) -> Values:
        """The values of the documents."""
        lengths = np.diff(self._begins.astype(np.int64)).reshape(-1, len(FIELDS))
        return Values(
            ordinals=self._file.whole("ordinals"),
            fingerprints=self._file.whole("fingerprints"),
            keywords={
                name: (
                    self._all_texts(f"{name}_values"),
                    self._file.whole(f"{name}_numbers").astype(np.int64),
                )
                for name in KEYWORD_FIELDS
            },
            lengths={field: lengths[:, number] for field, number in NUMBER_OF.items()},
        )

    def id(self, document: int) -> str:
        return self._text("ids", document)

    def with_id(self, article_id: str) -> Iterator[int]:
        """The documents with an id."""
        text, wanted = self._file.whole("ids_text").tobytes(), article_id.encode()
        ends = self._file.whole("ids_ends")
        place = text.find(wanted)
        while place >= 0:
            document = int(np.searchsorted(ends, place, "right")) - 1
            if (ends[document], ends[document + 1]) == (place, place + len(wanted)):
                yield document
            place = text.find(wanted, place + 1)

    def forms(self) -> Mapping[str, int]:
        """How often each form stands in the documents."""
        counts = np.diff(self._file.whole("form_ends").astype(np.int64))
        return dict(zip(self._forms.terms(), counts.tolist(), strict=True))

    def digests(self) -> list[tuple[str, str]]:
        """The id and the content digest of each document."""
        return list(zip(self._all_texts("ids"), self._all_texts("digests"), strict=True))

    def read(self, leaf: Leaf) -> Iterator[Found]:
        """The postings of a leaf in each of its fields where it stands."""
        if isinstance(leaf, TermLeaf) and leaf.analysis == "stems":
            return chain.from_iterable(
                self._stem_postings(number, leaf.fields)
                for stem in (leaf.term, *leaf.more)
                if (number := self._stems.number(stem)) is not None
            )
        if isinstance(leaf, Similar):
            return self._similar_postings(leaf)
        return self._counted(self._tokens_of(leaf), leaf.fields)

    def matches(self, document: int, leaves: Sequence[QueryLeaf], field: str) -> list[Match]:
        """Where the leaves stand in a field of a document."""
        wanted = self._wanted(tuple(leaves), field)
        number = document * len(FIELDS) + NUMBER_OF[field]
        begin, end = self._begins[number : number + 2].tolist()
        tokens = self._file.part("tokens", begin, end)
        places = np.flatnonzero(wanted.forms[tokens])
        if not len(places):
            return []
        begins = np.cumsum(self._file.part("steps", begin, end), dtype=np.int64)[places]
        ends = (begins + self._file.part("lengths", begin, end)[places]).tolist()
        starts, forms = begins.tolist(), tokens[places].tolist()
        found = [
            Match(start, stop, leaf)
            for start, stop, form in zip(starts, ends, forms, strict=True)
            for leaf in wanted.words.get(form, ())
        ]
        if not wanted.groups:
            return found
        held = dict(zip(places.tolist(), forms, strict=True))
        spans = dict(zip(held, zip(starts, ends, strict=True), strict=True))
        found.extend(
            Match(spans[first][0], spans[last][1], leaf)
            for leaf, slots in wanted.groups
            for first, last in _occurrences(leaves[leaf], slots, held)
        )
        return sorted(found)

    def documents(self, wanted: Iterable[tuple[int, Article, str]]) -> Iterator[Document]:
        """The documents of these numbers, with their articles and digests, as they were added."""
        forms, stems = self._forms.terms(), self._stems.terms()
        held = [stems[number] for number in self._file.whole("form_stems").tolist()]
        bounds = pairwise(self._file.whole("form_stem_ends").tolist())
        stems_of = [tuple(held[begin:end]) for begin, end in bounds]
        for document, article, digest in wanted:
            terms = {}
            for field, number in NUMBER_OF.items():
                slot = document * len(FIELDS) + number
                begin, end = self._begins[slot : slot + 2].tolist()
                used, tokens = np.unique(self._file.part("tokens", begin, end), return_inverse=True)
                starts = np.cumsum(self._file.part("steps", begin, end), dtype=np.int64)
                ends = starts + self._file.part("lengths", begin, end)
                terms[field] = Terms(
                    tuple(forms[number] for number in used.tolist()),
                    tuple(stems_of[number] for number in used.tolist()),
                    _array(tokens),
                    _array(starts),
                    _array(ends),
                )
            yield Document(article, digest, terms)

    def _similar_postings(self, leaf: Similar) -> Iterator[Found]:
        """The postings of all stems like one, frequencies counted by how like it each is."""
        wanted = grams(leaf.stem)
        lists = [
            self._file.part("gram_stems", *self._file.bounds("gram_ends", number))
            for gram in wanted
            if (number := self._grams.number(gram)) is not None
        ]
        if not lists:
            return
        stems, shared = np.unique(np.concatenate(lists), return_counts=True)
        likeness = 2 * shared / (len(wanted) + self._file.whole("stem_grams")[stems])
        alike = likeness >= leaf.least
        for stem, weight in zip(stems[alike].tolist(), likeness[alike].tolist(), strict=True):
            for field, documents, frequencies in self._stem_postings(stem, leaf.fields):
                yield field, documents, frequencies * weight

    def _stem_postings(self, stem: int, fields: Sequence[str]) -> Iterator[Found]:
        key = stem * len(FIELDS)
        ends = self._file.part("stem_posting_ends", key, key + len(FIELDS) + 1).tolist()
        first, last = ends[0], ends[-1]
        documents = self._file.part("stem_documents", first, last)
        frequencies = self._file.part("stem_frequencies", first, last)
        for field in fields:
            begin, end = ends[NUMBER_OF[field]], ends[NUMBER_OF[field] + 1]
            if begin < end:
                part = slice(begin - first, end - first)
                yield field, documents[part], frequencies[part]

    def _counted(self, tokens: Positions, fields: Sequence[str]) -> Iterator[Found]:
        """How many of these tokens each document has in each of the fields."""
        if not len(tokens):
            return
        if len(tokens) > len(self._begins):
            counts = np.diff(np.searchsorted(tokens, self._begins))
            slots = np.flatnonzero(counts)
            counts = counts[slots]
        else:
            held = np.searchsorted(self._begins, tokens, "right") - 1
            first = np.flatnonzero(np.diff(held, prepend=-1))
            slots, counts = held[first], np.diff(first, append=len(held))
        of_field = slots % len(FIELDS)
        for field in fields:
            chosen = of_field == NUMBER_OF[field]
            if chosen.any():
                yield field, slots[chosen] // len(FIELDS), counts[chosen]

    def _tokens_of(self, leaf: TermLeaf | Phrase | Near | Prefix) -> Positions:
        """The numbers of the tokens at which a leaf begins."""
        match leaf:
            case TermLeaf(_, term):
                return self._standing([term])
            case Prefix(prefix):
                first, last = self._forms.prefixed(prefix)
                if first == last:
                    return np.empty(0, np.int64)
                ends = self._file.part("form_ends", first, last + 1)
                return np.sort(self._file.part("form_tokens", int(ends[0]), int(ends[-1])))
            case Phrase(slots):
                starts = side_by_side([self._standing(slot) for slot in slots])
                held = self._slot(starts)
                return np.asarray(starts[held == self._slot(starts + len(slots) - 1)])
            case Near(slots, distance):
                places, *others = (self._standing(slot) for slot in slots)
                held = self._slot(places)
                begins = self._begins.astype(np.int64)
                return near(places, others, distance, begins[held], begins[held + 1])

    def _standing(self, forms: Sequence[str]) -> Positions:
        """The numbers of the tokens at which any of the forms stands."""
        found = []
        for form in dict.fromkeys(forms):
            number = self._forms.number(form)
            if number is not None:
                found.append(
                    self._file.part("form_tokens", *self._file.bounds("form_ends", number))
                )
        if len(found) == 1:
            return found[0]
        return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)

    def _slot(self, tokens: Positions) -> Ints:
        """The field of a document, as in `begins`, that each token stands in."""
        return np.searchsorted(self._begins, tokens, "right") - 1

    def _wanted(self, leaves: tuple[QueryLeaf, ...], field: str) -> _Wanted:
        """What to look for in a field, remembered for the other hits of a search."""
        wanted = self._recent.get((leaves, field))
        if wanted is None:
            wanted = _Wanted.of(
                [
                    (number, leaf, self._slot_forms(leaf))
                    for number, leaf in enumerate(leaves)
                    if field in leaf.fields
                ],
                self._forms.count,
            )
            if len(self._recent) >= RECENT:
                self._recent.clear()
            self._recent[leaves, field] = wanted
        return wanted

    def _slot_forms(self, leaf: QueryLeaf) -> tuple[frozenset[int], ...]:
        """The numbers of the forms that each slot of a leaf may hold; a word has one slot."""
        match leaf:
            case Word(form):
                forms = {self._forms.number(form)}
                for stem in leaf.stems:
                    if (number := self._stems.number(stem)) is not None:
                        bounds = self._file.bounds("stem_ends", number)
                        forms.update(self._file.part("stem_forms", *bounds).tolist())
                return (frozenset(forms - {None}),)  # type: ignore[arg-type]
            case Prefix(prefix):
                return (frozenset(range(*self._forms.prefixed(prefix))),)
            case Phrase(slots) | Near(slots):
                numbers = [map(self._forms.number, slot) for slot in slots]
                return tuple(frozenset(n for n in slot if n is not None) for slot in numbers)

    def _text(self, name: str, number: int) -> str:
        begin, end = self._file.bounds(f"{name}_ends", number)
        return self._file.part(f"{name}_text", begin, end).tobytes().decode()

    def _all_texts(self, name: str) -> list[str]:
        text = self._file.whole(f"{name}_text").tobytes()
        ends = self._file.whole(f"{name}_ends").tolist()
        return [text[begin:end].decode() for begin, end in pairwise(ends)]


def _occurrences(
    leaf: QueryLeaf, slots: Sequence[frozenset[int]], held: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """The first and the last position of each occurrence of a leaf. `held`: position → form."""
    first, *others = slots
    firsts = [place for place, form in held.items() if form in first]
    if isinstance(leaf, Near):
        near_ones: set[int] = set()
        for place in firsts:
            around = [_around(slot, place, leaf.distance, held) for slot in others]
            if all(around):
                near_ones.update([place], *around)
        yield from ((place, place) for place in near_ones)
    else:
        for place in firsts:
            if all(held.get(place + n) in slot for n, slot in enumerate(others, 1)):
                yield place, place + len(others)


def _around(slot: frozenset[int], place: int, distance: int, held: Mapping[int, int]) -> list[int]:
    return [p for p, form in held.items() if form in slot and 0 < abs(p - place) <= distance]


def _compact(values: Any) -> AnyArray:
    """The values, none of them negative, in as few bytes as hold the greatest."""
    greatest = int(values.max()) if len(values) else 0
    return np.asarray(values, np.min_scalar_type(greatest))


def _ends(numbers: Ints, count: int) -> Ints:
    """Where the entries of each number end, and at first where those of 0 begin, once sorted."""
    return np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=count))))


def _texts(name: str, values: Sequence[str]) -> dict[str, AnyArray]:
    encoded = [value.encode() for value in values]
    return {
        f"{name}_text": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_ends": _compact(np.cumsum([0, *map(len, encoded)])),
    }


def _array(values: Ints) -> array[int]:
    return array("I", values.astype(np.uintc).tobytes())
