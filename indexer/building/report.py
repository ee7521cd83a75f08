"""Report: what a build did and saw, for the people who have to act on it, as values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappush, heappushpop

from indexer.building.gate import Comparison
from indexer.engines.base import GenerationInfo
from indexer.model.article import Article
from indexer.model.document import has_text, text_of
from indexer.sources.record import Refused

MOST_LISTED = 10_000
"""Refused records that are kept for the report; all are counted."""

SLOWEST = 5


@dataclass(slots=True)
class Counts:
    """What became of the records read so far."""

    read: int = 0
    indexed: int = 0
    unchanged: int = 0
    refused: int = 0
    left_out: int = 0
    removed: int = 0


class Notes:
    """What was seen of the articles that were read: ids, in their order."""

    def __init__(self) -> None:
        self.refusals: list[Refused] = []
        self.without_text: list[str] = []
        self.without_date: list[str] = []
        self.without_section: list[str] = []
        self.in_the_future: list[str] = []
        self._slowest: list[tuple[float, str]] = []
        self._today = dt.datetime.now(dt.UTC).date()

    def look_at(self, article: Article) -> None:
        if not article.body:
            self.without_text.append(article.id)
        if article.date is None:
            self.without_date.append(article.id)
        elif article.date > self._today + dt.timedelta(days=1):  # it may be tomorrow elsewhere
            self.in_the_future.append(article.id)
        if not article.section:
            self.without_section.append(article.id)

    def refused(self, record: Refused) -> None:
        if len(self.refusals) < MOST_LISTED:
            self.refusals.append(record)

    def took(self, article_id: str, seconds: float) -> None:
        """How long the analysis of an article took."""
        keep = heappush if len(self._slowest) < SLOWEST else heappushpop
        keep(self._slowest, (seconds, article_id))

    def join(self, later: Notes) -> None:
        """Add what was seen later in the same sources; what was refused is refused again there."""
        self.refusals = later.refusals
        for name in ("without_text", "without_date", "without_section", "in_the_future"):
            getattr(self, name).extend(
                one for one in getattr(later, name) if one not in getattr(self, name)
            )
        for seconds, article_id in later.slowest:
            self.took(article_id, seconds)

    @property
    def slowest(self) -> list[tuple[float, str]]:
        """The seconds of the slowest articles, and their ids."""
        return sorted(self._slowest, reverse=True)


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome. `generation` is the one served afterwards, None if there is none; `left_out`:
    how many records for which reason; `same_text`: the ids of articles with the same text;
    `comparison`: with what was served before, if that was compared; `objections`: why what was read
    was not switched to."""

    counts: Counts
    seconds: float
    generation: GenerationInfo | None
    published: bool
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    same_text: Sequence[Sequence[str]] = ()
    comparison: Comparison | None = None
    objections: Sequence[str] = ()

    @property
    def found_articles(self) -> bool:
        return bool(self.counts.indexed or self.counts.unchanged)


def joined(recent: Report, rest: Report) -> Report:
    """The report of an update that took in `recent`, what was modified, and then the `rest`."""
    counts = replace(
        rest.counts,
        indexed=rest.counts.indexed + recent.counts.indexed,
        unchanged=max(0, rest.counts.unchanged - recent.counts.indexed),
    )
    recent.notes.join(rest.notes)
    return replace(
        rest,
        counts=counts,
        seconds=recent.seconds + rest.seconds,
        published=recent.published or rest.published,
        notes=recent.notes,
        comparison=_since(recent.comparison, rest.comparison),
    )


def _since(first: Comparison | None, then: Comparison | None) -> Comparison | None:
    """What changed from before the first switch until after the second."""
    if first is None or then is None:
        return first or then
    return replace(
        then,
        gained=first.gained + then.gained,
        lost=first.lost + then.lost,
        before=first.before,
        changed=tuple({one.query: one for one in (*first.changed, *then.changed)}.values()),
    )


def same_text(digests: Mapping[str, str]) -> list[list[str]]:
    """The ids of articles that share their text, given the content digest of each."""
    by_text: defaultdict[str, list[str]] = defaultdict(list)
    for article_id, digest in digests.items():
        if digest and has_text(digest):
            by_text[text_of(digest)].append(article_id)
    return [ids for ids in by_text.values() if len(ids) > 1]
