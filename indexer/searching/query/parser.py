"""Query parser: from the text of a query to a query tree.

The grammar is in `query.lark`. Words are joined by AND unless stated otherwise. The syntax has OR,
NOT, AND, «أو» between alternatives, a minus sign before a word, phrases in "…", «…» or “…”,
proximity ("…"~5), prefixes (`word*`), parentheses and fields (`title:` or `عنوان:`).
A text that does not parse is searched as plain words, so no text is an error.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import is_arabic, normalize
from analyzers.token import Token as TextToken
from analyzers.variants.proclitics import ARTICLE, with_proclitics
from indexer.model.fields import TEXT_FIELDS
from indexer.model.query import (
    And,
    Best,
    Ids,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    leaves,
)
from indexer.searching.query.written_dates import with_written_dates

MAX_COST = 32
"""Maximum cost of a query, as computed by `cost`; beyond it, the last words are dropped."""

PREFIX_COST = 8
"""Cost of a prefix; a word costs 1. Measured on 10,000 long articles."""

MAX_DEPTH = 20
"""Maximum nesting of parentheses; a deeper query is searched as plain words."""

LEAST_PREFIX = 2
"""Minimum length of a prefix in letters, without the article."""

LEAST_JOINED_PREFIX = 4
"""Minimum length of a prefix in letters that is also looked for behind one joined letter."""

_FIELDS_BY_FORM = {
    normalize(name)[0]: field.name for field in TEXT_FIELDS for name in (field.name, *field.typed)
}
"""Names of the text fields by the normalised names that readers may type."""

_GRAMMAR = Lark(
    (Path(__file__).parent / "query.lark").read_text(encoding="utf-8"),
    parser="lalr",
    maybe_placeholders=False,
)

_CONNECTOR = re.compile(r"[-\u2010-\u2015./_'’\u200c]?")
"""Separator between two tokens of one written word: كوفيد-19, F-16, europol.europa.eu."""

_SIGN_OF_A_HEADLINE = re.compile(
    r"[:;!?؟،؛…](?:\s|$)|,\s|\.(?:\s|$)|(?<!\S)([-\u2013\u2014])\S[^-\u2013\u2014]*\S\1(?!\S)"
)
"""Punctuation of headlines, rare in queries: a sign after a word, or a pair of dashes."""

_ALTERNATIVES = re.compile(r"\s+(?:أو|او)\s+")
_QUOTED = r'"[^"]*"|«[^»]*»|“[^”]*”|„[^“”]*[“”]'
_ALTERNATIVE = r"[^\s()\"«»“”„:|&*+-]+"
_ONE = re.compile(f"{_QUOTED}|{_ALTERNATIVE}")
_TWO = re.compile(f"{_ALTERNATIVE} {_ALTERNATIVE}")
_QUOTED_OR_ENCLOSED = re.compile(rf"{_QUOTED}|\(([^()]*)\)")
_PHRASE = re.compile(rf"({_QUOTED})(?:~\d{{1,3}})?")

_NOT = re.compile(r"(?<![^\s(])NOT(?=[\s(])")
_DASHES = re.compile(r"(?<![^\s(])[-\u2212\u2013]+(?=\S)")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed query: all of `wanted` and none of `excluded`.

    Attributes:
        wanted: The required queries.
        excluded: The excluded queries.
        as_plain_words: Whether the text did not parse and became plain words.
        too_many_words: Whether the query exceeded `MAX_COST` and lost its last words.
        together: Phrases for single written words (كوفيد-19), without quotation marks.
    """

    wanted: tuple[Query, ...]
    excluded: tuple[Query, ...] = ()
    as_plain_words: bool = False
    too_many_words: bool = False
    together: frozenset[Phrase] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Return whether the query has no parts at all."""
        return not self.wanted and not self.excluded

    @property
    def stop_words(self) -> bool:
        """Return whether all wanted parts are stop words, which are then required."""
        return bool(self.wanted) and all(map(_is_stop_word, self.wanted))


def parse_query(text: str, analyzer: ArabicAnalyzer) -> ParsedQuery:
    """Parse the text of a query; any text gives a query.

    If the text looks like a pasted headline, its dashes exclude nothing.
    """
    reading = _Reading(analyzer)
    text = without_dashes(text) if _SIGN_OF_A_HEADLINE.search(text) else with_arabic_or(text)
    if depth(text) > MAX_DEPTH:
        return _plain(text, reading)
    try:
        parsed = reading.parsed(_GRAMMAR.parse(text))
    except LarkError:
        return _plain(text, reading)
    if cost(And((*parsed.wanted, *parsed.excluded))) > MAX_COST:
        return replace(_plain(text, reading), as_plain_words=False, too_many_words=True)
    return replace(parsed, wanted=with_written_dates(parsed.wanted, parsed.together))


def plain_query(text: str, analyzer: ArabicAnalyzer) -> ParsedQuery:
    """Return the words of a text as a query, ignoring all operators."""
    return replace(_plain(without_dashes(text), _Reading(analyzer)), as_plain_words=False)


def looks_operating(text: str) -> bool:
    """Return whether a text has a dash or NOT before a word, or «أو» between alternatives."""
    return bool(_DASHES.search(text) or _NOT.search(text)) or with_arabic_or(text) != text


def with_arabic_or(text: str) -> str:
    """Write OR for «أو» where it parts alternatives, in the whole text or in parentheses.

    Alternatives are single words and phrases (برلين أو باريس), or pairs of words (اليمين المتطرف أو
    اليسار المتطرف). Elsewhere it is not clear what «أو» parts, so it stays a stop word.
    """
    return _QUOTED_OR_ENCLOSED.sub(
        lambda found: found[0] if found[1] is None else f"({_with_or(found[1].strip())})",
        _with_or(text),
    )


def _with_or(text: str) -> str:
    alternatives = _ALTERNATIVES.split(text)
    are_clear = any(all(map(kind.fullmatch, alternatives)) for kind in (_ONE, _TWO))
    return " OR ".join(alternatives) if are_clear else text


def both(text: str, more: str) -> str:
    """Return the text of a query that asks for all that two queries ask for."""
    return " ".join(f"({one})" if _is_either(one) else one for one in (text, more) if one)


def _is_either(text: str) -> bool:
    try:
        tree = _GRAMMAR.parse(with_arabic_or(text))
    except LarkError:
        return False
    return any(isinstance(child, Tree) and child.data == "either" for child in tree.children)


def without_quotation_marks(text: str) -> str:
    """Return a query with the words of its phrases in place of the phrases."""
    return " ".join(_PHRASE.sub(lambda found: f" {found[1][1:-1]} ", text).split())


def without_dashes(text: str) -> str:
    """Return the text without the dashes before its words, which are no minus signs."""
    return _DASHES.sub(" ", text)


def cost(query: Query) -> int:
    """Return the cost of a query, the sum of the costs of its leaves."""
    return sum(map(_leaf_cost, leaves(query)))


def _leaf_cost(leaf: Leaf) -> int:
    match leaf:
        case Phrase(slots) | Near(slots):
            return max(len(slots), 2)
        case Prefix():
            return PREFIX_COST
        case Word():
            return 1


def depth(text: str) -> int:
    """Return the maximum nesting of the parentheses in a text."""
    open_ = deepest = 0
    for character in text:
        open_ += (character == "(") - (character == ")")
        deepest = max(deepest, open_)
    return deepest


def _plain(text: str, reading: _Reading) -> ParsedQuery:
    units = _required(list(reading.units(text)))
    costs = list(accumulate(map(cost, units)))
    affordable = bisect_right(costs, MAX_COST)
    together = frozenset(reading.together)
    return ParsedQuery(
        with_written_dates(units[:affordable], together),
        as_plain_words=True,
        too_many_words=affordable < len(units),
        together=together,
    )


def _is_stop_word(query: Query) -> bool:
    return isinstance(query, Word) and query.stem is None


def _required(units: Sequence[Query]) -> tuple[Query, ...]:
    """Return the units without stop words, or all of them if all are stop words."""
    telling = tuple(unit for unit in units if not _is_stop_word(unit))
    return telling or tuple(units)


def in_field(query: Query, field: str) -> Query:
    """Return the query with all its leaves restricted to a field."""
    match query:
        case Word() | Phrase() | Near() | Prefix():
            return replace(query, fields=(field,))
        case And(children):
            return And(tuple(in_field(child, field) for child in children))
        case Or(children, least):
            return Or(tuple(in_field(child, field) for child in children), least)
        case Best(typed, others):
            return Best(in_field(typed, field), tuple(in_field(one, field) for one in others))
        case Not(child):
            return Not(in_field(child, field))
        case Ids():
            return query


class _Reading:
    """Converter of parse trees to queries. A tree gives any number of units, all required.

    Attributes:
        together: The phrases for single written words converted so far.
    """

    def __init__(self, analyzer: ArabicAnalyzer) -> None:
        """Use this analyser for the words."""
        self._analyzer = analyzer
        self.together: list[Phrase] = []

    def parsed(self, tree: Tree[Any]) -> ParsedQuery:
        """Return the query of a whole parse tree."""
        wanted: list[Query] = []
        excluded: list[Query] = []
        for unit in (unit for child in tree.children for unit in self._read(child)):
            if isinstance(unit, Not):
                excluded.append(unit.child)
            else:
                wanted.append(unit)
        return ParsedQuery(_required(wanted), tuple(excluded), together=frozenset(self.together))

    def _read(self, tree: Tree[Any]) -> Iterator[Query]:
        children: list[Any] = tree.children
        match tree.data:
            case "word":
                yield from self.units(children[0])
            case "phrase":
                yield from self._phrase(children[0][1:-1])
            case "near":
                text, _, between = children[0].rpartition("~")
                yield from self._near(text[1:-1], int(between))
            case "prefix":
                yield from self._prefix(children[0].rstrip("*"))
            case "in_field":
                yield from self._field(children[0], children[1])
            case "excluded":
                for unit in _one(list(self._read(children[0]))):
                    yield Not(unit)
            case "either":
                units = [_one(list(self._read(child))) for child in children]
                yield from _one_of([unit for found in units for unit in found])
            case _:
                for child in children:
                    yield from self._read(child)

    def units(self, text: str) -> Iterator[Query]:
        """Yield a query for each written word of a text: a phrase if it has several tokens."""
        for group in _groups(text, self._analyzer.tokens(text)):
            while len(group) > 1 and self._is_letter(group[0].form):
                group.pop(0)  # a conjunction attached to a Latin word
            if len(group) > 1:
                phrase = as_phrase([token.form for token in group])
                self.together.append(phrase)
                yield phrase
            else:
                yield self._word(group[0].form, text[group[0].start : group[0].end])

    def _is_letter(self, form: str) -> bool:
        return len(form) == 1 and self._analyzer.is_stop(form)

    def _word(self, form: str, written: str = "") -> Word:
        if self._analyzer.is_stop(form, written):
            return Word(form, None)
        return Word.of(form, self._analyzer.stems(form, written))

    def _phrase(self, text: str) -> Iterator[Query]:
        forms = self._analyzer.forms(text)
        if forms:
            yield as_phrase(forms)

    def _near(self, text: str, between: int) -> Iterator[Query]:
        """Yield a proximity query of words in any order, each with or without proclitics.

        Args:
            text: The words.
            between: Maximum number of other words between them.
        """
        forms = [
            token.form
            for token in self._analyzer.tokens(text)
            if not self._analyzer.is_stop(token.form, text[token.start : token.end])
        ]
        if len(forms) < 2:
            yield from self._phrase(text)
        else:
            slots = tuple(map(with_proclitics, forms))
            yield Near(slots, between + len(forms) - 1)

    def _prefix(self, text: str) -> Iterator[Query]:
        *whole, last = [*self._analyzer.forms(text)] or [""]
        for form in whole:
            yield self._word(form)
        if len(last.removeprefix(ARTICLE)) >= LEAST_PREFIX:
            yield as_prefix(last)

    def _field(self, name: Token, tree: Tree[Any]) -> Iterator[Query]:
        forms = normalize(name.rstrip(":"))
        field = _FIELDS_BY_FORM.get(forms[0]) if len(forms) == 1 else None
        if field is None:
            yield from self.units(name)
            yield from self._read(tree)
        else:
            for unit in _one(list(self._read(tree))):
                yield in_field(unit, field)


def as_prefix(form: str) -> Prefix:
    """Return the prefix of words with and without proclitics.

    A short prefix may only stand behind the article, since one letter and a short word often begin
    another word (وارد is not of ارد*).
    """
    behind = with_proclitics(form)[1:]
    if not is_arabic(form):
        return Prefix(form)
    if form.startswith(ARTICLE):
        return Prefix(form, more=behind)
    joined = behind if len(form) >= LEAST_JOINED_PREFIX else ()
    return Prefix(form, more=(*with_proclitics(ARTICLE + form), *joined))


def as_phrase(forms: Sequence[str]) -> Phrase:
    """Return a phrase of consecutive forms; the first form may have a proclitic."""
    return Phrase((with_proclitics(forms[0]), *((form,) for form in forms[1:])))


def _one(units: Sequence[Query]) -> tuple[Query, ...]:
    """Return all units combined into one, or no unit for none."""
    required = _required([unit for unit in units if not isinstance(unit, Not)])
    required += tuple(unit for unit in units if isinstance(unit, Not))
    return required if len(required) < 2 else (And(required),)


def _one_of(units: Sequence[Query]) -> tuple[Query, ...]:
    return tuple(units) if len(units) < 2 else (Or(tuple(units)),)


def _groups(text: str, tokens: Sequence[TextToken]) -> Iterator[list[TextToken]]:
    """Yield the tokens in groups, one for each written word."""
    group: list[TextToken] = []
    for token in tokens:
        if group and not _CONNECTOR.fullmatch(text[group[-1].end : token.start]):
            yield group
            group = []
        group.append(token)
    if group:
        yield group
