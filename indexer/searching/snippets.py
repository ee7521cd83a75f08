"""Snippets: the passages of an article that show best why it matched, cut where a reader would."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzers.normalize import MARKS
from indexer.engines.base import Match
from indexer.searching.marking import merged
from indexer.searching.result import Marked, Passage

LONGEST = 240
"""Code points shown of an article, about two lines on a desktop and five on a phone."""

LONGEST_OF_TWO = 130
"""Code points of each of two passages."""

LEAD = 80
"""Code points shown before the first match, unless the sentence begins nearer."""

_SENTENCE_END = re.compile(r"(?:[.!?؟؛…]+[\"»”’)\]]*(?=\s)|\n)\s*")
_SPACE = re.compile(r"\s+")
_LEADING = re.compile(f"[\\s{MARKS}]*")  # a passage never begins with a combining mark


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of a text and what matches in it."""

    start: int
    end: int
    leaves: frozenset[int]


def passages(
    body: str, summary: str, matches_in: Callable[[str], Sequence[Match]]
) -> tuple[Passage, ...]:
    """The best passages of a body, one or two, in its order, their words marked. Where the body
    has no match: the summary, or the beginning of the body, or none of nothing. `matches_in` gives
    the matches in a field, in the order of its text."""
    matches = matches_in("body")
    if not matches:
        if summary:
            return (_opening(summary, matches_in("summary")),)
        return (_opening(body, ()),) if body else ()
    best = _best(body, matches, LONGEST, frozenset())
    chosen = [best]
    if best.leaves != {match.leaf for match in matches}:
        first = _best(body, matches, LONGEST_OF_TWO, frozenset())
        rest = [m for m in matches if m.end <= first.start or m.start >= first.end]
        second = _best(body, rest, LONGEST_OF_TWO, first.leaves) if rest else None
        if second and len(first.leaves | second.leaves) > len(best.leaves):
            chosen = sorted((first, second), key=lambda window: window.start)
    longest = LONGEST if len(chosen) == 1 else LONGEST_OF_TWO
    shown = []
    before = 0
    for window in chosen:
        start = _widened(body, before, window, longest)
        shown.append(_passage(body, start, window.end, matches))
        before = window.end
    return tuple(shown)


def _opening(text: str, matches: Sequence[Match]) -> Passage:
    """The beginning of a text."""
    return _passage(text, 0, _cut_end(text, 0, LONGEST), matches)


def _best(text: str, matches: Sequence[Match], longest: int, seen: frozenset[int]) -> _Window:
    """The window with most of the query's words not yet seen, then most matches, then the first."""
    first = _best_first(matches, longest - LEAD, seen)
    start = _cut_start(text, matches[first].start)
    end = max(_cut_end(text, start, longest), matches[first].end)
    inside = [match for match in matches if match.start >= start and match.end <= end]
    return _Window(start, end, frozenset(match.leaf for match in inside))


def _best_first(matches: Sequence[Match], reach: int, seen: frozenset[int]) -> int:
    """The match with the best ones after it, as far as it reaches."""
    starts, ends, leaves = zip(*matches, strict=True)
    counts = [0] * (max(leaves) + 1)
    inside = 0  # the leaves in the window, as bits
    unseen = ~sum(1 << leaf for leaf in seen)
    best = beyond = 0
    best_value = (0, 0, 0)
    for number, (start, leaf) in enumerate(zip(starts, leaves, strict=True)):
        limit, former = start + reach, beyond
        while beyond < len(ends) and (ends[beyond] <= limit or beyond <= number):
            entering = leaves[beyond]
            counts[entering] += 1
            inside |= 1 << entering
            beyond += 1
        if beyond > former:  # else the window holds less than the one before
            value = ((inside & unseen).bit_count(), inside.bit_count(), beyond - number)
            if value > best_value:
                best, best_value = number, value
        counts[leaf] -= 1
        if not counts[leaf]:
            inside ^= 1 << leaf
    return best


def _cut_start(text: str, first_match: int) -> int:
    """Where to begin before a match: at its sentence, or at a word within LEAD."""
    earliest = max(first_match - LEAD, 0)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, first_match)]
    if sentences or earliest == 0:
        return sentences[-1] if sentences else 0
    space = _SPACE.search(text, earliest, first_match)
    return space.end() if space else first_match


def _widened(text: str, before: int, window: _Window, longest: int) -> int:
    """An earlier start for a window with room left: its sentence's, or a word's, after `before`."""
    room = max(before, window.end - longest, text.rfind("\n", 0, window.start) + 1)
    if room >= window.start:
        return window.start
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, room, window.start)]
    if sentences:
        return sentences[0]
    if room == 0 or text[room - 1] == "\n":
        return room
    space = _SPACE.search(text, room, window.start)
    return space.end() if space else window.start


def _cut_end(text: str, start: int, longest: int) -> int:
    """Where to end: with the line or the text, or at a sentence's end in the last part of the
    length, or after a whole word."""
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    if line_end - start <= longest:
        return line_end
    ends = [
        match.start()
        for match in re.finditer(r"(?<=[.!?؟؛…])\s", text[start : start + longest + 1])
    ]
    if ends and ends[-1] > longest * 0.6:
        return start + ends[-1]
    space = max(
        text.rfind(" ", start, start + longest + 1),
        text.rfind("\u00a0", start, start + longest + 1),
    )
    if space > start:
        return space
    return start + longest


def _passage(text: str, start: int, end: int, matches: Sequence[Match]) -> Passage:
    piece = text[start:end]
    shift = _LEADING.match(piece).end()  # type: ignore[union-attr] # it matches nothing too
    start, piece = start + shift, piece[shift:].rstrip()
    inside = [
        Match(m.start - start, m.end - start, m.leaf)
        for m in matches
        if m.start >= start and m.end <= start + len(piece)
    ]
    return Passage(
        Marked(piece, merged(piece, inside)),
        cut_before=start > 0 and text[start - 1] != "\n",
        cut_after=start + len(piece) < len(text)
        and text[start + len(piece) : start + len(piece) + 1] != "\n",
    )
