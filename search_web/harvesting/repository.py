"""The records of a generation as libraries harvest them, in the order of their datestamps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from indexer.engines.base import Filters, Window
from indexer.model.article import Article
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps, datestamp
from indexer.model.fields import KEYWORDS
from indexer.model.query import And
from indexer.searching.open_index import OpenIndex
from search_web.harvesting.requests import HarvestingError, Selection

PAGE = 100
"""Number of records of a list."""

SET_FIELDS = ("section", "kind")
"""The fields each of whose values is a set."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """A set of records: those of a section or of a kind.

    Attributes:
        field: Name of the field.
        value: Its value in all of them.
    """

    field: str
    value: str

    @property
    def spec(self) -> str:
        """Return the name in requests, which has Latin letters alone."""
        return f"{self.field}-{hashlib.sha256(self.value.encode()).hexdigest()[:12]}"


class Entry(NamedTuple):
    """A record in the order of the list.

    Attributes:
        time: Its datestamp.
        id: Id of the article.
        is_removed: Whether the article is there no more.
    """

    time: str
    id: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list.

    Attributes:
        entries: Its records.
        total: Number of records of the whole list.
        begun: Number of records before this part.
        rest: What selects the next part, or None if this is the last.
    """

    entries: Sequence[Entry]
    total: int
    begun: int
    rest: Selection | None


class Repository:
    """The records of one generation.

    Attributes:
        generation: Id of the generation.
    """

    def __init__(self, index: OpenIndex) -> None:
        snapshot = index.snapshot
        self.generation = snapshot.info.id
        kept = Datestamps.parse(snapshot.resources().get(DATESTAMPS_FILE))
        built = datestamp(snapshot.info.built_at)
        self.times: Mapping[str, str] = {
            id_: kept.changed.get(id_, built) for id_ in snapshot.digests()
        }
        removed = {id_: time for id_, time in kept.removed.items() if id_ not in self.times}
        self.removed: Mapping[str, str] = removed
        facets = snapshot.search(And(()), Filters(), Window(limit=0), SET_FIELDS).facets
        self.sets: Mapping[str, RecordSet] = {
            held.spec: held
            for field in SET_FIELDS
            for held in (RecordSet(field, one.value) for one in facets[field] if one.value)
        }
        self._members: dict[str, frozenset[str]] = {}

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Return all records in order."""
        served = [Entry(time, id_, False) for id_, time in self.times.items()]
        return sorted([*served, *(Entry(time, id_, True) for id_, time in self.removed.items())])

    @property
    def earliest(self) -> str:
        """Return the earliest datestamp; of an empty index, the beginning of time."""
        return self.entries[0].time if self.entries else "1970-01-01T00:00:00Z"

    def entry(self, article_id: str) -> Entry | None:
        """Return the record of an article, or None."""
        if time := self.times.get(article_id):
            return Entry(time, article_id, False)
        time = self.removed.get(article_id, "")
        return Entry(time, article_id, True) if time else None

    def part(self, selection: Selection, index: OpenIndex) -> Part:
        """Return a part of the list that a selection begins or goes on with.

        Raises:
            HarvestingError: No record matches, or the list has no further part.
        """
        members = self._in_set(selection.of_set, index) if selection.of_set else None
        matching = [
            entry
            for entry in self.entries
            if (not selection.first or entry.time >= selection.first)
            and (not selection.last or entry.time <= selection.last)
            and (members is None or entry.id in members)
        ]
        ahead = [entry for entry in matching if entry[:2] > selection.after]
        if not ahead:
            if selection.listed:
                raise HarvestingError("badResumptionToken", "the list has no further part")
            raise HarvestingError("noRecordsMatch", "no record matches")
        entries = ahead[:PAGE]
        listed = selection.listed + len(entries)
        rest = None
        if len(ahead) > PAGE:
            last = (entries[-1].time, entries[-1].id)
            rest = Selection(selection.first, selection.last, selection.of_set, last, listed)
        return Part(entries, len(matching), selection.listed, rest)

    def _in_set(self, name: str, index: OpenIndex) -> frozenset[str]:
        """Return the ids of the articles in a set, none if there is no such set."""
        if name not in self.sets:
            return frozenset()
        if name not in self._members:
            held = self.sets[name]
            filters = Filters({held.field: (held.value,)})
            window = Window(limit=len(self.times), sort="date")
            hits = index.snapshot.search(And(()), filters, window).hits
            self._members[name] = frozenset(hit.id for hit in hits)
        return self._members[name]


def sets_of(article: Article) -> Iterator[RecordSet]:
    """Yield the sets that an article is in."""
    for field in KEYWORDS:
        if field.name in SET_FIELDS:
            yield from (RecordSet(field.name, value) for value in field.values(article) if value)
