"""Query expansion with the synonyms of staff's lists and with other spellings of foreign names.

Only plain words are expanded, neither quoted nor excluded ones, and only with alternatives that
some article of the index contains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import is_arabic, normalize
from analyzers.variants.proclitics import ARTICLE, with_proclitics
from analyzers.variants.spellings import spellings
from indexer.lists.query_lists import NO_LISTS, QueryLists
from indexer.model.query import And, Best, Or, Phrase, Query, Word
from indexer.searching.query_parser import ParsedQuery, in_field

ExpansionKind = Literal["synonym", "spelling"]
IsInIndex = Callable[[Query], bool]
"""Returns True if some article matches a query."""

Counts = Callable[[Sequence[Query]], Sequence[int]]
"""Returns the number of articles that match each query."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word or name of the query and the alternatives added to it.

    Attributes:
        kind: Where the alternatives come from.
        typed: The word or name, spelled as in the list.
        others: The alternatives, spelled as in the list; rule-made spellings as indexed.
    """

    kind: ExpansionKind
    typed: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a list, and the phrase that finds it."""

    text: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class _Rule:
    """An entry of a list and its alternatives.

    Attributes:
        kind: Where the alternatives come from.
        slots: The forms that match each word of the entry in a query.
        typed: The entry.
        others: Its alternatives.
    """

    kind: ExpansionKind
    slots: tuple[frozenset[str], ...]
    typed: str
    others: tuple[_Entry, ...]


@dataclass(slots=True)
class _Collector:
    """The expansions applied so far."""

    expansions: list[Expansion] = field(default_factory=list)


class Expander:
    """Expands queries with staff's lists.

    Attributes:
        version: Version of the lists.
    """

    def __init__(
        self, lists: QueryLists = NO_LISTS, analyzer: ArabicAnalyzer | None = None
    ) -> None:
        """Analyse the lists with the analyser of the index; without one, expand nothing."""
        self.version = lists.version
        self._pinned = lists.pinned
        self._rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        if analyzer is not None:
            self._read(lists, analyzer)

    def _read(self, lists: QueryLists, analyzer: ArabicAnalyzer) -> None:
        for group in lists.synonyms:
            self._add("synonym", [_entry(text, analyzer) for text in group], analyzer)
        for name in lists.foreign_names:
            (form,) = analyzer.forms(name)
            others = [
                _Entry(one, _phrase([one])) for one in spellings(form, analyzer.lists.lexicon)
            ]
            self._add("spelling", [_Entry(name, _phrase([form])), *others], analyzer)
        for rules in self._rules.values():
            rules.sort(key=lambda rule: -len(rule.slots))

    def pinned(self, text: str) -> tuple[str, ...]:
        """Return the ids of the articles that staff pinned for a query."""
        return self._pinned.get(tuple(normalize(text)), ()) if self._pinned else ()

    def expand(
        self, parsed: ParsedQuery, counts: Counts
    ) -> tuple[ParsedQuery, tuple[Expansion, ...]]:
        """Add to a query's words the alternatives that some article contains.

        Args:
            parsed: The query.
            counts: Counts the matching articles; called once, for all alternatives together.

        Returns:
            The expanded query, and the expansions.
        """
        alternatives: dict[Query, bool] = {}
        tuple(
            self._expanded(
                parsed.wanted, lambda one: alternatives.setdefault(one, True), _Collector()
            )
        )
        if not alternatives:
            return parsed, ()
        matching = dict(zip(alternatives, counts([*alternatives]), strict=True))
        applied = _Collector()
        wanted = tuple(self._expanded(parsed.wanted, lambda one: matching[one] > 0, applied))
        return replace(parsed, wanted=wanted), tuple(dict.fromkeys(applied.expansions))

    def _add(
        self, kind: ExpansionKind, entries: Sequence[_Entry], analyzer: ArabicAnalyzer
    ) -> None:
        for entry in entries:
            others = tuple(other for other in entries if other is not entry)
            slots = _typed(entry, analyzer)
            for form in slots[0]:
                self._rules[form].append(_Rule(kind, slots, entry.text, others))

    def _expanded(
        self, children: Sequence[Query], is_in_index: IsInIndex, applied: _Collector
    ) -> Iterator[Query]:
        index = 0
        while index < len(children):
            rule = self._longest_rule(children, index)
            if rule is None:
                yield self._expanded_inside(children[index], is_in_index, applied)
                index += 1
                continue
            words = children[index : index + len(rule.slots)]
            yield _with_alternatives(words, rule, is_in_index, applied)
            index += len(words)

    def _expanded_inside(self, query: Query, is_in_index: IsInIndex, applied: _Collector) -> Query:
        match query:
            case And(children):
                return And(tuple(self._expanded(children, is_in_index, applied)))
            case Or(children, least):
                return Or(
                    tuple(
                        expanded
                        for child in children
                        for expanded in self._expanded([child], is_in_index, applied)
                    ),
                    least,
                )
            case _:
                return query

    def _longest_rule(self, children: Sequence[Query], start: int) -> _Rule | None:
        """Return the rule that matches the most words from an index on."""
        first = children[start]
        if not isinstance(first, Word):
            return None
        for rule in self._rules.get(first.form, ()):
            words = children[start : start + len(rule.slots)]
            if len(words) == len(rule.slots) and all(
                isinstance(child, Word) and child.form in slot and child.fields == first.fields
                for child, slot in zip(words, rule.slots, strict=True)
            ):
                return rule
        return None


def _with_alternatives(
    words: Sequence[Query], rule: _Rule, is_in_index: IsInIndex, applied: _Collector
) -> Query:
    """Return the words of a rule with those of its alternatives that are in the index."""
    (word, *_) = words
    typed = word if len(words) == 1 else And(tuple(words))
    fields = word.fields if isinstance(word, Word) else ()
    others = {
        other.text: query
        for other in rule.others
        for query in [_in_fields(other.phrase, fields)]
        if is_in_index(query)
    }
    if not others:
        return typed
    applied.expansions.append(Expansion(rule.kind, rule.typed, tuple(others)))
    return Best(typed, tuple(others.values()))


def _typed(entry: _Entry, analyzer: ArabicAnalyzer) -> tuple[frozenset[str], ...]:
    """Return the forms that match each word of an entry in a query, which has no stop words."""
    slots = entry.phrase.slots
    content = tuple(frozenset(slot) for slot in slots if not analyzer.is_stop(slot[0]))
    return content or tuple(map(frozenset, slots))


def _in_fields(phrase: Phrase, fields: tuple[str, ...]) -> Query:
    return in_field(phrase, fields[0]) if len(fields) == 1 else phrase


def _entry(text: str, analyzer: ArabicAnalyzer) -> _Entry:
    return _Entry(text, _phrase(analyzer.forms(text)))


def _phrase(forms: Sequence[str]) -> Phrase:
    """Return the phrase of some forms.

    The first may have a proclitic, and a single Arabic form also an added definite article.
    """
    first, *others = forms
    slot = with_proclitics(first)
    if not others and is_arabic(first) and not first.startswith(ARTICLE):
        slot += with_proclitics(ARTICLE + first)
    return Phrase((slot, *((form,) for form in others)))
