"""Snippets: an article's best passages for a query, cut at sentence or word boundaries."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzers.normalize import MARKS
from indexer.engines.base import Match
from indexer.searching.marking import merge_spans
from indexer.searching.result import Marked, Passage

MAX_LENGTH = 240
"""Most code points of a single passage, about two lines on a desktop and five on a phone."""

MAX_LENGTH_OF_TWO = 130
"""Most code points of each of two passages."""

MAX_LEAD = 80
"""Most code points before the first match; a short passage is then extended backwards."""

_SENTENCE_END = re.compile(r"(?:[.!?؟؛…]+[\"»”’)\]]*(?=\s)|\n)\s*")
_SPACE = re.compile(r"\s+")
_LEADING = re.compile(f"[\\s{MARKS}]*")  # so that no passage begins with a combining mark


@dataclass(frozen=True, slots=True)
class _Window:
    """A window of a text.

    Attributes:
        start: Its start, in code points.
        end: Its end, exclusive.
        leaves: Indexes of the leaves that match in it.
    """

    start: int
    end: int
    leaves: frozenset[int]


def passages(
    body: str, summary: str, matches_in: Callable[[str], Sequence[Match]]
) -> tuple[Passage, ...]:
    """Choose the best passage of a body, or two if these contain more of the query's words.

    Args:
        body: The body of an article.
        summary: Its summary.
        matches_in: Returns the matches in a field, by its name, in order of offset.

    Returns:
        The passages in order of offset. Without a match in the body, the beginning of the summary
        or, if that is empty, of the body; none if both are empty.
    """
    matches = matches_in("body")
    if not matches:
        if summary:
            return (_opening(summary, matches_in("summary")),)
        return (_opening(body, ()),) if body else ()
    best = _best(body, matches, MAX_LENGTH, frozenset())
    chosen = [best]
    if best.leaves != {match.leaf for match in matches}:
        first = _best(body, matches, MAX_LENGTH_OF_TWO, frozenset())
        rest = [m for m in matches if m.end <= first.start or m.start >= first.end]
        second = _best(body, rest, MAX_LENGTH_OF_TWO, first.leaves) if rest else None
        if second and len(first.leaves | second.leaves) > len(best.leaves):
            chosen = sorted((first, second), key=lambda window: window.start)
    longest = MAX_LENGTH if len(chosen) == 1 else MAX_LENGTH_OF_TWO
    shown = []
    before = 0
    for window in chosen:
        start = _widened_start(body, before, window, longest)
        shown.append(_passage(body, start, window.end, matches))
        before = window.end
    return tuple(shown)


def _opening(text: str, matches: Sequence[Match]) -> Passage:
    """Return the beginning of a text as a passage."""
    return _passage(text, 0, _cut_end(text, 0, MAX_LENGTH), matches)


def _best(text: str, matches: Sequence[Match], longest: int, seen: frozenset[int]) -> _Window:
    """Return the first window with the most unseen leaves, then leaves, then matches."""
    first = _best_first(matches, longest - MAX_LEAD, seen)
    start = _cut_start(text, matches[first].start)
    end = max(_cut_end(text, start, longest), matches[first].end)
    inside = [match for match in matches if match.start >= start and match.end <= end]
    return _Window(start, end, frozenset(match.leaf for match in inside))


def _best_first(matches: Sequence[Match], width: int, seen: frozenset[int]) -> int:
    """Return the index of the first match of the best window, by a sliding window.

    Args:
        matches: All matches, in order of offset.
        width: Width of the window, in code points.
        seen: Leaves that another passage contains.
    """
    starts, ends, leaves = zip(*matches, strict=True)
    counts = [0] * (max(leaves) + 1)
    inside = 0  # bit set of the leaves in the window
    unseen = ~sum(1 << leaf for leaf in seen)
    best = stop = 0
    best_value = (0, 0, 0)
    for number, (start, leaf) in enumerate(zip(starts, leaves, strict=True)):
        limit, former_stop = start + width, stop
        while stop < len(ends) and (ends[stop] <= limit or stop <= number):
            entering = leaves[stop]
            counts[entering] += 1
            inside |= 1 << entering
            stop += 1
        if stop > former_stop:  # otherwise the window is a part of the previous one
            value = ((inside & unseen).bit_count(), inside.bit_count(), stop - number)
            if value > best_value:
                best, best_value = number, value
        counts[leaf] -= 1
        if not counts[leaf]:
            inside ^= 1 << leaf
    return best


def _cut_start(text: str, first_match: int) -> int:
    """Return the start of a passage: that of the match's sentence, or of a word in the lead."""
    earliest = max(first_match - MAX_LEAD, 0)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, first_match)]
    if sentences or earliest == 0:
        return sentences[-1] if sentences else 0
    space = _SPACE.search(text, earliest, first_match)
    return space.end() if space else first_match


def _widened_start(text: str, before: int, window: _Window, longest: int) -> int:
    """Return an earlier start for a window that is shorter than allowed.

    Args:
        text: The text.
        before: Offset that the start must not precede.
        window: The window.
        longest: Its maximum length.

    Returns:
        The earliest start of a sentence, paragraph or, failing these, a word.
    """
    earliest = max(before, window.end - longest, text.rfind("\n", 0, window.start) + 1)
    if earliest >= window.start:
        return window.start
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, earliest, window.start)]
    if sentences:
        return sentences[0]
    if earliest == 0 or text[earliest - 1] == "\n":
        return earliest
    space = _SPACE.search(text, earliest, window.start)
    return space.end() if space else window.start


def _cut_end(text: str, start: int, longest: int) -> int:
    """Return the end of a passage of at most `longest` code points.

    It is the end of the line, of a sentence in the last 40 % of the length, or of a word.
    """
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
    shift = _LEADING.match(piece).end()  # type: ignore[union-attr] # also matches the empty text
    start, piece = start + shift, piece[shift:].rstrip()
    inside = [
        Match(m.start - start, m.end - start, m.leaf)
        for m in matches
        if m.start >= start and m.end <= start + len(piece)
    ]
    return Passage(
        Marked(piece, merge_spans(piece, inside)),
        cut_before=start > 0 and text[start - 1] != "\n",
        cut_after=start + len(piece) < len(text)
        and text[start + len(piece) : start + len(piece) + 1] != "\n",
    )
