"""Judgements: queries, and which articles answer them, in the files that TREC uses.

A folder with two files: `queries.tsv`, lines of an id, a tab and what is typed; and `qrels.txt`,
lines of a query's id, a number that is not used, an article's id and how well it answers (0: not).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import UserError

QUERIES, QRELS = "queries.tsv", "qrels.txt"


class JudgementError(UserError):
    """The judgements cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """`queries`: what is typed, by id; only those that are judged. `relevance`: by query, how well
    each judged article answers it."""

    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]


def read_judgements(folder: Path) -> Judgements:
    """Raises JudgementError."""
    relevance: dict[str, dict[str, int]] = defaultdict(dict)
    for where, line in _lines(folder / QRELS):
        match line.split():
            case [query, _, article, answer] if answer.removeprefix("-").isdecimal():
                relevance[query][article] = int(answer)
            case _:
                raise JudgementError(f"{where}: not a query, a number, an article and an answer")
    queries = {}
    for where, line in _lines(folder / QUERIES):
        id_, tab, text = line.partition("\t")
        if not (tab and text.strip()):
            raise JudgementError(f"{where}: not an id, a tab and a query")
        if id_ in queries:
            raise JudgementError(f"{where}: the query {id_} is there already")
        if id_ in relevance:
            queries[id_] = text.strip()
    if missing := relevance.keys() - queries.keys():
        raise JudgementError(f"{folder / QUERIES}: the judged query {min(missing)} is not there")
    if not queries:
        raise JudgementError(f"{folder}: no query is judged")
    return Judgements(queries, dict(relevance))


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line that is not blank, with where it stands."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JudgementError(f"{path}: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield f"{path}, line {number}", line
