"""Query expansion: synonyms from staff's lists and other spellings by rule and of the index.

Only plain words are expanded, never phrases in quotation marks or excluded words. Alternatives that
no article of the index contains are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Literal

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import is_arabic, normalize
from analyzers.variants.proclitics import ARTICLE, with_proclitics
from analyzers.variants.singulars import singular
from analyzers.variants.spellings import spellings
from analyzers.variants.transcription import parted
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.query import And, Best, Or, Phrase, Query, Word
from indexer.searching.query.parser import ParsedQuery, in_field

_NUMBERED = re.compile(r"([a-z]+)(\d+)")
"""A name that ends in a number: F16, COVID19."""

ExpansionKind = Literal["synonym", "spelling"]
"""Kind of an alternative."""

IsThere = Callable[[Query], bool]
"""A test whether some article matches a query."""

Counts = Callable[[Sequence[Query]], Sequence[int]]
"""A function that returns the number of articles that match each query."""

Spelled = Callable[[str], Sequence[Phrase]]
"""A function that returns the other ways in which the texts may write a form."""


def _not_spelled(_: str) -> Sequence[Phrase]:
    """Return no other way."""
    return ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word or name of the query and the alternatives added to it.

    All are spelled as in the list; spellings made by rule, as indexed.
    """

    kind: ExpansionKind
    typed: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a list.

    Attributes:
        text: Its words as spelled in the list.
        phrase: The query for them.
    """

    text: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class _Rule:
    """An expansion rule.

    Attributes:
        kind: Kind of the alternatives.
        slots: The accepted forms of each word to expand.
        typed: The words to expand, as spelled in the list.
        others: The alternatives.
    """

    kind: ExpansionKind
    slots: tuple[frozenset[str], ...]
    typed: str
    others: tuple[_Entry, ...]


@dataclass(slots=True)
class _Pass:
    """A pass over a query.

    Attributes:
        together: Phrases for single written words.
        spelled: Returns the other ways in which the texts may write a form.
        is_there: Returns whether some article matches an alternative.
        also: The expansions applied so far.
    """

    together: frozenset[Phrase]
    spelled: Spelled
    is_there: IsThere
    also: list[Expansion] = field(default_factory=list)


class Expander:
    """Expander of queries.

    Attributes:
        version: Digest of the content of the lists.
    """

    def __init__(
        self, lists: QueryLists = NO_LISTS, analyzer: ArabicAnalyzer | None = None
    ) -> None:
        """Prepare the rules.

        Args:
            lists: The lists.
            analyzer: Analyser of the articles; without one, nothing is expanded.
        """
        self.version = lists.version
        self._pinned = lists.pinned
        self._names = frozenset(form for name in lists.foreign_names for form in normalize(name))
        self._apart = frozenset(_pairs(lists.different_words))
        self._rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        self._entries: set[tuple[str, ...]] = set()
        self._lists = analyzer.lists if analyzer else None
        if analyzer is not None:
            self._read(lists, analyzer)

    def _read(self, lists: QueryLists, analyzer: ArabicAnalyzer) -> None:
        for group in lists.synonyms:
            self._add("synonym", [self._entry(text, analyzer) for text in group], analyzer)
        for name in lists.foreign_names:
            (form,) = analyzer.forms(name)
            others = [
                _Entry(one, _phrase([one])) for one in spellings(form, analyzer.lists.lexicon)
            ]
            self._add("spelling", [_Entry(name, _phrase([form])), *others], analyzer)
        for rules in self._rules.values():
            rules.sort(key=lambda rule: -len(rule.slots))

    @property
    def names(self) -> Collection[str]:
        """Return the forms of the foreign names."""
        return self._names

    @property
    def apart(self) -> Collection[frozenset[str]]:
        """Return the pairs of words that are no spellings of one, without their endings."""
        return self._apart

    @cached_property
    def forms(self) -> frozenset[str]:
        """Return the forms of all words of the entries; they count as correctly spelled."""
        return frozenset(form for entry in self._entries for form in entry)

    @property
    def entries(self) -> Collection[tuple[str, ...]]:
        """Return the entries of the lists and the spellings by rule, each as a tuple of forms."""
        return self._entries

    def pinned(self, text: str) -> tuple[str, ...]:
        """Return the ids of the articles that staff pinned for a query."""
        return self._pinned.get(tuple(normalize(text)), ()) if self._pinned else ()

    def expand(
        self, parsed: ParsedQuery, counts: Counts, spelled: Spelled = _not_spelled
    ) -> tuple[ParsedQuery, tuple[Expansion, ...]]:
        """Add to a query the alternatives of its words that some article contains.

        Args:
            parsed: The query.
            counts: Counts the articles that match; called once, for all alternatives together.
            spelled: Returns the other ways in which the texts may write a form.

        Returns:
            The query with alternatives, and the list of them.
        """
        alternatives: dict[Query, bool] = {}
        asking = _Pass(parsed.together, spelled, lambda one: alternatives.setdefault(one, True))
        tuple(self._expanded(parsed.wanted, asking))
        if not alternatives:
            return parsed, ()
        there = dict(zip(alternatives, counts([*alternatives]), strict=True))
        adding = replace(asking, is_there=lambda one: there[one] > 0, also=[])
        wanted = tuple(self._expanded(parsed.wanted, adding))
        return replace(parsed, wanted=wanted), tuple(dict.fromkeys(adding.also))

    def _add(
        self, kind: ExpansionKind, entries: Sequence[_Entry], analyzer: ArabicAnalyzer
    ) -> None:
        self._entries.update(_forms(entry) for entry in entries)
        for entry in entries:
            others = tuple(other for other in entries if other is not entry)
            slots = self._typed(entry, analyzer)
            for form in slots[0]:
                self._rules[form].append(_Rule(kind, slots, entry.text, others))

    def _entry(self, text: str, analyzer: ArabicAnalyzer) -> _Entry:
        """Make an entry; each of several words may also be in the singular."""
        phrase = _phrase(analyzer.forms(text))
        if len(phrase.slots) > 1:
            slots = (dict.fromkeys((*slot, *map(self._singular, slot))) for slot in phrase.slots)
            phrase = replace(phrase, slots=tuple(map(tuple, slots)))
        return _Entry(text, phrase)

    def _typed(self, entry: _Entry, analyzer: ArabicAnalyzer) -> tuple[frozenset[str], ...]:
        """Return the forms of an entry as a query has them, without stop words."""
        slots = entry.phrase.slots
        telling = tuple(frozenset(slot) for slot in slots if not analyzer.is_stop(slot[0]))
        return telling or tuple(map(frozenset, slots))

    def _singular(self, form: str) -> str:
        if self._lists is None:
            return form
        return singular(form, self._lists.plurals, self._lists.lexicon)

    def _expanded(self, children: Sequence[Query], state: _Pass) -> Iterator[Query]:
        """Yield queries with the alternatives of each run of words that a rule matches."""
        start = 0
        while start < len(children):
            rule, size = self._rule(children, start, state.together)
            run = children[start : start + size]
            rules = [rule] if rule else []
            if size == 1 and (other := _spelled_rule(run[0], state.spelled, rule)):
                rules.append(other)
            if rules:
                yield _with_others(run, rules, state)
            else:
                yield self._inside(children[start], state)
            start += size

    def _inside(self, query: Query, state: _Pass) -> Query:
        """Return a query with its children expanded, if it is an And or Or."""
        match query:
            case And(children):
                return And(tuple(self._expanded(children, state)))
            case Or(children, least):
                return Or(
                    tuple(one for child in children for one in self._expanded([child], state)),
                    least,
                )
            case _:
                return query

    def _rule(
        self, children: Sequence[Query], start: int, together: frozenset[Phrase]
    ) -> tuple[_Rule | None, int]:
        """Return the rule that matches the most words from an index on, and their number."""
        first = children[start]
        if isinstance(first, Phrase):
            return (self._whole_rule(first) if first in together else None), 1
        if not isinstance(first, Word):
            return None, 1
        for rule in self._rules.get(first.form, ()) or self._rules.get(
            self._singular(first.form), ()
        ):
            run = children[start : start + len(rule.slots)]
            if len(run) == len(rule.slots) and all(
                isinstance(child, Word)
                and self._stands_for(child.form, slot, len(run))
                and child.fields == first.fields
                for child, slot in zip(run, rule.slots, strict=True)
            ):
                return rule, len(run)
        return (_numbered(first.form) if not first.form.isdigit() else None), 1

    def _stands_for(self, form: str, slot: frozenset[str], size: int) -> bool:
        return form in slot or (size > 1 and self._singular(form) in slot)

    def _whole_rule(self, phrase: Phrase) -> _Rule | None:
        """Return the rule for words written as one (كوفيد-19).

        It is a listed rule for all words or for the name before a number, a rule that writes the
        name and the number without a sign, or both.
        """
        forms = tuple(slot[0] for slot in phrase.slots)
        name, *rest = forms
        rules = self._rules.get(name, ())
        listed = next((rule for rule in rules if _is_for(rule, forms)), None)
        if listed is None and all(map(str.isdigit, rest)):
            listed = next((rule for rule in rules if _is_for(rule, (name,))), None)
            if listed:
                numbered = _numbered_names(listed.others, "".join(rest))
                listed = replace(listed, others=(*listed.others, *numbered))
        signs = _without_signs(forms)
        if listed and signs:
            return replace(listed, others=(*listed.others, *signs.others))
        return listed or signs


def _pairs(groups: Sequence[Sequence[str]]) -> Iterator[frozenset[str]]:
    """Yield the pairs of the words of each group, without their endings."""
    for group in groups:
        bases = (parted("".join(normalize(word))).base for word in group)
        yield from map(frozenset, combinations(bases, 2))


def _is_for(rule: _Rule, forms: Sequence[str]) -> bool:
    """Return whether a rule expands exactly these forms."""
    return len(rule.slots) == len(forms) and all(
        form in slot for form, slot in zip(forms, rule.slots, strict=True)
    )


def _numbered_names(entries: Sequence[_Entry], number: str) -> Iterator[_Entry]:
    """Yield the names of one Latin word among entries with a number appended: covid19."""
    for entry in entries:
        form = "".join(_forms(entry))
        if len(entry.phrase.slots) == 1 and _NUMBERED.fullmatch(form + number):
            yield _Entry(entry.text + number, Phrase(((form + number,),)))


def _numbered(form: str) -> _Rule | None:
    """Return the rule that adds a separator to a name with a number (F16), or None."""
    parts = _NUMBERED.fullmatch(form)
    if parts is None:
        return None
    name, number = parts.groups()
    other = _Entry(f"{name}-{number}", Phrase(((name,), (number,))))
    return _Rule("spelling", (frozenset((form,)),), form, (other,))


def _without_signs(forms: tuple[str, ...]) -> _Rule | None:
    """Return the rule that removes the separator of a name and a number (F-16), or None."""
    word = "".join(forms)
    if len(forms) != 2 or not _NUMBERED.fullmatch(word):
        return None
    other = _Entry(word, Phrase(((word,),)))
    return _Rule("spelling", tuple(frozenset((form,)) for form in forms), "-".join(forms), (other,))


def _spelled_rule(word: Query, spelled: Spelled, listed: _Rule | None) -> _Rule | None:
    """Return the rule of the other spellings of a word that another rule does not add, or None."""
    if not isinstance(word, Word) or word.stem is None:
        return None
    known = {form for other in listed.others for form in other.phrase.slots[0]} if listed else ()
    others = tuple(
        _Entry(_shown(phrase), phrase)
        for phrase in spelled(word.form)
        if phrase.slots[0][0] not in known
    )
    return _Rule("spelling", (frozenset((word.form,)),), word.form, others) if others else None


def _shown(phrase: Phrase) -> str:
    """Return the likeliest forms of a phrase as readers write them: foreign words end in ية."""
    forms = (slot[0] for slot in phrase.slots)
    return " ".join(form[:-1] + "ة" if form.endswith("يه") else form for form in forms)


def _with_others(run: Sequence[Query], rules: Sequence[_Rule], state: _Pass) -> Query:
    """Return the words of a run with the alternatives that some article contains."""
    (word, *_) = run
    typed = word if len(run) == 1 else And(tuple(run))
    fields = word.fields if isinstance(word, Word | Phrase) else ()
    alternatives: dict[Query, None] = {}
    for rule in rules:
        others = {
            other.text: query
            for other in rule.others
            for query in [_in_fields(other.phrase, fields)]
            if state.is_there(query)
        }
        if others:
            state.also.append(Expansion(rule.kind, rule.typed, tuple(others)))
            alternatives |= dict.fromkeys(others.values())
    return Best(typed, tuple(alternatives)) if alternatives else typed


def _in_fields(phrase: Phrase, fields: tuple[str, ...]) -> Query:
    return in_field(phrase, fields[0]) if len(fields) == 1 else phrase


def _forms(entry: _Entry) -> tuple[str, ...]:
    return tuple(slot[0] for slot in entry.phrase.slots)


def _phrase(forms: Sequence[str]) -> Phrase:
    """Return a phrase of the forms.

    The first form may have a proclitic. If the forms are Arabic and none has an article, each may
    also have one.
    """
    first, *others = forms
    slot = with_proclitics(first)
    bare = all(is_arabic(form) and not form.startswith(ARTICLE) for form in forms)
    if bare:
        slot += with_proclitics(ARTICLE + first)
    return Phrase((slot, *((form, ARTICLE + form) if bare else (form,) for form in others)))
