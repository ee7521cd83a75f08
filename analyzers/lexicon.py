"""Lexicon: how often each normalised form occurs in a body of modern Arabic text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from analyzers.tokenizer import tokenize

Lexicon = Mapping[str, int]


def count_forms(texts: Iterable[str]) -> Counter[str]:
    """The frequencies of the forms of these texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(token.form for token in tokenize(text))
    return counts


def parse_lexicon(lines: Iterable[str]) -> dict[str, int]:
    """Reads `form<TAB>count` lines; `#` begins a comment. Raises ValueError naming the line."""
    lexicon: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        form, tab, count = line.rstrip("\n").partition("\t")
        if not tab or not count.isdigit():
            column = len(form) + 1 + len(tab)
            raise ValueError(f"line {number}, column {column}: wanted a form, a tab and a count")
        lexicon[form] = int(count)
    return lexicon


def format_lexicon(counts: Mapping[str, int], least: int) -> str:
    """The forms met `least` times or more, most frequent first, as `parse_lexicon` reads them."""
    kept = sorted((-count, form) for form, count in counts.items() if count >= least)
    return "".join(f"{form}\t{-count}\n" for count, form in kept)
