"""What a writer knows of the documents that it starts with, read as far as it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.documents import Documents
from indexer.engines.opensearch.stored import key_of

MOST_ASKED = 64
"""Single documents asked for, after which all are read."""

PAGE = 10_000
"""Documents read by one request."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the base.

    Attributes:
        digest: Its content digest.
        number: Its number.
        index: Name of the index that it lies in.
    """

    digest: str
    number: int
    index: str


class Kept(Mapping[str, str]):
    """The content digest of each document of a base, by id.

    An update asks for a few; what compares all of them reads all.
    """

    def __init__(self, documents: Documents | None) -> None:
        """Read nothing yet.

        Args:
            documents: The documents of the base; None if there is none.
        """
        self._documents = documents
        self._rows: dict[str, Row | None] = {}
        self._asked = 0
        self._is_whole = documents is None

    def rows(self, ids: Iterable[str]) -> dict[str, Row]:
        """Return the rows of those of the documents that there are; one request at most."""
        wanted = dict.fromkeys(ids)
        missing = [] if self._is_whole else [id_ for id_ in wanted if id_ not in self._rows]
        if missing:
            self._rows.update(dict.fromkeys(missing))
            self._rows.update(self._read({"ids": {"values": [*map(key_of, missing)]}}))
        return {id_: row for id_ in wanted if (row := self._rows.get(id_))}

    def __getitem__(self, article_id: str) -> str:
        if not self._is_whole and article_id not in self._rows:
            self._asked += 1
            if self._asked > MOST_ASKED:
                self._all()
        return self.rows((article_id,))[article_id].digest

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_, row in self._all().items() if row)

    def __len__(self) -> int:
        return sum(row is not None for row in self._all().values())

    def _all(self) -> dict[str, Row | None]:
        if not self._is_whole:
            self._rows = dict(self._read({"match_all": {}}))
            self._is_whole = True
        return self._rows

    def _read(self, query: Json) -> Iterable[tuple[str, Row]]:
        body = {
            "query": query,
            "size": PAGE,
            "sort": ["number"],
            "_source": False,
            "docvalue_fields": ["id", "digest"],
        }
        for hits in self._documents.pages(body) if self._documents else ():
            for hit in hits:
                fields = hit["fields"]
                yield fields["id"][0], Row(fields["digest"][0], hit["sort"][0], hit["_index"])
