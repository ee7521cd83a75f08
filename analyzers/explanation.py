"""Explanation: what the analyser makes of a text, token by token, for staff to read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from analyzers.arabic import ArabicAnalyzer
from analyzers.normalize import is_arabic


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
        stem = analyzer.stem(token.form)
        explained.append(
            TokenExplanation(
                token.position,
                token.start,
                token.end,
                text[token.start : token.end],
                token.form,
                stem,
                "dropped" if analyzer.is_stop(token.form) else "kept",
                _reason(token.form, stem, analyzer),
            )
        )
    return explained


def _reason(form: str, stem: str, analyzer: ArabicAnalyzer) -> str:
    """The first that holds."""
    lists = analyzer.lists
    reasons = (
        (form in lists.stop_words, "a stop word"),
        (analyzer.is_stop(form), "a single letter"),
        (form.isdecimal(), "a number"),
        (not is_arabic(form), "not Arabic: never cut"),
        (stem == form and stem in lists.protected, "a protected name"),
        (stem in lists.protected, "a protected name without its affixes"),
        (form in lists.plurals, f"the broken plural of {lists.plurals.get(form)}"),
        (stem == form, "no affix that the lexicon lets go"),
        (stem in form, "without its affixes"),
    )
    return next((said for holds, said in reasons if holds), "from its singular, without affixes")
