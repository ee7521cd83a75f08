"""Reasons: why a hit matched, word by word of the query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import without_joined
from indexer.model.query import Best, Leaf, Near, Or, Phrase, Prefix, Query, Word, leaves
from indexer.searching.expansion import Also

Kind = Literal["exact", "stem", "synonym", "spelling", "fallback"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a word of the query is to a hit: there as it is written (`exact`), in another form
    (`stem`), as what staff's lists say means the same (`synonym`) or is the same name in another
    `spelling`, or not there at all, among hits with fewer words (`fallback`). `found`: how the
    article writes it. `obvious`: it differs by an article or what is joined to the word at most."""

    word: str
    kind: Kind
    found: str = ""
    obvious: bool = True


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A part of the query: each of its `words` by what stands for it as it is written, and in other
    forms too, all of them or (of alternatives) `any_of` them; and what stands in its place."""

    word: str
    words: tuple[tuple[Leaf, Leaf], ...]
    any_of: bool
    others: tuple[Leaf, ...]
    other_kind: Literal["synonym", "spelling"]


class Reasons:
    """Tells why hits matched, by which `leaves` stand in which `fields`. Belongs to one request, as
    a Marker does. `text`: what was searched; `wanted`: what it means; `also`: what its words were
    also searched as."""

    def __init__(
        self, text: str, wanted: Sequence[Query], also: Sequence[Also], analyzer: ArabicAnalyzer
    ) -> None:
        self._analyzer = analyzer
        written = {token.form: text[token.start : token.end] for token in analyzer.tokens(text)}
        names = (analyzer.forms(one.typed) for one in also if one.kind == "spelling")
        spelled = {form for forms in names for form in forms}
        self._parts = [_part(query, written, spelled) for query in wanted]
        self.leaves = tuple(
            dict.fromkeys(
                leaf
                for one in self._parts
                for leaf in (*(leaf for word in one.words for leaf in word), *one.others)
            )
        )
        self.fields = tuple(dict.fromkeys(name for leaf in self.leaves for name in leaf.fields))

    def of(self, found: Mapping[Leaf, str]) -> tuple[Reason, ...]:
        """A reason for each part of the query. `found`: the leaves that stand in the article, each
        as it is written there first."""
        return tuple(self._reason(part, found) for part in self._parts)

    def _reason(self, part: _Wanted, found: Mapping[Leaf, str]) -> Reason:
        exact = [found.get(exact, "") for exact, _ in part.words]
        stems = [found.get(exact) or found.get(stem, "") for exact, stem in part.words]
        enough = any if part.any_of else all
        if part.words and enough(exact):
            return Reason(part.word, "exact", _said(exact))
        if part.words and enough(stems):
            text = _said(stems)
            return Reason(part.word, "stem", text, self._is_joined(text, part.word))
        if other := next((found[leaf] for leaf in part.others if leaf in found), ""):
            return Reason(part.word, part.other_kind, other, obvious=False)
        return Reason(part.word, "fallback", obvious=False)

    def _is_joined(self, found: str, word: str) -> bool:
        """Whether the article and what may be joined to a word are all that parts two words."""
        one, other = ("".join(self._analyzer.forms(text)) for text in (found, word))
        return bool({*without_joined(one)} & {*without_joined(other)})


def _part(query: Query, written: Mapping[str, str], spelled: set[str]) -> _Wanted:
    typed, others = (query.typed, query.others) if isinstance(query, Best) else (query, ())
    standing = [*leaves(typed)]
    first = standing[0] if standing else None
    is_name = isinstance(first, Word) and first.form in spelled
    texts = dict.fromkeys(text for leaf in standing for text in _texts(leaf, written))
    return _Wanted(
        word=" ".join(texts),
        words=tuple((_exact(leaf), leaf) for leaf in standing),
        any_of=isinstance(typed, Or),
        others=tuple(leaf for one in others for leaf in leaves(one)),
        other_kind="spelling" if is_name else "synonym",
    )


def _exact(leaf: Leaf) -> Leaf:
    return Word(leaf.form, None, leaf.fields) if isinstance(leaf, Word) else leaf


def _said(texts: Iterable[str]) -> str:
    """What was found, each once."""
    return " ".join(dict.fromkeys(filter(None, texts)))


def _texts(leaf: Leaf, written: Mapping[str, str]) -> Iterator[str]:
    """A leaf's words as they were typed."""
    match leaf:
        case Word(form):
            yield written.get(form, form)
        case Prefix(prefix):
            yield f"{written.get(prefix, prefix)}*"
        case Phrase(slots) | Near(slots):
            for slot in slots:
                yield next((written[form] for form in slot if form in written), slot[0])
