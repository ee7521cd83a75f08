"""Judgements: queries, and which articles answer them, in the files that TREC uses.

A folder with two files: `queries.tsv`, lines of an id, a tab and what is typed; and `qrels.txt`,
lines of a query's id, a number that is not used, an article's id and how well it answers (0: not).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import UserError
from analyzers.list_reader import Line, LineError, content_of, read_list

QUERIES, QRELS = "queries.tsv", "qrels.txt"


class JudgementError(UserError):
    """The judgements do not belong together; the message names the file."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """`queries`: what is typed, by id; only those that are judged. `relevance`: by query, how well
    each judged article answers it."""

    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]


def read_judgements(folder: Path) -> Judgements:
    """Read the judged queries of a folder. Raises ListError or JudgementError."""
    relevance: dict[str, dict[str, int]] = defaultdict(dict)
    qrels, queries_file = folder / QRELS, folder / QUERIES
    for query, article, answer in read_list(qrels, content_of(qrels), _judged, None).strictly():
        relevance[query][article] = answer
    listed = read_list(queries_file, content_of(queries_file), _query_reader(), None).strictly()
    queries = {id_: text for id_, text in listed if id_ in relevance}
    if missing := relevance.keys() - queries.keys():
        raise JudgementError(f"{queries_file}: the judged query {min(missing)} is not there")
    if not queries:
        raise JudgementError(f"{folder}: no query is judged")
    return Judgements(queries, dict(relevance))


def _judged(line: Line) -> tuple[str, str, int]:
    """Return a query, an article, and how well that answers it."""
    match line.text.split():
        case [query, _, article, answer] if answer.removeprefix("-").isdecimal():
            return query, article, int(answer)
    raise LineError(line.entry.column, "no judgement")


def _query_reader() -> Callable[[Line], tuple[str, str]]:
    seen: dict[str, int] = {}

    def query(line: Line) -> tuple[str, str]:
        """Return the id of a query, and what is typed."""
        id_, tab, text = line.text.partition("\t")
        if not (tab and text.strip()):
            raise LineError(line.entry.column, "no query")
        if id_ in seen:
            raise LineError(1, "repeated", entry=id_, line=seen[id_])
        seen[id_] = line.number
        return id_, text.strip()

    return query
