"""The ladder: what a reader may have meant by words that no article holds.

Step by step: typed on the other keyboard layout, the name of a country in another language, Arabic
in Latin letters, two words written as one, and misspelled. Each step only answers for words that
the index does not have at all, so no word that somebody wrote is taken for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from spellchecker import SpellChecker

from analyzers.normalize import TASHKEEL, is_arabic
from analyzers.token import Token
from analyzers.variants.arabizi import in_arabic
from analyzers.variants.keyboard import on_arabic_layout, on_english_layout
from analyzers.variants.proclitics import ARTICLE, with_proclitics, without_article
from indexer.budget import UNLIMITED, Budget
from indexer.engines.base import Filters, Window
from indexer.lists.territories import LONGEST, arabic_name
from indexer.model.query import Phrase, Word
from indexer.searching.open_index import OpenIndex

NEAREST = 4
"""Words of the index that staff are shown for one that it lacks."""

Kind = Literal["layout", "name", "arabizi", "split", "spelling"]
Rewrite = Callable[[str, OpenIndex], str]

LEAST_LETTERS = 4
"""Shorter words have too many neighbours to be corrected."""

LONG = 8
"""Letters from which two may be wrong."""

OFTEN = 20
"""Times that a word stands in the index which is offered in place of another."""

LITTLE = 20
"""Hits below which something else may be offered."""

LONGEST_ARABIZI = 20
"""Letters of a word that is read as Arabic; longer ones are no names."""

ASKED = 20
"""Articles that are asked how they write a word."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A query in place of the one that was typed, as a reader would have written it."""

    kind: Kind
    text: str


def prepare(index: OpenIndex) -> None:
    """Reads what the first question would wait for."""
    index.vocabulary.begins("")
    _english()


def rewritings(text: str, index: OpenIndex, budget: Budget = UNLIMITED) -> Iterator[Rewriting]:
    """What may have been meant, the likeliest first; nothing once the budget is spent."""
    steps: tuple[tuple[Kind, Rewrite], ...] = (
        ("layout", _other_layout),
        ("name", _named_in_arabic),
        ("arabizi", _from_arabizi),
        ("split", _split),
        ("spelling", _spelled),
    )
    for kind, rewrite in steps:
        if budget.is_spent():
            return
        rewritten = rewrite(text, index)
        if rewritten and rewritten != text:
            yield Rewriting(kind, rewritten)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a query that the index does not have, as typed, and the nearest that it has, as
    its articles write them."""

    word: str
    near: tuple[str, ...]


def unknown_words(text: str, index: OpenIndex) -> tuple[Unknown, ...]:
    """The words of a query that the index lacks, with what staff may want to put beside them: it is
    looked for farther than a query is rewritten by itself."""
    return tuple(
        Unknown(text[token.start : token.end], tuple(_nearest(token.form, index)))
        for token in _unknown(index.analyzer.tokens(text), index)
    )


def _nearest(form: str, index: OpenIndex) -> Iterator[str]:
    distance = 1 + (len(form) >= LEAST_LETTERS) + (len(form) >= LONG)
    near = (
        one
        for one in index.vocabulary.near(form, distance)
        if is_arabic(one) == is_arabic(form) and len(one) > 1
    )
    read = [] if is_arabic(form) else _from_arabizi(form, index).split()
    written = (_writing(one, index) for one in (*read, *islice(near, NEAREST)))
    return islice(dict.fromkeys(written), NEAREST)


def _unknown(tokens: Sequence[Token], index: OpenIndex) -> list[Token]:
    """Return the tokens whose word no article holds in any form, and that are no English words."""
    doubtful = [
        token
        for token in tokens
        if not token.form.isdigit()
        and token.form not in index.vocabulary
        and (is_arabic(token.form) or not _is_english(token.form))
    ]
    words = [Word.of(token.form, index.analyzer.stems(token.form)) for token in doubtful]
    return [token for token, n in zip(doubtful, index.counts(words), strict=True) if not n]


def _is_english(form: str) -> bool:
    return form in _english()


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """The words of English, by the lists of pyspellchecker."""
    return frozenset(SpellChecker(language="en").word_frequency.words())


def _other_layout(text: str, index: OpenIndex) -> str:
    """The keys on the other layout, if that makes words of all of it and nothing between spaces was
    one before."""
    tokens = index.analyzer.tokens(text)
    letters = {is_arabic(token.form) for token in tokens if not token.form.isdigit()}
    runs = [index.analyzer.tokens(run) for run in text.split()]
    if len(letters) != 1 or not all(_unknown(run, index) for run in runs):
        return ""
    rewritten = on_english_layout(text) if letters == {True} else on_arabic_layout(text)
    found = index.analyzer.tokens(rewritten)
    return rewritten if found and not _unknown(found, index) else ""


def _named_in_arabic(text: str, index: OpenIndex) -> str:
    """The names of countries that the index does not have in another language, in Arabic."""
    tokens = index.analyzer.tokens(text)
    pieces: list[str] = []
    end = place = 0
    while place < len(tokens):
        run, name = _longest_name(tokens[place:])
        if name and not all(token.form in index.vocabulary for token in run):
            pieces += [text[end : run[0].start], name]
            end = run[-1].end
        place += len(run)
    return "".join([*pieces, text[end:]])


def _longest_name(tokens: Sequence[Token]) -> tuple[Sequence[Token], str]:
    """The tokens at the beginning that name a country, and its Arabic name; else the first one."""
    for size in range(min(LONGEST, len(tokens)), 0, -1):
        if name := arabic_name(tuple(token.form for token in tokens[:size])):
            return tokens[:size], name
    return tokens[:1], ""


def _from_arabizi(text: str, index: OpenIndex) -> str:
    """Latin words that the index does not have, as its likeliest Arabic ones."""

    def read(form: str) -> str:
        if is_arabic(form) or len(form) > LONGEST_ARABIZI or not form.isascii():
            return ""
        vocabulary = index.vocabulary

        def may_begin(letters: str) -> bool:
            return vocabulary.begins(letters) or vocabulary.begins(ARTICLE + letters)

        found = [
            (cost, -vocabulary.forms[word], word)
            for cost, written in in_arabic(form, may_begin)
            for word in (written, ARTICLE + written)
            if word in vocabulary and len(written) > 1
        ]
        return min(found)[2] if found else ""

    return _replaced(text, index, read)


def _split(text: str, index: OpenIndex) -> str:
    """Words that the index does not have, as two that stand side by side in it."""

    def parted(form: str) -> str:
        vocabulary = index.vocabulary
        pairs = [
            (form[:place], form[place:])
            for place in range(2, len(form) - 1)
            if form[:place] in vocabulary and form[place:] in vocabulary
        ]
        counts = index.counts([Phrase(((one,), (other,))) for one, other in pairs])
        counted = [(n, one, other) for n, (one, other) in zip(counts, pairs, strict=True)]
        most = max(counted, default=(0, "", ""))
        return f"{most[1]} {most[2]}" if most[0] else ""

    return _replaced(text, index, parted)


def _spelled(text: str, index: OpenIndex) -> str:
    """Words that the index does not have, as the nearest that it has, the most frequent of them."""

    def corrected(form: str) -> str:
        if len(form) < LEAST_LETTERS:
            return ""
        near = index.vocabulary.near(form, 2 if len(form) >= LONG else 1)
        return next((one for one in near if is_arabic(one) == is_arabic(form)), "")

    return _replaced(text, index, corrected)


def suggestion(text: str, index: OpenIndex) -> Rewriting | None:
    """What may have been meant by words that the index has only by the stem of others: the nearest
    word that it has often. To be offered where little was found, never searched by itself."""

    def meant(form: str) -> str:
        if len(form) < LEAST_LETTERS or not is_arabic(form) or _is_written(form, index):
            return ""
        stem = index.analyzer.stem(form)
        near = index.vocabulary.near(form, 1)
        return next(
            (
                one
                for one in near
                if index.vocabulary.forms[one] >= OFTEN and index.analyzer.stem(one) != stem
            ),
            "",
        )

    tokens = index.analyzer.tokens(text)
    suggested = _with(text, [(token, meant(token.form)) for token in tokens], index)
    return Rewriting("spelling", suggested) if suggested != text else None


def _is_written(form: str, index: OpenIndex) -> bool:
    """Whether the index has the form, with or without what may be joined to it."""
    bare = without_article(form)
    ways = (*with_proclitics(form), *with_proclitics(bare), *with_proclitics(ARTICLE + bare))
    return any(one in index.vocabulary for one in ways)


def _replaced(text: str, index: OpenIndex, by: Callable[[str], str]) -> str:
    """The text with its unknown words replaced, where there is something for every one."""
    replaced = []
    for token in _unknown(index.analyzer.tokens(text), index):
        words = by(token.form)
        if not words:
            return ""
        replaced.append((token, words))
    return _with(text, replaced, index)


def _with(text: str, replaced: Sequence[tuple[Token, str]], index: OpenIndex) -> str:
    """The text with forms in place of tokens, where there are any for a token."""
    pieces, end = [], 0
    for token, words in replaced:
        if words:
            pieces += [text[end : token.start], *_written(words, index)]
            end = token.end
    return "".join([*pieces, text[end:]])


def _written(words: str, index: OpenIndex) -> Iterator[str]:
    """Forms as the articles mostly write them: with hamza, without tashkeel."""
    for number, form in enumerate(words.split()):
        yield " " if number else ""
        yield _writing(form, index)


def _writing(form: str, index: OpenIndex) -> str:
    leaf = Word(form, None)
    writings: Counter[str] = Counter()
    for hit in index.snapshot.search(leaf, Filters(), Window(limit=ASKED)).hits:
        article = index.snapshot.read(hit)
        for field in ("title", "body"):
            text: str = getattr(article, field)
            for match in index.snapshot.matches(hit, (leaf,), field) or ():
                writings[text[match.start : match.end].translate(TASHKEEL)] += 1
    return writings.most_common(1)[0][0] if writings else form
