"""Snippets: the passages of an article that show best why it matched, cut where a reader would."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzers.normalize import MARKS
from search_web.marking import Marker, Match, merged
from search_web.result import Marked, Passage

LONGEST = 240
"""Code points shown of an article, about two lines on a desktop and five on a phone."""

LONGEST_OF_TWO = 130
"""Code points of each of two passages."""

LEAD = 80
"""Code points shown before the first match, unless the sentence begins nearer."""

SEARCHED = (12_000, 60_000)
"""Code points of a body in which passages are looked for: about 2,000 words and, if not all of the
query's words stand there, 10,000."""

_SENTENCE_END = re.compile(r"(?:[.!?؟؛…]+[\"»”’)\]]*(?=\s)|\n)\s*")
_SPACE = re.compile(r"\s+")
_LEADING = re.compile(f"[\\s{MARKS}]*")  # a passage never begins with a combining mark


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of a text and what matches in it."""

    start: int
    end: int
    leaves: frozenset[int]
    matches: int


def passages(body: str, summary: str, marker: Marker) -> tuple[Passage, ...]:
    """The best passages of a body, one or two, in its order, their words marked. Where the body
    has no match: the summary, or the beginning of the body."""
    text, matches = _searched(body, marker)
    if not matches:
        return (
            _opening(summary, marker, "summary") if summary else _opening(body, marker, "body"),
        )
    best = _best(text, matches, LONGEST, frozenset())
    everything = frozenset(match.leaf for match in matches)
    chosen = [best]
    if best.leaves != everything:
        first = _best(text, matches, LONGEST_OF_TWO, frozenset())
        rest = [m for m in matches if m.end <= first.start or m.start >= first.end]
        second = _best(text, rest, LONGEST_OF_TWO, first.leaves) if rest else None
        if second and len(first.leaves | second.leaves) > len(best.leaves):
            chosen = sorted((first, second), key=lambda window: window.start)
    longest = LONGEST if len(chosen) == 1 else LONGEST_OF_TWO
    shown = []
    before = 0
    for window in chosen:
        start = _widened(text, before, window, longest)
        shown.append(_passage(text, start, window.end, matches, len(body)))
        before = window.end
    return tuple(shown)


def _searched(body: str, marker: Marker) -> tuple[str, list[Match]]:
    """As much of the body as is searched, and what matches there."""
    text, matches = "", list[Match]()
    for length in SEARCHED:
        text = body[:length]
        matches = marker.matches(text, "body")
        if len(body) <= length or len({match.leaf for match in matches}) == marker.wanted("body"):
            break
    return text, matches


def _opening(text: str, marker: Marker, field: str) -> Passage:
    """The beginning of a text."""
    end = _cut_end(text, 0, LONGEST)
    return _passage(text, 0, end, marker.matches(text[:end], field), len(text))


def _best(text: str, matches: Sequence[Match], longest: int, seen: frozenset[int]) -> _Window:
    """The window with most of the query's words not yet seen, then most matches, then the first."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    windows = []
    for number, match in enumerate(matches):
        start = _cut_start(text, match.start, starts)
        end = max(_cut_end(text, start, longest), match.end)
        beyond = bisect.bisect_left(matches, end, lo=number, key=lambda m: m.start)
        inside = [m for m in matches[number:beyond] if m.end <= end]
        windows.append(_Window(start, end, frozenset(m.leaf for m in inside), len(inside)))
    return max(windows, key=lambda w: (len(w.leaves - seen), len(w.leaves), w.matches, -w.start))


def _cut_start(text: str, first_match: int, sentences: Sequence[int]) -> int:
    """Where to begin before a match: at its sentence, or at a word within LEAD."""
    sentence = sentences[bisect.bisect_right(sentences, first_match) - 1]
    if first_match - sentence <= LEAD:
        return sentence
    space = _SPACE.search(text, first_match - LEAD, first_match)
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


def _passage(text: str, start: int, end: int, matches: Sequence[Match], size: int) -> Passage:
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
        cut_after=start + len(piece) < size
        and text[start + len(piece) : start + len(piece) + 1] != "\n",
    )
