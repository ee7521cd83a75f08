"""Snippets: an article's best passages for a query.

The best passage holds most of the query's weight, counted as in ranking, in matches that stand
close together. It is made of whole sentences if they are short enough; otherwise it is cut between
clauses.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import islice
from typing import NamedTuple

from analyzers.normalize import MARKS
from indexer.engines.base import NO_MATCHES, Matches
from indexer.model.article import Article
from indexer.searching.marking import spans_of
from indexer.searching.result import Marked, Passage
from indexer.searching.snippets.cuts import clause_ends, clause_starts, divides, word_starts
from indexer.searching.snippets.repetition import Repetition, TitleWords
from indexer.searching.worth import Worth
from indexer.text.page_starts import PageStart, page_at

MAX_LENGTH = 240
"""Most code points of a single passage, about two lines on a desktop and five on a phone."""

MAX_LENGTH_OF_TWO = 130
"""Most code points of each of two passages."""

LEAD = 0.6
"""Share of the room around the matches that may stand before them, if a sentence must be cut."""

SHORT = 0.6
"""Share of the length below which a passage may end with a part of the next sentence."""

TOO_SHORT = 0.35
"""Share of the length below which a passage does so even if that part is no clause."""

SHORT_LINE = 45
"""Most code points of a line without a mark at its end that counts as a heading."""

MOST_ANCHORS = 64
"""Most matches of a part of the query around which other matches are sought."""

CANDIDATES = 8
"""Number of groups of matches whose sentences are examined."""

SPREAD = 0.1
"""Loss of matches as far from each other as a passage is long, as a share of the query's weight."""

NEAR = 100
"""Distance in code points within which a repeated match is a gain."""

FURTHER = 0.01
"""Gain of a repeated match."""

FIRST_LINES = 200
"""The beginning of a text, in code points, which often says what it is about."""

FIRST = 0.1
"""Gain of matches in the first lines."""

DIVIDED = 0.1
"""Loss of matches that the end of a sentence divides."""

HEADING = 0.3
"""Loss of matches in a heading."""

REPETITION = 0.3
"""Loss of matches in a sentence that says little more than the title."""

MORE = 0.12
"""Least share of the query's weight for which a second passage is shown."""

# The first character is of one class, for which the regex engine scans fast. A period after a
# single letter ends an abbreviation.
_SENTENCE_END = re.compile(r"[.!?؟…\n](?:(?<=\n)|(?<![\s(][ء-ي]\.)[.!?؟…]*[\"»”’)\]]*(?=\s))\s*")
_LEADING = re.compile(f"[\\s{MARKS}]*")  # so that no passage begins with a combining mark

Extent = tuple[int, int]
"""Start and end, exclusive, of a passage in its text."""


class _Group(NamedTuple):
    """Matches that stand close together. The best of several is the greatest.

    Attributes:
        score: How good a passage they make.
        before: The start of the first of them, negated: the first of equals is the best.
        end: End of the last one.
    """

    score: float
    before: int
    end: int

    @property
    def start(self) -> int:
        """Return the start of the first match."""
        return -self.before


class _Occurrences(NamedTuple):
    """The matches of a part of the query, in order of offset.

    Attributes:
        starts: Start of each.
        ends: End of each, exclusive.
        values: The share of the query's weight that each holds.
    """

    starts: list[int]
    ends: list[int]
    values: list[float]


def _by_part(matches: Matches, worth: Worth) -> dict[int, _Occurrences]:
    """Return the matches of each part of the query, the part with the fewest first."""
    found: dict[int, _Occurrences] = {}
    best: dict[tuple[int, ...], tuple[_Occurrences, float]] = {}
    for start, end, leaves in zip(*matches, strict=True):
        known = best.get(leaves)
        if known is None:
            leaf = max(leaves, key=worth.values.__getitem__)
            part = found.setdefault(worth.parts[leaf], _Occurrences([], [], []))
            known = best[leaves] = part, worth.values[leaf]
        (starts, ends, values), value = known
        starts.append(start)
        ends.append(end)
        values.append(value)
    return dict(sorted(found.items(), key=lambda item: len(item[1].starts)))


def passages(
    article: Article, matches: Mapping[str, Matches], worth: Worth, title: TitleWords
) -> tuple[Passage, ...]:
    """Choose the best passage of an article, or two if they hold more of the query.

    The summary is shown if it holds as much of the query as the best passage of the body.

    Args:
        article: The article.
        matches: The matches in its fields, by name.
        worth: What they are worth.
        title: The words of its title, which no passage repeats.

    Returns:
        The passages in order of offset. Without a match, the beginning of the summary or, if that
        is empty, of the body; none if the article has no text that says more than the title.
    """
    body = _Text(article.body, matches.get("body", NO_MATCHES), worth, title, article.pages)
    summary = _Text(article.summary, matches.get("summary", NO_MATCHES), worth, title)
    best = body.best(MAX_LENGTH)
    in_summary = summary.best(MAX_LENGTH)
    if in_summary and (not best or in_summary.score >= best.score):
        return (summary.passage(summary.extent(in_summary)),)
    if best:
        return tuple(map(body.passage, sorted(body.one_or_two(best))))
    opened = (text.opening() for text in (summary, body) if text.text)
    return next(((passage,) for passage in opened if passage), ())


class _Text:
    """A text of an article with its matches."""

    def __init__(
        self,
        text: str,
        matches: Matches,
        worth: Worth,
        title: TitleWords,
        pages: Sequence[PageStart] = (),
    ) -> None:
        self.text = text
        self._pages = pages
        self._matches = matches
        self._title = title
        self._parts = _by_part(matches, worth)

    def best(self, longest: int, without: Container[int] = ()) -> _Group | None:
        """Return the best matches for a passage, or None if there are none.

        Args:
            longest: Most code points of the passage.
            without: Parts of the query that do not count.
        """
        parts = [found for part, found in self._parts.items() if part not in without]
        groups: list[tuple[float, int, int]] = []
        while parts:
            groups += self._groups(parts, longest)
            parts = parts[1:]
            most = sum(max(found.values) for found in parts) + FURTHER + FIRST
            if not parts or max(groups)[0] - REPETITION > most:
                best = self._with_least_loss(groups)
                if best:
                    return best
        return None

    def _groups(
        self, parts: Sequence[_Occurrences], longest: int
    ) -> Iterator[tuple[float, int, int]]:
        """Yield the values of a `_Group` for each match of the first part, in order of offset.

        The group is that match and the nearest match of every other part in the same line, the
        rarest part first, as far as a passage has room.
        """
        anchors, *others = parts
        former = -NEAR
        for first, last, value in islice(zip(*anchors, strict=True), MOST_ANCHORS):
            begin, end, score = first, last, value
            for starts, ends, values in others:
                after = bisect_left(starts, first)
                if after and (
                    after == len(starts) or first - starts[after - 1] < starts[after] - first
                ):
                    after -= 1  # the match before is nearer
                start = min(begin, starts[after])
                stop = max(end, ends[after])
                if stop - start <= longest and self.text.find("\n", start, stop) < 0:
                    begin, end, score = start, stop, score + values[after]
            if first - former < NEAR and self.text.find("\n", former, begin) < 0:
                score += FURTHER
                begin = min(begin, former)
            former = first
            if begin < FIRST_LINES:
                score += FIRST
            yield score - SPREAD * (end - begin) / longest, -begin, end

    def _with_least_loss(self, groups: Sequence[tuple[float, int, int]]) -> _Group | None:
        """Return the best group once the losses of the most promising ones are subtracted."""
        best: _Group | None = None
        for group in map(_Group._make, nlargest(CANDIDATES, groups)):
            if best and group.score <= best.score:
                break
            loss = self._loss(group)
            if loss is not None and (not best or group.score - loss > best.score):
                best = group._replace(score=group.score - loss)
        return best

    def _loss(self, group: _Group) -> float | None:
        """Return what a group loses by its sentences, or None if they only repeat the title."""
        text = self.text
        start = _sentence_start(text, max(0, group.start - MAX_LENGTH), group.start)
        start = group.start if start is None else start
        end = _sentence_end(text, group.end, group.end + MAX_LENGTH)
        loss = 0.0
        if _SENTENCE_END.search(text, group.start, group.end):
            loss += DIVIDED
        line = text[start : end or group.end]
        if (
            len(line) <= SHORT_LINE
            and line[-1:].isalnum()
            and (not start or text[start - 1] == "\n")
            and text[start + len(line) : start + len(line) + 1] == "\n"
        ):
            loss += HEADING
        match self._title.repeated_by(line):
            case Repetition.WHOLLY:
                return None
            case Repetition.MOSTLY:
                loss += REPETITION
        return loss

    def one_or_two(self, best: _Group) -> list[Extent]:
        """Return the passage of the best group, or two shorter ones that hold more."""
        one = self.extent(best)
        held = self._held(one)
        missing = self._missing(held)
        if missing < MORE:
            return [one]
        is_wide = best.end - best.start > MAX_LENGTH_OF_TWO
        if not (first := self.best(MAX_LENGTH_OF_TWO) if is_wide else best):
            return [one]
        begin, end = two = _extent(self.text, first.start, first.end, MAX_LENGTH_OF_TWO)
        in_first = self._held(two)
        if not (second := self.best(MAX_LENGTH_OF_TWO, in_first)):
            return [one]
        other = _extent(self.text, second.start, second.end, MAX_LENGTH_OF_TWO)
        is_apart = other[1] <= begin or other[0] >= end
        more = missing - self._missing(in_first | self._held(other))
        return [two, other] if is_apart and more >= MORE else [one]

    def _held(self, extent: Extent) -> frozenset[int]:
        """Return the parts of the query that a passage holds."""
        begin, end = extent
        return frozenset(
            part
            for part, found in self._parts.items()
            if any(
                stop <= end
                for stop in found.ends[
                    bisect_left(found.starts, begin) : bisect_left(found.starts, end)
                ]
            )
        )

    def _missing(self, held: Container[int]) -> float:
        """Return the share of the query's weight that the text holds and a passage does not."""
        return sum(max(found.values) for part, found in self._parts.items() if part not in held)

    def extent(self, group: _Group) -> Extent:
        """Return the only passage of a group."""
        return _extent(self.text, group.start, group.end, MAX_LENGTH)

    def opening(self) -> Passage | None:
        """Return the beginning of the text, or None if it only repeats the title."""
        start = 0
        while start < len(self.text):
            end = _sentence_end(self.text, start, start + MAX_LENGTH)
            if end is None or self._title.repeated_by(self.text[start:end]) != Repetition.WHOLLY:
                return self.passage(_extent(self.text, start, start, MAX_LENGTH))
            start = _first_letter(self.text, end)
        return None

    def passage(self, extent: Extent) -> Passage:
        """Return a passage with its matches marked."""
        text = self.text
        start = _first_letter(text, extent[0])
        end = max(start, start + len(text[start : extent[1]].rstrip()))
        marks = spans_of(text, self._matches, start, end)
        return Passage(
            Marked(text[start:end], marks),
            cut_before=start > 0 and text[start - 1] != "\n",
            cut_after=end < len(text) and text[end] != "\n",
            page=page_at(self._pages, start + marks[0][0] if marks else start),
        )


def _first_letter(text: str, start: int) -> int:
    """Return the offset of the first character from an offset that is no space and no mark."""
    return _LEADING.match(text, start).end()  # type: ignore[union-attr] # also matches no character


def _sentence_start(text: str, earliest: int, latest: int) -> int | None:
    """Return the last start of a sentence between two offsets, or None."""
    start = None
    if not earliest or text[earliest - 1] == "\n":
        start = earliest
    for match in _SENTENCE_END.finditer(text, earliest, latest):
        start = match.end()
    return start


def _sentence_end(text: str, earliest: int, latest: int) -> int | None:
    """Return the first end of a sentence, or of the text, between two offsets, or None."""
    if match := _SENTENCE_END.search(text, earliest, latest + 1):
        return match.start() + len(match.group().rstrip())
    return len(text) if latest >= len(text) else None


def _extent(text: str, first: int, last: int, longest: int) -> Extent:
    """Return the extent of a passage around matches.

    Args:
        text: The text.
        first: Start of the first match.
        last: End of the last one.
        longest: Most code points of the passage.
    """
    line_start = text.rfind("\n", 0, first) + 1
    line_end = text.find("\n", last)
    line_end = len(text) if line_end < 0 else line_end
    if line_end - line_start <= longest:
        return line_start, line_end
    start = _start(text, (line_start, line_end), first, last, longest)
    end = _end(text, start, last, line_end, longest)
    return _widened(text, line_start, start, end, longest), end


def _start(text: str, line: Extent, first: int, last: int, longest: int) -> int:
    """Return the start of a passage: that of a sentence, or of a clause or a word in the lead."""
    room = longest - (last - first)
    if room <= 0:
        return first
    most = max(int(LEAD * room), room - (line[1] - last))  # more if the line ends soon
    earliest = max(line[0], first - room)
    sentence = _sentence_start(text, earliest, first)
    if sentence is not None:
        end = _sentence_end(text, last, sentence + longest)
        if first - sentence <= most or (end is not None and end - sentence <= longest):
            return sentence
        earliest = max(earliest, sentence)
    lead = max(earliest, first - most)
    if clauses := clause_starts(text, lead, first):
        return clauses[0]
    words = word_starts(text, lead, first)
    opening = (word for word in words if divides(text, word, begins=True))
    return next(opening, words[0] if words else first)


def _end(text: str, start: int, last: int, line_end: int, longest: int) -> int:
    """Return the end of a passage: that of the line, of a sentence, of a clause or of a word."""
    limit = start + longest
    if line_end <= limit:
        return line_end
    last = max(last, start + 1)
    if last >= limit:
        return last
    sentences = [
        match.start() + len(match.group().rstrip())
        for match in _SENTENCE_END.finditer(text, last, limit + 1)
    ]
    ends = [end for end in sentences if end <= limit]
    if ends and ends[-1] - start >= SHORT * longest:
        return ends[-1]
    enough = max(last, ends[-1] if ends else 0, start + int(SHORT * longest))
    if clauses := clause_ends(text, enough, limit + 1):
        return clauses[-1]
    if ends and ends[-1] - start >= TOO_SHORT * longest:
        return ends[-1]
    words = word_starts(text, last, limit + 2)
    closing = (word for word in reversed(words) if divides(text, word, begins=False))
    return next(closing, words[-1] if words else limit)


def _widened(text: str, line_start: int, start: int, end: int, longest: int) -> int:
    """Return the earliest start of a sentence from which a passage still fits."""
    earliest = max(line_start, end - longest)
    if earliest == line_start:
        return line_start
    match = _SENTENCE_END.search(text, earliest, start)
    return match.end() if match else start
