"""Explanation of a hit: how each word of the query matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import without_joined
from indexer.engines.base import NO_MATCHES, Matches
from indexer.model.article import Article
from indexer.model.fields import FIELD
from indexer.model.query import Best, Leaf, Near, Or, Phrase, Prefix, Query, Word, leaves
from indexer.ranking.parameters import Ranking
from indexer.searching.marking import clitic_start
from indexer.searching.query.expansion import Expansion, ExpansionKind
from indexer.searching.worth import Worth

ReasonKind = Literal["exact", "stem", "family", "synonym", "spelling", "fallback"]


@dataclass(frozen=True, slots=True)
class Reason:
    """How a word of the query matched a hit.

    Attributes:
        word: The word as typed.
        kind: `exact` matched the form, `stem` another form of the word, `family` a word of its
            family, `synonym` a synonym of staff's lists, `spelling` another spelling of a foreign
            word or compound; `fallback` did not match.
        found: The matched text of the article.
        obvious: Whether `found` differs at most by the definite article or clitics.
    """

    word: str
    kind: ReasonKind
    found: str = ""
    obvious: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the query.

    Attributes:
        word: The part as typed.
        words: For each of its words, the leaves of the exact form, of all forms, and of the family
            too, as indexes into `Reasons.leaves`.
        any_of: Whether one word is enough for a match, as in an Or.
        others: Kind of each leaf of its alternatives, by the same indexes.
    """

    word: str
    words: tuple[tuple[int, int, int], ...]
    any_of: bool
    others: Mapping[int, ExpansionKind]


class Reasons:
    """Explains hits by the leaves that they contain. Make one per request, like a Marker.

    Attributes:
        leaves: The leaves to look for in each hit: those of the query, and those that tell how a
            word matched.
    """

    def __init__(
        self,
        text: str,
        wanted: Sequence[Query],
        also: Sequence[Expansion],
        analyzer: ArabicAnalyzer,
    ) -> None:
        """Prepare the explanation of hits.

        Args:
            text: The searched text.
            wanted: The parts of the expanded query.
            also: The expansions applied to it.
            analyzer: The analyser of the index.
        """
        self._analyzer = analyzer
        written = {token.form: text[token.start : token.end] for token in analyzer.tokens(text)}
        names = (other for one in also if one.kind == "spelling" for other in one.others)
        spelled = {analyzer.forms(name)[0] for name in names}
        numbers: dict[Leaf, int] = {}
        self._parts = [_part(query, written, spelled, numbers) for query in wanted]
        self.leaves = tuple(numbers)
        self._fields = tuple(dict.fromkeys(name for leaf in self.leaves for name in leaf.fields))
        self._differs_by_clitics = cache(self._differ_by_clitics)

    def of(self, article: Article, matches: Mapping[str, Matches]) -> tuple[Reason, ...]:
        """Return a reason for each part of the query.

        Args:
            article: The article of a hit.
            matches: The matches of `leaves` in its fields, by name.
        """
        found: dict[int, str] = {}  # the text of the first match of each leaf
        for field in self._fields:
            starts, ends, leaves = matches.get(field, NO_MATCHES)
            for held in dict.fromkeys(leaves):
                if not all(leaf in found for leaf in held):
                    text = FIELD[field].joined(article)
                    number = leaves.index(held)
                    match = text[clitic_start(text, starts[number]) : ends[number]]
                    for leaf in held:
                        found.setdefault(leaf, match)
        return tuple(self._reason(part, found) for part in self._parts)

    def worth(self, weights: Sequence[float], ranking: Ranking) -> Worth:
        """Return what matches of the leaves are worth.

        Args:
            weights: The weight of each part of the query.
            ranking: The parameters, by which a family counts less than the word.
        """
        parts, values = [0] * len(self.leaves), [0.0] * len(self.leaves)
        most = ranking.stem_weight + ranking.exact_weight
        for number, (part, weight) in reversed(
            list(enumerate(zip(self._parts, weights, strict=True)))
        ):
            kinds = (
                (part.others, ranking.other_weight * most),
                ([family for _, _, family in part.words], ranking.family_weight),
                ([inflected for _, inflected, _ in part.words], ranking.stem_weight),
                ([exact for exact, _, _ in part.words], most),
            )
            for wanted, factor in kinds:
                for leaf in wanted:
                    parts[leaf], values[leaf] = number, weight * factor / most
        return Worth(parts, values)

    def _reason(self, part: _Part, found: Mapping[int, str]) -> Reason:
        exact = [found.get(exact, "") for exact, _, _ in part.words]
        stems = [found.get(exact) or found.get(stem, "") for exact, stem, _ in part.words]
        related = [
            stem or found.get(family, "")
            for stem, (_, _, family) in zip(stems, part.words, strict=True)
        ]
        enough = any if part.any_of else all
        if part.words and enough(exact):
            return Reason(part.word, "exact", _joined(exact))
        if part.words and enough(stems):
            text = _joined(stems)
            return Reason(part.word, "stem", text, self._differs_by_clitics(text, part.word))
        if part.words and enough(related):
            return Reason(part.word, "family", _joined(related), obvious=False)
        for leaf, kind in part.others.items():
            if leaf in found:
                return Reason(part.word, kind, found[leaf], obvious=False)
        return Reason(part.word, "fallback", obvious=False)

    def _differ_by_clitics(self, found: str, word: str) -> bool:
        """Return True if two words differ at most by the definite article or clitics."""
        one, other = ("".join(self._analyzer.forms(text)) for text in (found, word))
        return bool({*without_joined(one)} & {*without_joined(other)})


def _part(
    query: Query, written: Mapping[str, str], spelled: set[str], numbers: dict[Leaf, int]
) -> _Part:
    """Return a part of the query; its new leaves are added to `numbers`."""

    def number(leaf: Leaf) -> int:
        return numbers.setdefault(leaf, len(numbers))

    typed, others = (query.typed, query.others) if isinstance(query, Best) else (query, ())
    typed_leaves = [*leaves(typed)]
    texts = dict.fromkeys(text for leaf in typed_leaves for text in _texts(leaf, written))
    return _Part(
        word=" ".join(texts),
        words=tuple(
            (number(_exact(leaf)), number(_inflected(leaf)), number(leaf)) for leaf in typed_leaves
        ),
        any_of=isinstance(typed, Or),
        others={number(leaf): _kind(leaf, spelled) for one in others for leaf in leaves(one)},
    )


def _kind(leaf: Leaf, spelled: set[str]) -> ExpansionKind:
    """Return the kind of an alternative: a spelling if it has the first word of one."""
    is_spelling = isinstance(leaf, Phrase) and not spelled.isdisjoint(leaf.slots[0])
    return "spelling" if is_spelling else "synonym"


def _inflected(leaf: Leaf) -> Leaf:
    return replace(leaf, families=()) if isinstance(leaf, Word) else leaf


def _exact(leaf: Leaf) -> Leaf:
    return Word(leaf.form, None, leaf.fields) if isinstance(leaf, Word) else leaf


def _joined(texts: Iterable[str]) -> str:
    """Join the distinct texts that are not empty."""
    return " ".join(dict.fromkeys(filter(None, texts)))


def _texts(leaf: Leaf, written: Mapping[str, str]) -> Iterator[str]:
    """Yield a leaf's words as they were typed."""
    match leaf:
        case Word(form):
            yield written.get(form, form)
        case Prefix(prefix):
            yield f"{written.get(prefix, prefix)}*"
        case Phrase(slots) | Near(slots):
            for slot in slots:
                yield next((written[form] for form in slot if form in written), slot[0])
