"""A segment's terms as arrays in a file.

Postings with positions are stored for forms only, as token numbers. The postings of stems, without
positions, are merged from them when the segment is written. Tokens are also stored with their
offsets in order of documents, for highlighting and snippets.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from analyzers.variants.similarity import grams
from indexer.engines.arrays.adjacency import Positions, near, phrase_starts
from indexer.engines.arrays.array_file import AnyArray, ArrayFile, write_arrays
from indexer.engines.arrays.evaluator import LeafPostings, ScoredLeaf, TermLeaf, Values
from indexer.engines.arrays.segment_buffer import FIELD_NAMES, Ints, SegmentTerms
from indexer.engines.arrays.stem_postings import StemPostings, stem_posting_arrays
from indexer.engines.arrays.term_list import TermList, sorted_terms, term_arrays
from indexer.engines.arrays.token_offsets import TokenOffsets, offset_arrays
from indexer.engines.arrays.word_places import AS_TYPED, IS_WORD, Places
from indexer.engines.base import NO_MATCHES, Matches
from indexer.model.article import Article
from indexer.model.document import Document, Terms
from indexer.model.fields import KEYWORD_FIELDS, SEARCHED_FIELDS
from indexer.model.query import Leaf, Near, Phrase, Prefix, Similar, Word
from indexer.ranking.order import Floats, SoughtWord

FIELD_NUMBER = {field: number for number, field in enumerate(FIELD_NAMES)}
"""Number of each text field, by name."""

CACHED_TARGETS = 16
"""Maximum number of highlighting targets in the cache; each takes one byte or two per form."""

CACHED_FORMS = 16
"""Forms whose counts are in the cache, for the next leaf of the same query."""

CACHED_SLOTS = 1000
"""Maximum number of leaves whose accepted forms are in the cache; a word has tens of them."""


def write_segment_arrays(path: Path, terms: SegmentTerms) -> None:
    """Write the arrays of a segment."""
    documents = terms.documents
    by_form = np.argsort(terms.tokens, kind="stable")
    by_stem = np.argsort(terms.form_stems, kind="stable")
    form_of = np.repeat(np.arange(len(terms.forms)), np.diff(terms.form_stem_ends))
    stems = terms.stem_postings()
    arrays: dict[str, AnyArray] = {
        **term_arrays("forms", terms.forms),
        **term_arrays("stems", terms.stems),
        **_gram_arrays(terms.stems),
        "begins": _compact(terms.begins),
        "tokens": _compact(terms.tokens),
        **offset_arrays(terms),
        "form_tokens": _compact(by_form),
        "form_ends": _compact(_ends(terms.tokens, len(terms.forms))),
        "form_stems": _compact(terms.form_stems),
        "form_stem_ends": _compact(terms.form_stem_ends),
        "stem_forms": _compact(form_of[by_stem]),
        "stem_ends": _compact(_ends(terms.form_stems, len(terms.stems))),
        "stem_posting_ends": _compact(stems.ends),
        **stem_posting_arrays(stems, len(documents)),
        "ordinals": np.array([document.ordinal for document in documents], np.int32),
        "fingerprints": np.array(terms.fingerprints, np.int64),
        **_texts("ids", [document.id for document in documents]),
        **_texts("addresses", [_listed(document.addresses) for document in documents]),
        **_texts("digests", [document.digest for document in documents]),
    }
    for index, name in enumerate(KEYWORD_FIELDS):
        values = [document.keywords[index] for document in documents]
        distinct = {value: number for number, value in enumerate(dict.fromkeys(values))}
        arrays |= _texts(f"{name}_values", list(distinct))
        arrays[f"{name}_numbers"] = _compact(np.array([distinct[v] for v in values], np.int64))
    write_arrays(path, arrays)


def _gram_arrays(stems: Sequence[str]) -> dict[str, AnyArray]:
    """Return the arrays of the inverted lists of trigrams, and of each stem's trigram count."""
    inverted: dict[str, array[int]] = {}
    counts = np.zeros(len(stems), np.uint8)
    for number, stem in enumerate(stems):
        trigrams = grams(stem)
        counts[number] = len(trigrams)
        for gram in trigrams:
            inverted.setdefault(gram, array("I")).append(number)
    names = [*inverted]
    order = sorted_terms(names)
    lists = [np.frombuffer(inverted[names[index]], np.uint32) for index in order]
    return {
        **term_arrays("grams", [names[index] for index in order]),
        "gram_stems": _compact(np.concatenate(lists)) if lists else np.empty(0, np.uint8),
        "gram_ends": _compact(np.cumsum([0, *map(len, lists)])),
        "stem_grams": counts,
    }


@dataclass(frozen=True, slots=True)
class _Targets:
    """The forms that a query's leaves match in a field.

    Attributes:
        kinds: The kind of each form of the segment, 0 if no leaf matches it. Shape: (forms,).
        words: For each field, the indexes of the Word and Prefix leaves that match each kind.
        groups: (leaf index, leaf, accepted forms per slot) for each Phrase and Near.
    """

    kinds: Ints
    words: Mapping[str, Sequence[tuple[int, ...]]]
    groups: Sequence[tuple[int, Phrase | Near, tuple[frozenset[int], ...]]]

    @classmethod
    def of(cls, leaves: Sequence[tuple[Leaf, tuple[frozenset[int], ...]]], forms: int) -> _Targets:
        """Collect the targets of leaves, given as (leaf, accepted forms per slot)."""
        words: dict[int, tuple[int, ...]] = {}
        groups = []
        for index, (leaf, slots) in enumerate(leaves):
            if isinstance(leaf, Phrase | Near):
                groups.append((index, leaf, slots))
                words |= {form: words.get(form, ()) for slot in slots for form in slot}
            else:
                for form in slots[0]:
                    words[form] = (*words.get(form, ()), index)
        distinct = {found: number for number, found in enumerate(dict.fromkeys(words.values()), 1)}
        kinds = np.zeros(forms, np.min_scalar_type(len(distinct)))
        kinds[[*words]] = [distinct[found] for found in words.values()]
        return cls(
            kinds,
            {
                field: [
                    tuple(index for index in found if field in leaves[index][0].fields)
                    for found in ((), *distinct)
                ]
                for field in FIELD_NAMES
            },
            groups,
        )


class ArraySegment:
    """The arrays of a segment, whose documents are numbered from 0.

    Every method raises DamagedArraysError if it reads a damaged block.

    Attributes:
        count: Number of documents, deleted ones included.
    """

    def __init__(self, path: Path) -> None:
        """Open a file of `write_segment_arrays`."""
        self._file = ArrayFile(path)
        self._forms = TermList(self._file, "forms")
        self._stems = TermList(self._file, "stems")
        self._grams = TermList(self._file, "grams")
        self._offsets = TokenOffsets(self._file)
        self._postings = StemPostings(self._file)
        self._begins = self._file.whole("begins")
        self._cached_slots: dict[Leaf, tuple[frozenset[int], ...]] = {}
        self._cached_targets: dict[tuple[Leaf, ...], _Targets] = {}
        self._form_counts = lru_cache(CACHED_FORMS)(self._counts_of_form)
        self._last_targets: tuple[Sequence[Leaf], _Targets] | None = None
        self.count = len(self._begins) // len(FIELD_NAMES)

    def values(self) -> Values:
        """Return the values of all documents."""
        lengths = np.diff(self._begins.astype(np.int64)).reshape(-1, len(FIELD_NAMES))
        return Values(
            ordinals=self.ordinals(),
            fingerprints=self._file.whole("fingerprints"),
            keywords={
                name: (
                    self._all_texts(f"{name}_values"),
                    self._file.whole(f"{name}_numbers").astype(np.int64),
                )
                for name in KEYWORD_FIELDS
            },
            lengths={field: lengths[:, number] for field, number in FIELD_NUMBER.items()},
        )

    def ordinals(self) -> Ints:
        """Return the day of publication of each document; see `Values`."""
        return self._file.whole("ordinals")

    def id(self, document: int) -> str:
        """Return the id of a document's article."""
        ends = self._id_ends
        return self._id_text[ends[document] : ends[document + 1]].decode()

    @cached_property
    def _id_ends(self) -> memoryview:
        """Return where the ids begin in their text, for single ones: an array takes longer."""
        return self._file.whole("ids_ends").data

    @cached_property
    def _id_text(self) -> bytes:
        """Return the ids of all documents, one behind the other."""
        return self._file.whole("ids_text").tobytes()

    def with_id(self, article_id: str) -> Iterator[int]:
        """Yield the documents with an id."""
        text, wanted = self._id_text, article_id.encode()
        ends = self._file.whole("ids_ends")
        offset = text.find(wanted)
        while offset >= 0:
            document = int(np.searchsorted(ends, offset, "right")) - 1
            if (ends[document], ends[document + 1]) == (offset, offset + len(wanted)):
                yield document
            offset = text.find(wanted, offset + 1)

    def with_address(self, address: str) -> Iterator[int]:
        """Yield the documents with an address, as `canonical_address` spells it."""
        text, wanted = self._file.whole("addresses_text").tobytes(), _listed([address]).encode()
        ends = self._file.whole("addresses_ends")
        offset = text.find(wanted)
        while offset >= 0:
            yield int(np.searchsorted(ends, offset, "right")) - 1
            offset = text.find(wanted, offset + 1)

    def forms(self) -> Mapping[str, int]:
        """Return the frequency of each form in all documents, deleted ones included."""
        counts = np.diff(self._file.whole("form_ends").astype(np.int64))
        return dict(zip(self._forms.terms(), counts.tolist(), strict=True))

    def digests(self) -> list[tuple[str, str]]:
        """Return the id and the content digest of each document."""
        return list(zip(self._all_texts("ids"), self._all_texts("digests"), strict=True))

    def read(self, leaf: ScoredLeaf) -> Iterator[LeafPostings]:
        """Return the postings of a leaf in each of its fields that has any."""
        if isinstance(leaf, TermLeaf) and leaf.analysis == "stems":
            found = chain.from_iterable(
                self._stem_postings(number, leaf.fields)
                for stem in (leaf.term, *leaf.more)
                if (number := self._stems.number(stem)) is not None
            )
            return _most(found) if leaf.more else found
        if isinstance(leaf, Similar):
            return self._similar_postings(leaf)
        if isinstance(leaf, TermLeaf):  # asked for in all fields, then in the title alone
            return self._count_by_field(*self._form_counts(leaf.term), leaf.fields)
        return self._count_by_field(*self._text_counts(self._start_tokens(leaf)), leaf.fields)

    def matches(
        self, documents: Sequence[int], leaves: Sequence[Leaf]
    ) -> Sequence[Mapping[str, Matches]]:
        """Return the matches of leaves in each of several documents, by text field."""
        targets = self._targets(leaves)
        texts = np.array(documents, np.int64)[:, None] * len(FIELD_NAMES)
        bounds = self._begins[texts + np.arange(len(FIELD_NAMES) + 1)].astype(np.int64)
        spans = bounds[:, [0, -1]]
        tokens = self._file.parts("tokens", spans)
        kinds = targets.kinds.take(tokens)
        found = np.flatnonzero(kinds > 0)
        matches = [dict.fromkeys(FIELD_NAMES, NO_MATCHES) for _ in documents]
        if not len(found):
            return matches
        sizes = np.diff(bounds, axis=1).ravel()
        firsts = np.cumsum(sizes) - sizes  # of the tokens of each text, among those read
        cuts = np.searchsorted(found, [*firsts, len(tokens)])
        advances, lengths = self._offsets.advances_and_lengths(spans)
        reached = np.cumsum(advances, dtype=np.int64)
        before = np.where(firsts > 0, reached[firsts - 1], 0)  # each text begins at 0
        ends = reached[found] - np.repeat(before, np.diff(cuts))
        starts = ends - lengths[found]
        begins, stops, held = starts.tolist(), ends.tolist(), kinds[found].tolist()
        doubled = (starts[1:] == starts[:-1]).any()  # two tokens of one word, or of two texts
        limits = cuts.tolist()
        for text in np.flatnonzero(np.diff(cuts)).tolist():
            part = slice(limits[text], limits[text + 1])
            document, field_number = divmod(text, len(FIELD_NAMES))
            field = FIELD_NAMES[field_number]
            words = targets.words[field]
            one = Matches(begins[part], stops[part], [words[kind] for kind in held[part]])
            if (
                targets.groups
                or () in one.leaves
                or (doubled and len(set(one.starts)) < len(one.starts))
            ):
                positions, forms = found[part].tolist(), tokens[found[part]].tolist()
                spans = zip(one.starts, one.ends, forms, strict=True)
                spans_at = dict(zip(positions, spans, strict=True))
                one = _with_groups(one, targets.groups, field, spans_at)
            matches[document][field] = one
        return matches

    def places(self, word: SoughtWord) -> Places:
        """Return the tokens of all accepted forms of a word; see `word_places`."""
        kinds: defaultdict[tuple[str, ...], dict[int, int]] = defaultdict(dict)
        for kind, leaves in ((IS_WORD, word.leaves), (AS_TYPED, word.as_typed)):
            for leaf, slots in zip(leaves, self._accepted(leaves), strict=True):
                kind_of = kinds[leaf.fields]
                for form in chain.from_iterable(slots):
                    kind_of[form] = kind_of.get(form, 0) | kind
        return Places.united(
            [self._tokens_by_kind(kind_of, fields) for fields, kind_of in kinds.items()]
        )

    def _tokens_by_kind(self, kind_of: Mapping[int, int], fields: Sequence[str]) -> Places:
        """Return the tokens of forms, given by number with their kinds, in some fields."""
        forms = sorted(kind_of)
        bounds = _ranges(self._file.whole("form_ends"), forms)
        tokens = self._file.parts("form_tokens", bounds).astype(np.uint32, copy=False)
        counts = bounds[:, 1] - bounds[:, 0]
        kinds = np.array([kind_of[form] for form in forms], np.uint8).repeat(counts)
        if len(forms) > 1:
            order = tokens.argsort(kind="stable")
            tokens, kinds = tokens[order], kinds[order]
        if not {*SEARCHED_FIELDS} <= {*fields}:
            numbers = [FIELD_NUMBER[field] for field in fields]
            inside_fields = np.isin(self._text_numbers(tokens) % len(FIELD_NAMES), numbers)
            tokens, kinds = tokens[inside_fields], kinds[inside_fields]
        return Places(tokens, kinds)

    def documents(self, wanted: Iterable[tuple[int, Article, str]]) -> Iterator[Document]:
        """Yield documents with their original terms, given as (number, article, digest)."""
        forms, stems = self._forms.terms(), self._stems.terms()
        held = [stems[number] for number in self._file.whole("form_stems").tolist()]
        bounds = pairwise(self._file.whole("form_stem_ends").tolist())
        stems_of = [tuple(held[begin:end]) for begin, end in bounds]
        for document, article, digest in wanted:
            terms = {}
            for field, number in FIELD_NUMBER.items():
                text = document * len(FIELD_NAMES) + number
                begin, end = self._begins[text : text + 2].tolist()
                used, tokens = np.unique(self._file.part("tokens", begin, end), return_inverse=True)
                advances, lengths = self._offsets.advances_and_lengths((begin, end))
                ends = np.cumsum(advances)
                terms[field] = Terms(
                    tuple(forms[number] for number in used.tolist()),
                    tuple(stems_of[number] for number in used.tolist()),
                    _array(tokens),
                    _array(ends - lengths),
                    _array(ends),
                )
            yield Document(article, digest, terms)

    def _similar_postings(self, leaf: Similar) -> Iterator[LeafPostings]:
        """Yield the postings of all similar stems, with frequencies weighted by similarity.

        The similarity is Dice's coefficient of the sets of trigrams.
        """
        trigrams = grams(leaf.stem)
        numbers = [n for gram in trigrams if (n := self._grams.number(gram)) is not None]
        if not numbers:
            return
        of_grams = self._file.whole("gram_stems")
        ranges = _ranges(self._file.whole("gram_ends"), numbers).tolist()
        listed = np.concatenate([of_grams[begin:end] for begin, end in ranges])
        listed.sort()
        first = np.concatenate(([0], (listed[1:] != listed[:-1]).nonzero()[0] + 1))
        stems, shared = listed[first], np.diff(first, append=len(listed))
        similarity = 2 * shared / (len(trigrams) + self._file.whole("stem_grams")[stems])
        kept = similarity >= leaf.least
        yield from self._weighted_postings(stems[kept], similarity[kept], leaf.fields)

    def _weighted_postings(
        self, stems: Ints, weights: Floats, fields: Sequence[str]
    ) -> Iterator[LeafPostings]:
        """Yield the postings of several stems in each field, their frequencies weighted.

        A document that has several of the stems has a posting for each.
        """
        keys = stems.astype(np.int64)[:, None] * len(FIELD_NAMES) + np.arange(len(FIELD_NAMES) + 1)
        ends = self._file.whole("stem_posting_ends")[keys].astype(np.int64)
        documents, frequencies = self._postings.parts(ends[:, [0, -1]])
        counts = np.diff(ends, axis=1)
        weighted = frequencies * np.repeat(weights, counts.sum(axis=1))
        numbers = np.tile(np.arange(len(FIELD_NAMES)), len(stems))
        field_numbers = np.repeat(numbers, counts.ravel())
        for field in fields:
            own = np.flatnonzero(field_numbers == FIELD_NUMBER[field])
            if len(own):
                yield field, documents[own], weighted[own]

    def _stem_postings(self, stem: int, fields: Sequence[str]) -> Iterator[LeafPostings]:
        """Yield the postings of a stem, given by number, in each of the fields that has any."""
        key = stem * len(FIELD_NAMES)
        ends = self._file.whole("stem_posting_ends")[key : key + len(FIELD_NAMES) + 1].tolist()
        numbers = [FIELD_NUMBER[field] for field in fields]
        first, last = ends[min(numbers)], ends[max(numbers) + 1]
        if first == last:
            return
        documents, frequencies = self._postings.parts(np.array([[first, last]]))
        for field, number in zip(fields, numbers, strict=True):
            begin, end = ends[number], ends[number + 1]
            if begin < end:
                part = slice(begin - first, end - first)
                yield field, documents[part], frequencies[part]

    def _counts_of_form(self, form: str) -> tuple[Ints, Ints]:
        """Return the texts in which a form occurs, and how often it does."""
        return self._text_counts(self._token_numbers([form]))

    def _text_counts(self, tokens: Positions) -> tuple[Ints, Ints]:
        """Return the texts that have any of some ascending tokens, and how many each has."""
        if len(tokens) > len(self._begins):
            counts = np.diff(np.searchsorted(tokens, self._begins))
            texts = counts.nonzero()[0]
            return texts, counts[texts]
        token_texts = self._text_numbers(tokens)
        is_first = np.ones(len(tokens), bool)
        is_first[1:] = token_texts[1:] != token_texts[:-1]
        first = is_first.nonzero()[0]
        return token_texts[first], np.diff(first, append=len(tokens))

    def _count_by_field(
        self, texts: Ints, counts: Ints, fields: Sequence[str]
    ) -> Iterator[LeafPostings]:
        """Yield the postings of each field, given the texts of all and the counts in them."""
        documents, field_numbers = np.divmod(texts, len(FIELD_NAMES))
        for field in fields:
            chosen = (field_numbers == FIELD_NUMBER[field]).nonzero()[0]
            if len(chosen):
                yield field, documents[chosen], counts[chosen]

    def _start_tokens(self, leaf: Phrase | Near | Prefix) -> Positions:
        """Return the numbers of the tokens at which a leaf's occurrences begin."""
        match leaf:
            case Prefix():
                found = [self._tokens_between(*part) for part in self._prefixed(leaf)]
                return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
            case Phrase(slots):
                starts = phrase_starts([self._token_numbers(slot) for slot in slots])
                texts = self._text_numbers(starts)
                return np.asarray(starts[texts == self._text_numbers(starts + len(slots) - 1)])
            case Near(slots, distance):
                first_slot, *others = (self._token_numbers(slot) for slot in slots)
                texts = self._text_numbers(first_slot)
                begins = self._begins.astype(np.int64)
                return near(first_slot, others, distance, begins[texts], begins[texts + 1])

    def _prefixed(self, leaf: Prefix) -> list[tuple[int, int]]:
        """Return the disjoint ranges [first, last) of the numbers of all forms with a prefix."""
        found: list[tuple[int, int]] = []
        ranges = map(self._forms.prefixed, leaf.prefixes)
        for first, last in sorted(ranges, key=lambda part: (part[0], -part[1])):
            # Of two ranges that meet, the one that begins later is a part of the other.
            if first < last and (not found or first >= found[-1][1]):
                found.append((first, last))
        return found

    def _tokens_between(self, first: int, last: int) -> Positions:
        """Return the numbers of the tokens of a range of forms, by form."""
        ends = self._file.part("form_ends", first, last + 1)
        return self._file.part("form_tokens", int(ends[0]), int(ends[-1]))

    def _token_numbers(self, forms: Sequence[str]) -> Positions:
        """Return the numbers of the tokens of any of the forms, ascending."""
        numbers = {n for form in forms if (n := self._forms.number(form)) is not None}
        return self._tokens_of_forms(numbers)

    def _tokens_of_forms(self, forms: Collection[int]) -> Positions:
        """Return the numbers of the tokens of any of the forms, given by number, ascending."""
        bounds = _ranges(self._file.whole("form_ends"), list(forms))
        tokens = self._file.parts("form_tokens", bounds)
        return tokens if len(forms) < 2 else np.sort(tokens)

    def _text_numbers(self, tokens: Positions) -> Ints:
        """Return the number of each token's text; see `SegmentTerms`."""
        return np.searchsorted(self._begins, tokens, "right") - 1

    def _targets(self, wanted: Sequence[Leaf]) -> _Targets:
        """Return the targets of leaves, cached for the other hits of a search."""
        last = self._last_targets
        if last and last[0] is wanted:  # the hash of many leaves costs more than a match
            return last[1]
        leaves = tuple(wanted)
        targets = self._cached_targets.get(leaves)
        if targets is None:
            accepted = zip(leaves, self._accepted(leaves), strict=True)
            targets = _Targets.of([*accepted], self._forms.count)
            if len(self._cached_targets) >= CACHED_TARGETS:
                self._cached_targets.clear()
            self._cached_targets[leaves] = targets
        if wanted is leaves:  # not a list, which could change
            self._last_targets = leaves, targets
        return targets

    def _accepted(self, leaves: Sequence[Leaf]) -> list[tuple[frozenset[int], ...]]:
        """Return the accepted forms of leaves per slot, cached for other searches and snippets."""
        accepted = []
        for leaf in leaves:
            slots = self._cached_slots.get(leaf)
            if slots is None:
                slots = self._slot_forms(leaf)
                if len(self._cached_slots) >= CACHED_SLOTS:
                    self._cached_slots.clear()
                if not isinstance(leaf, Prefix):  # which may have thousands
                    self._cached_slots[leaf] = slots
            accepted.append(slots)
        return accepted

    def _slot_forms(self, leaf: Leaf) -> tuple[frozenset[int], ...]:
        """Return the numbers of the accepted forms per slot; a word or prefix has one slot."""
        match leaf:
            case Word(form):
                forms = {self._forms.number(form)}
                for stem in (*leaf.stems, *leaf.families):
                    forms.update(self._forms_of_stem(stem))
                return (frozenset(forms - {None}),)  # type: ignore[arg-type]
            case Prefix():
                ranges = (range(first, last) for first, last in self._prefixed(leaf))
                return (frozenset(chain.from_iterable(ranges)),)
            case Phrase(slots) | Near(slots):
                numbers = [map(self._forms.number, slot) for slot in slots]
                return tuple(frozenset(n for n in slot if n is not None) for slot in numbers)

    def _forms_of_stem(self, stem: str) -> Sequence[int]:
        """Return the numbers of the forms of a stem."""
        number = self._stems.number(stem)
        if number is None:
            return ()
        begin, end = self._file.whole("stem_ends")[number : number + 2].tolist()
        forms: list[int] = self._file.whole("stem_forms")[begin:end].tolist()
        return forms

    def _all_texts(self, name: str) -> list[str]:
        text = self._file.whole(f"{name}_text").tobytes()
        ends = self._file.whole(f"{name}_ends").tolist()
        return [text[begin:end].decode() for begin, end in pairwise(ends)]


def _most(postings: Iterable[LeafPostings]) -> Iterator[LeafPostings]:
    """Yield postings of several stems as those of one, whose frequency is the highest of theirs.

    Their sum would count a form twice that has two of them.
    """
    by_field: dict[str, list[LeafPostings]] = {}
    for one in postings:
        by_field.setdefault(one[0], []).append(one)
    for field, several in by_field.items():
        if len(several) == 1:
            yield several[0]
            continue
        documents = np.concatenate([documents for _, documents, _ in several])
        frequencies = np.concatenate([frequencies for _, _, frequencies in several])
        order = np.argsort(documents, kind="stable")
        documents = documents[order]
        first = np.flatnonzero(np.diff(documents, prepend=-1))
        yield field, documents[first], np.maximum.reduceat(frequencies[order], first)


def _with_groups(
    matches: Matches,
    groups: Sequence[tuple[int, Phrase | Near, tuple[frozenset[int], ...]]],
    field: str,
    spans: Mapping[int, tuple[int, int, int]],
) -> Matches:
    """Return matches of words with those of the phrases and proximities in the same field.

    Args:
        matches: The matches of words; some may be of no leaf.
        groups: (leaf index, leaf, accepted forms per slot) for each Phrase and Near.
        field: Name of the field.
        spans: Start, end and form of the token at each position where an accepted form occurs.
    """
    form_at = {position: form for position, (_, _, form) in spans.items()}
    words = (
        (start, end, leaf) for start, end, leaves in zip(*matches, strict=True) for leaf in leaves
    )
    grouped = (
        (spans[first][0], spans[last][1], index)
        for index, leaf, slots in groups
        if field in leaf.fields
        for first, last in _occurrences(leaf, slots, form_at)
    )
    return Matches.of(chain(words, grouped))


def _occurrences(
    leaf: Leaf, slots: Sequence[frozenset[int]], form_at: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the first and the last position of each occurrence of a Phrase or Near.

    Args:
        leaf: The leaf.
        slots: Its accepted forms per slot.
        form_at: The form at each position where any accepted form occurs.
    """
    first, *others = slots
    firsts = [position for position, form in form_at.items() if form in first]
    if isinstance(leaf, Near):
        matched: set[int] = set()
        for position in firsts:
            around = [_around(slot, position, leaf.distance, form_at) for slot in others]
            if all(around):
                matched.update([position], *around)
        yield from ((position, position) for position in matched)
    else:
        for position in firsts:
            if all(form_at.get(position + n) in slot for n, slot in enumerate(others, 1)):
                yield position, position + len(others)


def _around(
    slot: frozenset[int], position: int, distance: int, form_at: Mapping[int, int]
) -> list[int]:
    return [p for p, form in form_at.items() if form in slot and 0 < abs(p - position) <= distance]


def _compact(values: Any) -> AnyArray:
    """Convert non-negative values to the smallest sufficient unsigned type."""
    largest = int(values.max()) if len(values) else 0
    return np.asarray(values, np.min_scalar_type(largest))


def _ends(numbers: Ints, count: int) -> Ints:
    """Return 0, then the end of each number's run in the sorted numbers. Shape: (count + 1,)."""
    return np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=count))))


def _texts(name: str, values: Sequence[str]) -> dict[str, AnyArray]:
    """Return the arrays of a list of texts: their UTF-8, joined, and its boundaries."""
    encoded = [value.encode() for value in values]
    return {
        f"{name}_text": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_ends": _compact(np.cumsum([0, *map(len, encoded)])),
    }


def _ranges(ends: AnyArray, numbers: Sequence[int]) -> Ints:
    """Return the begin and end of the ranges with these numbers. Shape: (numbers, 2)."""
    return np.asarray(ends[np.array(numbers, np.int64)[:, None] + np.arange(2)], np.int64)


def _listed(addresses: Iterable[str]) -> str:
    """Return addresses, each between a tab and a line break, which none of them contains."""
    return "".join(f"\t{address}\n" for address in addresses)


def _array(values: Ints) -> array[int]:
    return array("I", values.astype(np.uintc).tobytes())
