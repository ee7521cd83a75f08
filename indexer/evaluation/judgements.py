"""Relevance judgements in TREC's file formats.

A folder holds two files: `queries.tsv`, with a query id, a tab and the query per line; and
`qrels.txt`, with a query id, an unused number, an article id and a relevance grade per line (0: not
relevant).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import UserError

JUDGEMENTS = "judgements"
"""Name of the folder of staff's own judgements, in the data folder."""

QUERIES, QRELS = "queries.tsv", "qrels.txt"


class JudgementError(UserError):
    """Judgements cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Judged queries.

    Attributes:
        queries: The text of each judged query, by query id.
        relevance: The grade of each judged article, by query id and article id.
    """

    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]


def read_judgements(folder: Path) -> Judgements:
    """Read the judgements of a folder.

    Raises:
        JudgementError: A file or line cannot be read, or no query is judged.
    """
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
    """Yield the location and text of each line that is not blank."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JudgementError(f"{path}: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield f"{path}, line {number}", line
