"""Explanations of the analysis of a text, token by token, for staff.

Numbers in explanations are frequencies in the lexicon, with and without the article ال.
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
    """An explained token.

    Attributes:
        COLUMNS: Names of the columns of a table of explanations.
        position: Position of the token, from 0.
        start: Start offset in the text, in code points.
        end: End offset, exclusive.
        word: The word in its original spelling.
        form: Its form.
        stem: Its stem.
        query: "kept" or "dropped": whether a query of several words requires the token.
        why: The steps of the stemmer and their evidence.
    """

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
        """Return the columns by name."""
        return asdict(self)


def explain(text: str, analyzer: ArabicAnalyzer) -> list[TokenExplanation]:
    """Return an explanation of every token of a text.

    The index keeps all tokens, so that phrases find their positions; only queries drop stop words.
    """
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
                _shown(stem, analyzer),
                "dropped" if analyzer.is_stop(token.form, word) else "kept",
                _reason(token.form, word, stem, analyzer),
            )
        )
    return explained


def _shown(stem: str, analyzer: ArabicAnalyzer) -> str:
    """Return a stem as people read it."""
    stemmer = analyzer.stemmer
    return stemmer.shown(stem) if isinstance(stemmer, ReasoningStemmer) else stem


def _reason(form: str, word: str, stem: str, analyzer: ArabicAnalyzer) -> str:
    """Return the reason for a stem: the affixes removed and kept, with the evidence for each."""
    lists = analyzer.lists
    reasons = (
        (form in lists.stop_words and analyzer.is_stop(form, word), "a stop word"),
        (analyzer.is_stop(form, word), "a single letter"),
        (form.isdecimal(), "a number"),
        (not is_arabic(form), "not Arabic: never cut"),
    )
    if said := next((said for holds, said in reasons if holds), ""):
        return said
    spelling, *others = analyzer.spellings(form)
    said = _why(spelling, stem, analyzer)
    if spelling != form:
        said = f"read as {spelling}: {said}"
    return f"{said}; also read as {', '.join(others)}" if others else said


def _why(form: str, stem: str, analyzer: ArabicAnalyzer) -> str:
    """Return what the stemmer says about the stem of a form."""
    stemmer = analyzer.stemmer
    if isinstance(stemmer, ReasoningStemmer):
        return stemmer.why(form)
    if not isinstance(stemmer, ExplainableStemmer):
        return f"the stemmer {analyzer.stemmer_name} does not say why"
    steps = pairwise(stemmer.steps(form))
    taken = [_step(before, after, analyzer.lists) for before, after in steps]
    return "; ".join([*taken, *_stayed(stem, stemmer, analyzer.lists)])


def _step(before: str, after: str, lists: WordLists) -> str:
    """Return the explanation of one step of the stemmer."""
    if lists.plurals.get(before) == after:
        return f"{before} is the broken plural of {after}"
    if before.endswith(after):
        return f"{before.removesuffix(after)}- off: {_evidence(before, after, lists)}"
    if before.startswith(after):
        return f"-{before.removeprefix(after)} off: {_evidence(before, after, lists)}"
    return f"{before} is {after}: {_evidence(before, after, lists)}"


def _stayed(stem: str, stemmer: ExplainableStemmer, lists: WordLists) -> list[str]:
    """Return the reasons for keeping possible affixes of the stem."""
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
    """Return the frequencies of a word and of its remainder without an affix."""
    if rest in lists.protected:
        return f"{rest} is a protected name"
    return f"{whole} {_met(whole, lists):,}, {rest} {_met(rest, lists):,}"


def _met(word: str, lists: WordLists) -> int:
    """Return the frequency of a word, with and without the article ال."""
    return lists.lexicon.get(word, 0) + lists.lexicon.get(ARTICLE + word, 0)
