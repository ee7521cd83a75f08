"""The lexicon: the frequency of each form in a corpus of modern Arabic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from analyzers.list_reader import Line, LineError, ReadList, read_list
from analyzers.tokenizer import tokenize

Lexicon = Mapping[str, int]


def count_forms(texts: Iterable[str]) -> Counter[str]:
    """Return the frequency of each form in some texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(token.form for token in tokenize(text))
    return counts


def read_lexicon(file: Path, content: bytes) -> ReadList[tuple[str, int]]:
    """Read a lexicon: a form, a tab and a count in each line.

    Args:
        file: Path of the lexicon, for faults.
        content: Its bytes.
    """
    return read_list(file, content, _counted, "# first")


def _counted(line: Line) -> tuple[str, int]:
    """Parse a line with a form, a tab and a count."""
    form, tab, count = line.text.partition("\t")
    if not tab or not count.isdigit():
        raise LineError(len(form) + 1 + len(tab), "no count")
    return form, int(count)


def format_lexicon(counts: Mapping[str, int], least: int) -> str:
    """Return a lexicon in the format of `read_lexicon`, most frequent forms first.

    Args:
        counts: The frequency of each form.
        least: Least frequency of the forms to write.
    """
    kept = sorted((-count, form) for form, count in counts.items() if count >= least)
    return "".join(f"{form}\t{-count}\n" for count, form in kept)
