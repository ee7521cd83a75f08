"""Explanation: what the analyser makes of a text, token by token, for staff to read.

Numbers are how often the lexicon has met a word, with the article and without.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import ClassVar

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import is_arabic
from analyzers.stemmers.base import ExplainableStemmer, ReasoningStemmer
from analyzers.variants.proclitics import ARTICLE
from analyzers.word_lists import WordLists


@dataclass(frozen=True, slots=True)
class TokenExplanation:
    """A token: its place, the word as written, its form and stem, and what a query does with it."""

    COLUMNS: ClassVar = ("position", "start", "end", "word", "form", "stem", "query", "why")

    position: int
    start: int
    end: int
    word: str
    form: str
    stem: str
    query: str
    why: str

    def as_dict(self) -> dict[str, int | str]:
        return asdict(self)


def explain(text: str, analyzer: ArabicAnalyzer) -> list[TokenExplanation]:
    """Every token of the text. In the index all are kept, so that phrases find their positions;
    `query` says whether a query of several words wants the token (kept) or not (dropped)."""
    explained = []
    for token in analyzer.tokens(text):
        stem, word = analyzer.stem(token.form), text[token.start : token.end]
        explained.append(
            TokenExplanation(
                token.position,
                token.start,
                token.end,
                word,
                token.form,
                stem,
                "dropped" if analyzer.is_stop(token.form, word) else "kept",
                _reason(token.form, word, stem, analyzer),
            )
        )
    return explained


def _reason(form: str, word: str, stem: str, analyzer: ArabicAnalyzer) -> str:
    """Why this is the stem: what was taken off and what stayed, with what the lexicon counts."""
    lists = analyzer.lists
    reasons = (
        (form in lists.stop_words and analyzer.is_stop(form, word), "a stop word"),
        (analyzer.is_stop(form, word), "a single letter"),
        (form.isdecimal(), "a number"),
        (not is_arabic(form), "not Arabic: never cut"),
    )
    if said := next((said for holds, said in reasons if holds), ""):
        return said
    stemmer = analyzer.stemmer
    if isinstance(stemmer, ReasoningStemmer):
        return stemmer.why(form)
    if not isinstance(stemmer, ExplainableStemmer):
        return f"the stemmer {analyzer.stemmer_name} does not say why"
    taken = [_step(before, after, lists) for before, after in pairwise(stemmer.steps(form))]
    return "; ".join([*taken, *_stayed(stem, stemmer, lists)])


def _step(before: str, after: str, lists: WordLists) -> str:
    if lists.plurals.get(before) == after:
        return f"{before} is the broken plural of {after}"
    if before.endswith(after):
        return f"{before.removesuffix(after)}- off: {_evidence(before, after, lists)}"
    if before.startswith(after):
        return f"-{before.removeprefix(after)} off: {_evidence(before, after, lists)}"
    return f"{before} is {after}: {_evidence(before, after, lists)}"


def _stayed(stem: str, stemmer: ExplainableStemmer, lists: WordLists) -> list[str]:
    """What might have been an affix of the stem."""
    if stem in lists.protected:
        return ["a protected name"]
    if stem in lists.plurals.values():
        return ["the singular of a broken plural"]
    stayed = [
        f"{prefix}- stays: {_evidence(stem, rest, lists)}"
        if prefix
        else f"-{suffix} stays: {_evidence(stem, rest, lists)}"
        for prefix, rest, suffix in stemmer.cuts(stem)
    ]
    return stayed or ["nothing more that could be an affix"]


def _evidence(whole: str, rest: str, lists: WordLists) -> str:
    """How often both are met, with the article and without."""
    if rest in lists.protected:
        return f"{rest} is a protected name"
    return f"{whole} {_met(whole, lists):,}, {rest} {_met(rest, lists):,}"


def _met(word: str, lists: WordLists) -> int:
    return lists.lexicon.get(word, 0) + lists.lexicon.get(ARTICLE + word, 0)
