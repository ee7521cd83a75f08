"""Relevance judgements in TREC's file formats.

A folder holds two files: `queries.tsv`, with a query id, a tab and the query per line; and
`qrels.txt`, with a query id, an unused number, an article id and a relevance grade per line (0: not
relevant).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzers.errors import UserError
from analyzers.list_reader import Line, LineError, content_of, read_list
from indexer import durable

QUERIES, QRELS = "queries.tsv", "qrels.txt"


class JudgementError(UserError):
    """Queries and judgements do not match; the message names the file."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Judged queries.

    Attributes:
        queries: The text of each judged query, by query id.
        relevance: The grade of each judged article, by query id and article id.
    """

    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]

    def among(self, articles: Collection[str], most: int) -> Judgements:
        """Return the first queries, `most` at most, that some of the articles are relevant to.

        Args:
            articles: Ids of articles; others count as not judged.
            most: Maximum number of queries.
        """
        relevance: dict[str, dict[str, int]] = {}
        for query in self.queries:
            grades = {id_: grade for id_, grade in self.relevance[query].items() if id_ in articles}
            if max(grades.values(), default=0) > 0 and len(relevance) < most:
                relevance[query] = grades
        return Judgements({query: self.queries[query] for query in relevance}, relevance)


def read_judgements(folder: Path) -> Judgements:
    """Read the judged queries of a folder.

    Raises:
        ListError: A file or one of its lines cannot be read.
        JudgementError: A judged query is missing, or no query is judged.
    """
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


def write_judgements(folder: Path, judgements: Judgements) -> None:
    """Write judged queries to a folder, which is made if it does not exist.

    Articles whose id has white space, which the format has no place for, are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    queries = (f"{id_}\t{' '.join(text.split())}\n" for id_, text in judgements.queries.items())
    qrels = (
        f"{query} 0 {article} {grade}\n"
        for query, grades in judgements.relevance.items()
        for article, grade in grades.items()
        if article.split() == [article]
    )
    durable.write(folder / QUERIES, "".join(queries).encode())
    durable.write(folder / QRELS, "".join(qrels).encode())


def _judged(line: Line) -> tuple[str, str, int]:
    """Parse a line into the ids of a query and an article, and the relevance grade."""
    match line.text.split():
        case [query, _, article, answer] if answer.removeprefix("-").isdecimal():
            return query, article, int(answer)
    raise LineError(line.entry.column, "no judgement")


def _query_reader() -> Callable[[Line], tuple[str, str]]:
    """Return a parser of the lines of a list of queries, which refuses repeated ids."""
    seen: dict[str, int] = {}

    def query(line: Line) -> tuple[str, str]:
        """Parse a line into the id and the text of a query."""
        id_, tab, text = line.text.partition("\t")
        if not (tab and text.strip()):
            raise LineError(line.entry.column, "no query")
        if id_ in seen:
            raise LineError(1, "repeated", entry=id_, line=seen[id_])
        seen[id_] = line.number
        return id_, text.strip()

    return query
