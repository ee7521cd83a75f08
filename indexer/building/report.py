"""The report of a build: counts, refusals and findings for staff."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappush, heappushpop

from indexer.building.gate import Comparison, JudgedChange
from indexer.engines.base import GenerationInfo
from indexer.model.article import Article
from indexer.model.document import has_text, text_of
from indexer.sources.record import Found, Refused
from indexer.text.dates import ConvertedDate

MOST_LISTED = 10_000
"""Maximum number of refused records in the report; all are counted."""

SLOWEST = 5
"""Number of slowest articles in the report."""


@dataclass(slots=True)
class Counts:
    """Numbers of the records and articles of a build.

    Attributes:
        read: Records read.
        indexed: Articles indexed.
        unchanged: Articles that were the same in the former generation.
        refused: Records refused.
        left_out: Records left out by rule, such as those of a section that is not indexed.
        removed: Articles removed since no source has them.
    """

    read: int = 0
    indexed: int = 0
    unchanged: int = 0
    refused: int = 0
    left_out: int = 0
    removed: int = 0


class Notes:
    """Findings of a build.

    Attributes:
        refusals: The refused records, in order.
        without_date: Ids of articles without a date, in order.
        without_section: Ids of articles without a section, in order.
        in_the_future: Ids of articles with a date in the future, in order.
        attached: Ids of articles with attached files, and the number of these, in order.
        recognized: Ids of articles with scanned pages, and the number of these, in order.
        converted: Ids and dates of articles whose date is one of the Hijri calendar, in order.
    """

    def __init__(self) -> None:
        """Start without findings."""
        self.refusals: list[Refused] = []
        self.without_text: list[str] = []
        self.without_date: list[str] = []
        self.without_section: list[str] = []
        self.in_the_future: list[str] = []
        self.attached: list[tuple[str, int]] = []
        self.recognized: list[tuple[str, int]] = []
        self.converted: list[tuple[str, ConvertedDate]] = []
        self._slowest: list[tuple[float, str]] = []
        self._today = dt.datetime.now(dt.UTC).date()

    def look_at(self, found: Found, article: Article) -> None:
        """Note what is found in an article.

        Args:
            found: The record that gave it.
            article: The article, as it is indexed.
        """
        if found.attached:
            self.attached.append((article.id, found.attached))
        if found.recognized:
            self.recognized.append((article.id, found.recognized))
        if not article.body:
            self.without_text.append(article.id)
        if article.date is None:
            self.without_date.append(article.id)
        elif article.date > self._today + dt.timedelta(days=1):  # tomorrow in another time zone
            self.in_the_future.append(article.id)
        if isinstance(article.date, ConvertedDate):
            self.converted.append((article.id, article.date))
        if not article.section:
            self.without_section.append(article.id)

    def refused(self, record: Refused) -> None:
        """Note a refused record."""
        if len(self.refusals) < MOST_LISTED:
            self.refusals.append(record)

    def took(self, article_id: str, seconds: float) -> None:
        """Note the duration of an article's analysis."""
        keep = heappush if len(self._slowest) < SLOWEST else heappushpop
        keep(self._slowest, (seconds, article_id))

    def join(self, later: Notes) -> None:
        """Add the findings of a later reading of the same sources; its refusals replace these."""
        self.refusals = later.refusals
        for name in (
            *("without_text", "without_date", "without_section", "in_the_future"),
            *("attached", "recognized", "converted"),
        ):
            getattr(self, name).extend(
                one for one in getattr(later, name) if one not in getattr(self, name)
            )
        for seconds, article_id in later.slowest:
            self.took(article_id, seconds)

    @property
    def slowest(self) -> list[tuple[float, str]]:
        """Return (seconds, id) of the articles whose analysis took longest, slowest first."""
        return sorted(self._slowest, reverse=True)


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a build.

    Attributes:
        counts: Numbers of records and articles.
        seconds: Duration in seconds.
        generation: The generation served afterwards, or None.
        published: Whether a new generation was published.
        left_out: Number of records left out, by reason.
        notes: Findings of the build.
        same_text: Groups of ids of articles with the same text.
        spellings: Pairs of words that are taken for two spellings of one.
        comparison: Comparison with the formerly served generation, or None.
        objections: Objections of the gate that prevented publishing.
    """

    counts: Counts
    seconds: float
    generation: GenerationInfo | None
    published: bool
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    same_text: Sequence[Sequence[str]] = ()
    spellings: Sequence[tuple[str, str]] = ()
    comparison: Comparison | None = None
    objections: Sequence[str] = ()

    @property
    def found_articles(self) -> bool:
        """Return whether the sources have any article."""
        return bool(self.counts.indexed or self.counts.unchanged)


def joined(recent: Report, rest: Report) -> Report:
    """Join the reports of the two parts of an update: modified articles, then the rest."""
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
    """Return the comparison from before the first switch to after the second."""
    if first is None or then is None:
        return first or then
    return replace(
        then,
        gained=first.gained + then.gained,
        lost=first.lost + then.lost,
        before=first.before,
        judged=_judged_since(first.judged, then.judged),
        changed=tuple({one.query: one for one in (*first.changed, *then.changed)}.values()),
    )


def _judged_since(first: JudgedChange | None, then: JudgedChange | None) -> JudgedChange | None:
    """Return the change of relevance from before the first switch to after the second."""
    if first is None or then is None:
        return first or then
    return replace(then, before=first.before)


def same_text(digests: Mapping[str, str]) -> list[list[str]]:
    """Return groups of two or more ids of articles with the same text.

    Args:
        digests: Content digest of each article, by id.
    """
    by_text: defaultdict[str, list[str]] = defaultdict(list)
    for article_id, digest in digests.items():
        if digest and has_text(digest):
            by_text[text_of(digest)].append(article_id)
    return [ids for ids in by_text.values() if len(ids) > 1]
