"""Reasons: why a hit matched, word by word of the query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzers.arabic import ArabicAnalyzer
from analyzers.proclitics import without_joined
from indexer.expansion import Also
from indexer.query import Best, Leaf, Near, Phrase, Prefix, Query, Word, leaves

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
    """A part of the query: what stands for it as it is written, in other forms, or in its place."""

    word: str
    exact: tuple[Leaf, ...]
    inflected: tuple[Leaf, ...]
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
                leaf for one in self._parts for leaf in (*one.exact, *one.inflected, *one.others)
            )
        )
        self.fields = tuple(dict.fromkeys(name for leaf in self.leaves for name in leaf.fields))

    def of(self, found: Mapping[Leaf, str]) -> tuple[Reason, ...]:
        """A reason for each part of the query. `found`: the leaves that stand in the article, each
        as it is written there first."""
        return tuple(self._reason(part, found) for part in self._parts)

    def _reason(self, part: _Wanted, found: Mapping[Leaf, str]) -> Reason:
        groups: tuple[tuple[Kind, tuple[Leaf, ...]], ...] = (
            ("exact", part.exact),
            ("stem", part.inflected),
            (part.other_kind, part.others),
        )
        for kind, standing in groups:
            text = next((found[leaf] for leaf in standing if leaf in found), None)
            if text is not None:
                obvious = kind == "exact" or (kind == "stem" and self._is_joined(text, part.word))
                return Reason(part.word, kind, text, obvious)
        return Reason(part.word, "fallback", obvious=False)

    def _is_joined(self, found: str, word: str) -> bool:
        """Whether the article and what may be joined to a word are all that parts two words."""
        one, other = ("".join(self._analyzer.forms(text)) for text in (found, word))
        return bool({*without_joined(one)} & {*without_joined(other)})


def _part(query: Query, written: Mapping[str, str], spelled: set[str]) -> _Wanted:
    typed, others = (query.typed, query.others) if isinstance(query, Best) else (query, ())
    standing = [*leaves(typed)]
    words = [leaf for leaf in standing if isinstance(leaf, Word)]
    return _Wanted(
        word=" ".join(text for leaf in standing for text in _texts(leaf, written)),
        exact=tuple(
            Word(leaf.form, None, leaf.fields) if isinstance(leaf, Word) else leaf
            for leaf in standing
        ),
        inflected=tuple(word for word in words if word.stem is not None),
        others=tuple(leaf for one in others for leaf in leaves(one)),
        other_kind="spelling" if words and words[0].form in spelled else "synonym",
    )


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
