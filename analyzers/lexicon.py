"""Lexicon: how often each normalised form occurs in a body of modern Arabic text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from analyzers.list_reader import Line, LineError, ReadList, read_list
from analyzers.tokenizer import tokenize

Lexicon = Mapping[str, int]


def count_forms(texts: Iterable[str]) -> Counter[str]:
    """The frequencies of the forms of these texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(token.form for token in tokenize(text))
    return counts


def read_lexicon(file: Path, content: bytes) -> ReadList[tuple[str, int]]:
    """Read lines of a form, a tab and a count.

    Args:
        file: What faults call it.
        content: Its bytes.
    """
    return read_list(file, content, _counted, "# first")


def _counted(line: Line) -> tuple[str, int]:
    form, tab, count = line.text.partition("\t")
    if not tab or not count.isdigit():
        raise LineError(len(form) + 1 + len(tab), "no count")
    return form, int(count)


def format_lexicon(counts: Mapping[str, int], least: int) -> str:
    """The forms met `least` times or more, most frequent first, as `read_lexicon` reads them."""
    kept = sorted((-count, form) for form, count in counts.items() if count >= least)
    return "".join(f"{form}\t{-count}\n" for count, form in kept)
